import type { DeclaredFacts } from './raw-block.ts';

type Node = Record<string, unknown>;

export interface JobPostings {
  declared: DeclaredFacts;
  /** The posting's wording as HTML, if it is given. */
  description?: string;
  /** How many postings the page declares. */
  count: number;
}

const maxDepth = 12;

/** Reads schema.org `JobPosting` (https://schema.org/JobPosting) from a page's JSON-LD scripts. */
export function readJobPostings(scripts: readonly string[]): JobPostings {
  const postings = scripts.flatMap((script) => findPostings(parseLoosely(script), 0));
  const [posting] = postings;
  if (posting === undefined) return { declared: {}, count: 0 };
  const description = decodeEntities(textOf(posting.description) ?? '').trim();
  return {
    declared: withoutUndefined({
      title: plainOf(posting.title) ?? plainOf(posting.name),
      company: nameOf(posting.hiringOrganization),
      location: locationOf(posting),
      url: httpUrl(textOf(posting.url)),
      datePosted: plainOf(posting.datePosted),
      validThrough: plainOf(posting.validThrough),
      employmentType: employmentTypeOf(posting.employmentType),
      salary: salaryOf(posting.baseSalary) ?? salaryOf(posting.estimatedSalary),
    }),
    ...(description === '' ? {} : { description: asHtml(description) }),
    count: postings.length,
  };
}

function parseLoosely(script: string): unknown {
  const inner = script
    .replaceAll(/^\s*(?:<!--|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|\/\/\s*\]\]>|\]\]>)\s*$/g, '')
    .trim();
  // Templates often leave raw line ends inside strings or a `;` at the end.
  for (const attempt of [inner, inner.replace(/;$/, ''), inner.replaceAll(/[\r\n\t]+/g, ' ')]) {
    try {
      return JSON.parse(attempt);
    } catch {
      // The next attempt is more lenient; a script that stays unreadable declares nothing.
    }
  }
  return undefined;
}

function findPostings(value: unknown, depth: number): Node[] {
  if (depth > maxDepth) return [];
  if (Array.isArray(value)) return value.flatMap((item) => findPostings(item, depth + 1));
  if (!isNode(value)) return [];
  const types = [value['@type']].flat().map(String);
  if (types.some((type) => /(?:^|[/:])JobPosting$/.test(type))) return [value];
  return ['@graph', 'mainEntity', 'mainEntityOfPage', 'itemListElement', 'item'].flatMap((key) =>
    findPostings(value[key], depth + 1),
  );
}

function nameOf(organization: unknown): string | undefined {
  const [first] = [organization].flat();
  return isNode(first) ? (plainOf(first.name) ?? plainOf(first.legalName)) : plainOf(first);
}

function locationOf(posting: Node): string | undefined {
  const places = [posting.jobLocation].flat().map(placeOf).filter(isText);
  const isRemote = /telecommute/i.test([posting.jobLocationType].flat().join(' '));
  const areas = [posting.applicantLocationRequirements].flat().map(nameOf).filter(isText);
  const remote = areas.length > 0 ? `remote (${[...new Set(areas)].join(', ')})` : 'remote';
  const parts = [...new Set(places), ...(isRemote ? [remote] : [])];
  return parts.length === 0 ? undefined : parts.join(' or ');
}

function placeOf(place: unknown): string | undefined {
  if (!isNode(place)) return plainOf(place);
  const address = place.address ?? place;
  if (!isNode(address)) return plainOf(address);
  const { addressLocality, addressRegion, addressCountry } = address;
  const country = isNode(addressCountry) ? nameOf(addressCountry) : plainOf(addressCountry);
  const parts = [plainOf(addressLocality), plainOf(addressRegion), country].filter(isText);
  return parts.length > 0 ? [...new Set(parts)].join(', ') : plainOf(place.name);
}

function employmentTypeOf(value: unknown): string | undefined {
  const types = [value].flat().map(plainOf).filter(isText);
  const written = types.map((type) =>
    /^[A-Z_]+$/.test(type) ? type.toLowerCase().replaceAll('_', '-') : type,
  );
  return written.length === 0 ? undefined : written.join(', ');
}

function salaryOf(value: unknown): string | undefined {
  const [salary] = [value].flat();
  if (!isNode(salary)) {
    const written = plainOf(salary);
    return written === undefined || /^0+$/.test(written) ? undefined : written;
  }
  const amount = isNode(salary.value) ? salary.value : salary;
  const [low, high, one] = ['minValue', 'maxValue', 'value'].map((key) => amountOf(amount[key]));
  const range =
    low !== undefined && high !== undefined && low !== high ? `${low}–${high}` : (low ?? high ?? one);
  if (range === undefined) return undefined;
  const currency = plainOf(salary.currency) ?? plainOf(amount.currency) ?? '';
  const unit = plainOf(amount.unitText) ?? plainOf(salary.unitText);
  return [currency, range, unit === undefined ? '' : `per ${unit.toLowerCase()}`].filter(Boolean).join(' ');
}

function amountOf(value: unknown): string | undefined {
  const figure = typeof value === 'number' ? value : Number(plainOf(value) ?? Number.NaN);
  return Number.isFinite(figure) && figure > 0 ? figure.toLocaleString('en') : undefined;
}

/** Descriptions are HTML, often escaped once or twice on their way into the script, or plain text with line ends. */
function asHtml(description: string): string {
  if (realTag.test(description)) return description;
  return description
    .replaceAll('<', '&lt;')
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('');
}

const realTag = /<\/?[a-z][^>]*>/i;
const escapedTag = /&(?:amp;)*(?:lt|#0*60|#x0*3c);/i;

/** Undoes the escaping of a text that was escaped as a whole. Where there are tags already, entities are text. */
function decodeEntities(text: string): string {
  let decoded = text;
  for (let round = 0; round < 3 && escapedTag.test(decoded) && !realTag.test(decoded); round += 1) {
    decoded = decoded
      .replaceAll(/&(?:lt|#0*60|#x0*3c);/gi, '<')
      .replaceAll(/&(?:gt|#0*62|#x0*3e);/gi, '>')
      .replaceAll(/&(?:quot|#0*34|#x0*22);/gi, '"')
      .replaceAll(/&(?:apos|#0*39|#x0*27);/gi, "'")
      .replaceAll(/&amp;/gi, '&');
  }
  return decoded;
}

function plainOf(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const plain = decodeEntities(text)
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(/&amp;/gi, '&')
    .replaceAll(/&nbsp;/gi, ' ')
    .replaceAll(/&quot;/gi, '"')
    .replaceAll(/&#0*39;|&apos;/gi, "'")
    .replaceAll(/\s+/g, ' ')
    .trim();
  return plain === '' || plain.length > 300 ? undefined : plain;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return isNode(value) ? textOf(value['@value']) : undefined;
}

function httpUrl(text: string | undefined): string | undefined {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
    ? text
    : undefined;
}

function withoutUndefined(
  facts: { [Key in keyof DeclaredFacts]: DeclaredFacts[Key] | undefined },
): DeclaredFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
