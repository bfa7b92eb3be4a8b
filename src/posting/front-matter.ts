import type { DeclaredFacts } from './raw-block.ts';

export interface FrontMatter {
  declared: DeclaredFacts;
  /** The text below the front matter. */
  rest: string;
}

/** Names of front matter fields, as site generators and people write them, in lower case without separators. */
const fields: Record<keyof DeclaredFacts, readonly string[]> = {
  title: ['jobtitle', 'positiontitle', 'title', 'position', 'role'],
  company: [
    'company',
    'companyname',
    'employer',
    'organisation',
    'organization',
    'hiringorganization',
    'agency',
  ],
  location: ['location', 'joblocation', 'place', 'city', 'locations'],
  url: ['url', 'link', 'source', 'sourceurl', 'canonical', 'applyurl'],
  datePosted: ['dateposted', 'posted', 'postedat', 'published', 'date', 'opening', 'open'],
  validThrough: [
    'validthrough',
    'closing',
    'closingdate',
    'closes',
    'deadline',
    'expires',
    'applyby',
    'close',
  ],
  employmentType: [
    'employmenttype',
    'jobtype',
    'contract',
    'contracttype',
    'schedule',
    'workschedule',
    'hours',
  ],
  salary: ['salary', 'salaryrange', 'pay', 'payrange', 'compensation', 'wage', 'remuneration'],
};

const fence = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;

/** Takes YAML front matter off a text. Front matter that is no YAML stays in the text as it is. */
export async function takeFrontMatter(text: string): Promise<FrontMatter> {
  const match = fence.exec(text);
  if (match === null) return { declared: {}, rest: text };
  const { parseDocument } = await import('yaml');
  const document = parseDocument(match[1] ?? '', { schema: 'failsafe', logLevel: 'silent' });
  if (document.errors.length > 0) return { declared: {}, rest: text };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch {
    return { declared: {}, rest: text };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { declared: {}, rest: text };
  return { declared: declaredFacts(value as Record<string, unknown>), rest: text.slice(match[0].length) };
}

function declaredFacts(value: Record<string, unknown>): DeclaredFacts {
  const byName = new Map(
    Object.entries(value).map(([name, item]) => [name.toLowerCase().replaceAll(/[\s_-]/g, ''), item]),
  );
  const declared: DeclaredFacts = {};
  for (const [fact, names] of Object.entries(fields) as [keyof DeclaredFacts, readonly string[]][]) {
    const text = names.map((name) => factText(byName.get(name))).find((found) => found !== undefined);
    if (text !== undefined && (fact !== 'url' || /^https?:\/\//.test(text))) declared[fact] = text;
  }
  return declared;
}

function factText(item: unknown): string | undefined {
  const text = Array.isArray(item) ? item.filter((part) => typeof part === 'string').join(', ') : item;
  return typeof text === 'string' && text.trim() !== '' && text.length <= 300 ? text.trim() : undefined;
}
