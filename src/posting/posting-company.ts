import type { RawBlock } from './raw-block.ts';
import { isSectionHeading } from './section-headings.ts';
import { isContractOrPay, leadSegments } from './stated-facts.ts';

/** One to five words that begin with capitals or digits, with the small words that join names. */
const name = String.raw`(?:\p{Lu}[\p{L}\p{N}&'’.+-]*|\p{N}+\p{Lu}[\p{L}\p{N}]*)(?:\s+(?:(?:of|the|and|for|de|la|van|der|von|und|et|&)\s+)*(?:\p{Lu}[\p{L}\p{N}&'’.+-]*|\p{N}+\p{Lu}[\p{L}\p{N}]*)){0,5}`;

/** Wordings around an employer's name, surest first; the verbs are those that only employers take in postings. */
const wordings = [
  String.raw`(?<who>${name}),?\s+is\s+(?:proud to be\s+)?an?\s+(?:[\p{L}-]+\s+){0,4}?(?:equal[- ]opportunit(?:y|ies)|disability confident|affirmative action|fair|inclusive)\b`,
  String.raw`(?:^|[.!?]\s+)(?:[Tt]he\s+)?(?<who>${name})(?:,[^,.]{3,60},|\s\([^)]{1,40}\))?\s+(?:is|are)\s+(?:currently\s+|now\s+|actively\s+)?(?:looking for|seeking|hiring|recruiting|searching for)\b`,
  String.raw`\b(?:[Jj]oin|[Ww]elcome to|[Ww]ork(?:ing)? (?:at|for)|[Cc]areers? (?:at|with)|[Ww]ho is)\s+(?<who>${name})`,
  String.raw`(?:^|[.!?]\s+)(?:Here )?[Aa]t\s+(?<who>${name}),\s+(?:we|you|our|your|the|every)\b`,
  String.raw`(?:^|[.!?]\s+)(?<who>${name})\s+was\s+(?:founded|established|set up|created)\b`,
  String.raw`(?:^|[.!?]\s+)(?<who>${name}),?\s+(?:is|are)\s+(?:an?|the|one of)\s+[^.]{0,80}?\b(?:company|firm|business|agency|charity|organi[sz]ation|start-?up|hospital|clinic|practice|school|college|university|trust|council|manufacturer|provider|retailer|restaurant|hotel|bakery|brewery|bank|insurer|studio|platform|consultancy|employer|group|partnership|co-operative|cooperative|chain|dealer|garage|workshop|supplier|contractor|developer|publisher|museum|nonprofit|non-profit|NGO|team of|family[- ](?:run|owned))\b`,
];

const neverNames =
  /^(?:the|this|that|these|those|we|you|our|your|it|he|she|they|i|who|what|when|where|why|how|if|as|at|in|on|for|from|with|and|or|but|all|each|every|some|here|there|us|job|jobs|role|position|team|company|candidates?|applicants?|successful|ideal|about|please|today|now|new|senior|junior|lead|both|remote|hybrid|english|employer|department|location|benefits?|equal|apply|welcome|people|women|nobody|everyone|someone|one|our team|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december)$/i;

export interface CompanySources {
  blocks: readonly RawBlock[];
  title: string;
  pageTitle?: string | undefined;
  /** Lines of page chrome, among which the copyright line names the owner. */
  chrome: readonly string[];
}

/**
 * Who hires, as far as the posting says it; undefined rather than a guess. Names in the line under the title,
 * in a page's title or in a copyright line count only if the posting's text bears them out.
 */
export function findCompany(sources: CompanySources): string | undefined {
  const prose = sources.blocks.filter((block) => block.kind !== 'heading').map((block) => block.text);
  const body = prose.join('\n');
  return (
    headingName(sources.blocks) ??
    leadName(sources, body) ??
    titleName(sources, body) ??
    copyrightName(sources.chrome, body) ??
    wordedName(prose, sources.title)
  );
}

/** "About Fernhill Dairy" names the employer; "About the role" does not. */
function headingName(blocks: readonly RawBlock[]): string | undefined {
  for (const { kind, text } of blocks) {
    if (kind !== 'heading' || isSectionHeading(text)) continue;
    const who = new RegExp(
      String.raw`^(?:About|Who is|Why(?: join| work (?:at|for))?|Working at|Life at|Welcome to|Join)\s+(?<who>${name})[?!:]?$`,
      'u',
    ).exec(text);
    const found = acceptable(who?.groups?.who);
    if (found !== undefined && !isSectionHeading(found)) return found;
  }
  return undefined;
}

function leadName({ blocks, title }: CompanySources, body: string): string | undefined {
  for (const segment of leadSegments(blocks)) {
    if (isContractOrPay(segment) || segment.split(' ').length > 6) continue;
    const found = acceptable(segment);
    if (found !== undefined && !title.toLowerCase().includes(found.toLowerCase())) {
      const written = writtenIn(body, found, 2);
      if (written !== undefined) return written;
    }
  }
  return undefined;
}

function titleName({ title, pageTitle }: CompanySources, body: string): string | undefined {
  const at = new RegExp(String.raw`\b(?:at|@|for|with)\s+(?<who>${name})$`, 'u').exec(title)?.groups?.who;
  // In mid-sentence a capital "The" belongs to the name.
  const afterAt = at?.startsWith('The ') ? acceptable(at.slice(4)) && at : acceptable(at);
  if (afterAt !== undefined) return afterAt;
  const segments = (pageTitle ?? '').split(/\s+(?:[|–—·:-]|at|@)\s+/u).slice(1);
  for (const segment of segments) {
    const found = acceptable(segment.trim().replace(/\s+(?:jobs|careers|vacancies)$/i, ''));
    if (found === undefined || isContractOrPay(found) || title.includes(found)) continue;
    const written = writtenIn(body, found, 1);
    if (written !== undefined) return written;
  }
  return undefined;
}

function copyrightName(chrome: readonly string[], body: string): string | undefined {
  for (const line of chrome) {
    const who = new RegExp(
      String.raw`(?:©|\(c\)|[Cc]opyright)\s*(?:©\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?\s*,?\s*)?(?:by\s+)?(?<who>${name})`,
      'u',
    ).exec(line);
    const glued = who?.groups?.who;
    for (const candidate of glued === undefined ? [] : shorterNames(glued)) {
      const found = acceptable(candidate);
      if (found !== undefined && writtenIn(body, found, 1) !== undefined) return found;
    }
  }
  return undefined;
}

/** The name itself, then the name up to each place where scraping may have glued the next word to it. */
function* shorterNames(glued: string): Generator<string> {
  yield glued;
  for (const { index } of [...glued.matchAll(/(?<=\p{Ll})(?=\p{Lu})|\s+/gu)].reverse())
    yield glued.slice(0, index);
}

function wordedName(prose: readonly string[], title: string): string | undefined {
  for (const wording of wordings) {
    for (const text of prose) {
      const found = acceptable(new RegExp(wording, 'u').exec(text)?.groups?.who);
      if (found !== undefined && !title.toLowerCase().includes(found.toLowerCase())) return found;
    }
  }
  return undefined;
}

/** Whether a piece can be an employer's name at all. */
export function isEmployerName(piece: string): boolean {
  return acceptable(piece) !== undefined;
}

function acceptable(candidate: string | undefined): string | undefined {
  const found =
    candidate
      ?.replace(/^(?:[Tt]he)\s+/u, '')
      .replace(/(?:['’]s)?[.,:;!?]*$/u, '')
      .trim() ?? '';
  const words = found.split(/\s+/);
  if (found.length < 2 || found.length > 60 || words.length > 6) return undefined;
  if (neverNames.test(found) || neverNames.test(words[0] ?? '') || !/^[\p{Lu}\p{N}]/u.test(found))
    return undefined;
  return /\p{L}/u.test(found) ? found : undefined;
}

/** The name as the text writes it ("FERNHILL" above, "Fernhill" below), if it stands there often enough. */
function writtenIn(body: string, found: string, least: number): string | undefined {
  const escaped = found.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const matches = [
    ...body.matchAll(new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped}(?![\p{L}\p{N}])`, 'giu')),
  ];
  if (matches.length < least) return undefined;
  const isCapitals = found === found.toUpperCase() && found.length > 5;
  return isCapitals ? (matches.find(([match]) => match !== found)?.[0] ?? found) : found;
}
