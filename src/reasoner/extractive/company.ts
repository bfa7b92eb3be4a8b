import type { Posting } from '../../posting/posting.ts';
import { acronymPairs } from '../../text/acronyms.ts';
import { isEverydayWord } from '../../text/rarity.ts';
import { splitSentences } from '../../text/sentences.ts';
import { isStopWord } from '../../text/stems.ts';
import { countWords } from '../../text/words.ts';
import type { CompanyBrief, CompanyFact } from '../company-brief.ts';
import { cueStrengths } from './finding-cues.ts';
import { isGenericWord } from './generic-words.ts';
import { isHeaderLine, isMetaLine } from './meta-lines.ts';
import { readable } from './readable.ts';
import { boilerplateKind, classifyBlocks, type SectionKind } from './section-kind.ts';

const maxFacts = 5;

const tellsOfCompany =
  /\b(founded|established|since \d{4}|we are|we're|we have|is an?|is the|are an?|employs?|employees|people work|staff of|team of|our (customers|clients|patients|pupils|guests|members|mission|company|firm|school|practice)|based in|headquarter\w*|sells?|makes?|moves?|builds?|provides?|serves?|operates?|offers?|runs?|owned by|family-owned|non-profit|charity|agency|members|offices?|sites?|branches|hospitals?|profitable|investors?)\b/i;

/** What a posting says of who hires. Without other sources the posting is the only one. */
export function describeCompany({ posting }: { posting: Posting }): CompanyBrief {
  const name = companyName(posting);
  const names = namesOf(name, posting.text);
  const candidates = classifyBlocks(posting)
    .filter(({ kind }) => kind !== 'must' && kind !== 'nice')
    .flatMap(({ block, kind }) =>
      splitSentences(block.text).map((quote) => ({ quote, kind, item: block.kind === 'item' })),
    )
    .map((sentence, order) => ({ ...sentence, order, worth: worthOf(sentence, names, order) }))
    .filter(({ worth }) => worth >= 1.8);
  const facts: CompanyFact[] = candidates
    .toSorted((one, other) => other.worth - one.worth || one.order - other.order)
    .slice(0, maxFacts)
    .toSorted((one, other) => one.order - other.order)
    .map(({ quote }) => ({ text: `${readable(quote)}.`, quote, source: 0 }));
  return {
    ...(name === undefined ? {} : { name }),
    facts,
    sources: [
      { kind: 'posting', title: posting.title, ...(posting.url === undefined ? {} : { url: posting.url }) },
    ],
  };
}

interface Candidate {
  quote: string;
  kind: SectionKind;
  item: boolean;
}

const asks =
  /\b(?:looking|seeking|searching|recruiting|hiring) (?:for|an?|to)\b|\bwe (?:need|seek|want|require|hire|expect)\b|\b(?:is|are) (?:looking|seeking|hiring|recruiting)\b|\byou(?:.(?:ll|d)| will| would)\b/i;

/** Who is wanted, and what goes wrong, are no facts about the company, though they begin with "we". */
function asksOrSuffers(sentence: string): boolean {
  return asks.test(sentence) || cueStrengths(sentence, '').painPoints >= 0.4;
}

function worthOf({ quote, kind, item }: Candidate, names: readonly string[], order: number): number {
  const words = countWords(quote);
  if (words < 4 || words > 60 || !/[.…]$/.test(quote) || boilerplateKind(quote, true) !== undefined) return 0;
  if (isMetaLine(quote) || isHeaderLine(quote) || asksOrSuffers(quote)) return 0;
  let worth = 0;
  const lower = quote.toLowerCase();
  if (
    /^(we|our)\b/.test(lower) ||
    names.some((name) => lower.startsWith(name) || lower.startsWith(`the ${name}`))
  )
    worth += 2;
  else if (names.some((name) => lower.includes(name))) worth += 1;
  if (tellsOfCompany.test(quote)) worth += 1;
  if (/\d/.test(quote)) worth += 0.5;
  if (
    /\b(founded|mission|is an? \p{L}|employ\p{L}*|people|customers|residents|patients|pupils|guests|clients)\b/iu.test(
      quote,
    )
  )
    worth += 0.7;
  if (
    /\b(you(r|rs)?|we seek|candidates?|applicants?|benefits)\b|\b(looking|seeking) for\b|\b(is|are) (looking|seeking)\b/i.test(
      quote,
    )
  )
    worth -= 1.5;
  if (kind === 'duties' || item) worth -= 1;
  if (kind === 'offer' || kind === 'process' || kind === 'legal' || kind === 'negative') worth -= 1;
  return worth - Math.min(0.6, order * 0.02);
}

/** Lower-case ways in which the text calls the employer: the name, its acronym, its first distinctive word. */
function namesOf(name: string | undefined, text: string): string[] {
  if (name === undefined) return [];
  const acronyms = acronymPairs(text)
    .filter(({ full }) => full.endsWith(name) || name.endsWith(full))
    .map(({ acronym }) => acronym);
  const [first = name] = name.split(' ');
  return [name, ...acronyms, ...(isEverydayWord(first) ? [] : [first])].map((known) => known.toLowerCase());
}

/** The employer's name: the reader's, or one that the text uses like a name ("At X, …", "X is a …"). */
function companyName(posting: Posting): string | undefined {
  if (posting.company !== undefined && posting.company !== '') return posting.company;
  const name = String.raw`(\p{Lu}[\p{L}\d&'’.-]*(?: (?:\p{Lu}[\p{L}\d&'’.-]*|of|and|&)){0,4})`;
  const patterns = [
    new RegExp(String.raw`(?:^|[.!?]\s|\n)At ${name}, (?:we|our|you)`, 'u'),
    new RegExp(String.raw`\b(?:join|joining|About) ${name}(?=[.,!\n]| as | and )`, 'u'),
    new RegExp(
      String.raw`(?:^|[.!?]\s|\n)${name} (?:is (?:an?|the|looking|seeking|hiring)|was founded|has been|seeks|invites|operates|provides|runs)\b`,
      'u',
    ),
    new RegExp(String.raw`©\s*(?:\d{4}\s*)?${name}`, 'u'),
  ];
  for (const pattern of patterns) {
    const found = pattern.exec(posting.text)?.[1]?.replace(/\s+(?:of|and|&)$/, '');
    if (
      found !== undefined &&
      !/^(?:This|That|The|It|There|He|She|They|We|You|Our|What|Who|Us|An?|Candidate|Applicant|Position|Job|Role)$/.test(
        found,
      )
    )
      return found;
  }
  return openingName(posting);
}

/** "Ledgerloop sells …": the subject that opens one of the first paragraphs, if it is written like a name. */
function openingName({ blocks }: Posting): string | undefined {
  for (const { text } of blocks.filter(({ kind }) => kind === 'paragraph').slice(0, 3)) {
    const name = /^([A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*){0,3}) (?:is|has|[a-z]{2,}s) /.exec(text)?.[1];
    const words = name?.split(' ') ?? [];
    const written = words.length > 1 || !isEverydayWord(words[0] ?? '');
    if (name !== undefined && written && !words.some((word) => isStopWord(word) || isGenericWord(word)))
      return name;
  }
  return undefined;
}
