import { namedTermsOf } from '../reasoner/extractive/requirement-terms.ts';
import { yearsHeld } from '../reasoner/extractive/years.ts';
import type { RequirementMatch } from '../reasoner/fit.ts';
import type { MasterCv } from '../resume/resume.ts';
import { commonAcronym, commonFullForm } from '../text/common-acronyms.ts';
import { isStopWord } from '../text/stems.ts';
import { TermIndex } from '../text/terms.ts';
import { takeApart } from './check-figures.ts';
import type { Figure } from './figures.ts';
import { isGeneralWord } from './general-words.ts';
import { entriesOf, entryIdOf, type MasterIndex, masterIndex } from './master-index.ts';
import { hasWord, type SourceText } from './source-text.ts';
import { type ClaimWord, claimWords } from './words.ts';

type Verdict = Pick<RequirementMatch, 'status' | 'evidence'>;

/** A rare verb that opens a demand is written like a name: "Renegotiate contracts". */
const openingVerb = /^\p{Lu}\p{Ll}+(?:ate|ise|ize|ify)$/u;

/** Of names that are listed as examples or alternatives, one is enough. */
const alternatives =
  /\bor\b|\/|\b(?:such as|e\.g\.|like|similar|equivalent|comparable|for example|for instance|including|ideally|preferably|any of|one of)/iu;

/**
 * A verdict as far as it can stand whoever gave it. `met` needs evidence that has each name of the requirement (of
 * alternatives one) and a figure that satisfies the requirement's figures; what falls short is `unsaid`, and
 * `missing` where the requirement is nothing but names that the master CV does not have.
 *
 * @param exempt names that prove nothing: the employer's
 */
export function checkVerdict(
  { text, status, evidence }: Pick<RequirementMatch, 'text' | 'status' | 'evidence'>,
  cv: MasterCv,
  exempt: readonly string[] = [],
): Verdict {
  if (status === 'missing' || evidence.length === 0) return { status: 'missing', evidence: [] };
  const index = masterIndex(cv);
  const known = exempt.map((name) => new TermIndex(name));
  const names = namedTermsOf(text).filter(
    (name) => !known.some((one) => one.has(name)) && !(text.startsWith(name) && openingVerb.test(name)),
  );
  const sources = evidenceTexts(evidence, index);
  const all = [...index.texts.values()];
  const held = names.filter((name) => says(name, sources, index));
  const figures = telling(text);
  const isMeasured = figures.every((figure) => isSatisfied(figure, text, sources, evidence, index));
  if (names.length > 0 && held.length === 0) {
    const isUnheard = !names.some((name) => says(name, all, index));
    const overstates = figures.length > 0 && !isMeasured;
    if (overstates || (isUnheard && isNothingBut(names, text))) return { status: 'missing', evidence: [] };
  }
  const isNamed = alternatives.test(text)
    ? names.length === 0 || held.length > 0
    : holdsAll(names, held, text);
  return { status: status === 'met' && isNamed && isMeasured ? 'met' : 'unsaid', evidence };
}

/** What stands in brackets are examples: of those one is enough, and none where the rest is named. */
function holdsAll(names: readonly string[], held: readonly string[], text: string): boolean {
  const outside = text.replaceAll(/\([^)]*\)/gu, ' ');
  const plain = names.filter((name) => outside.includes(name));
  return plain.length > 0
    ? plain.every((name) => held.includes(name))
    : names.length === 0 || held.length > 0;
}

/** The texts that are named, and the entries that they belong to. */
function evidenceTexts(evidence: Verdict['evidence'], index: MasterIndex): SourceText[] {
  const ids = new Set(evidence.flatMap(({ id }) => [id, entryIdOf(id)]));
  return [...ids].flatMap((id) => index.texts.get(id) ?? []);
}

/** One text must have the whole name: "compute" is no "Quantum Computing". */
function says(name: string, sources: readonly SourceText[], { acronyms }: MasterIndex): boolean {
  const lower = name.toLowerCase();
  const initials = name.match(/(?<!\p{L})\p{Lu}/gu)?.join('') ?? '';
  const forms = [
    initials.length >= 3 ? initials : undefined,
    commonAcronym(name),
    commonFullForm(name),
    ...acronyms
      .filter(({ acronym, full }) => acronym === name || full.toLowerCase() === lower)
      .flatMap(({ acronym, full }) => [acronym, full]),
  ].filter((form) => form !== undefined);
  const words = claimWords(name)
    .filter((word) => !isStopWord(word.lower))
    .map(asName);
  return sources.some(
    (source) =>
      (words.length > 0 && words.every((word) => hasWord(word, [source.keys]))) ||
      forms.some((form) => new TermIndex(source.text).has(form)),
  );
}

/** A name has no relatives: Rust is not "rusty". */
function asName(word: ClaimWord): ClaimWord {
  return {
    ...word,
    keys: word.keys.filter((key) => !key.startsWith('root:')),
    parts: word.parts.map(asName),
  };
}

function isNothingBut(names: readonly string[], text: string): boolean {
  let rest = text;
  for (const name of names) rest = rest.replaceAll(name, ' ');
  return claimWords(rest).every(({ lower }) => isGeneralWord(lower) || standing.test(lower));
}

const standing =
  /^(?:knowledge|experienced?|skills?|skilled|understanding|required?|essential|must|years?|expertise|familiarity|familiar|proficien\w+|fluent|degree|certifi\w+)$/u;

const partOfName =
  /(?:(?<=\S\s)\p{Lu}[\p{L}\d]+|(?<!\p{L})\p{Lu}{2,}|(?<!\p{L})(?:[Ll]evel|[Gg]rade|[Kk]ey stage|[Bb]and|[Cc]lass|[Tt]ier|[Pp]art|[Vv]ersion)) $|#$/u;

/** Figures that measure something; digits that belong to a name (ISO 9001, Level 3) do not. */
function telling(text: string): Figure[] {
  return takeApart(text).figures.filter(
    (figure) =>
      amountOf(figure) >= 2 &&
      // "30 % training" tells how the working time is shared out.
      !(figure.unit === '%' && figure.start === 0) &&
      figure.unit !== 'th' &&
      !partOfName.test(text.slice(0, figure.start)) &&
      !/^\s?\/\s?\d|^[-–]\d/u.test(text.slice(figure.end)),
  );
}

function isSatisfied(
  figure: Figure,
  text: string,
  sources: readonly SourceText[],
  evidence: Verdict['evidence'],
  { cv }: MasterIndex,
): boolean {
  const wanted = amountOf(figure);
  const nouns = counted(text, figure);
  const atMost = figure.bound === 'under' || figure.bound === 'up to' || figure.bound === 'nearly';
  if (figure.unit === 'year') {
    const ids = new Set(evidence.map(({ id }) => entryIdOf(id)));
    // Evidence that is a title stands for all the years in such work.
    const isTitle = evidence.some(({ id }) => /^w\d+$/u.test(id));
    const roles = isTitle ? cv.work : entriesOf(cv).filter(({ id }) => ids.has(id));
    const slack = roles.some(({ endDate }) => endDate === undefined) ? sinceWritten : 0.25;
    if (yearsHeld(roles, cv) >= wanted - slack) return true;
  }
  return sources.some((source) =>
    source.figures.some((offered) => {
      const isComparable =
        figure.unit === ''
          ? offered.unit === '' && counted(source.text, offered).some((stem) => nouns.includes(stem))
          : offered.unit === figure.unit;
      return isComparable && (atMost ? amountOf(offered) <= wanted : amountOf(offered) >= wanted);
    }),
  );
}

/** Stems of what a figure counts: the words right behind it, "14 hand-built Kubernetes clusters". */
function counted(text: string, { end }: Figure): string[] {
  return claimWords(/^[^.,;:()]{0,60}/u.exec(text.slice(end))?.[0] ?? '')
    .slice(0, 4)
    .filter(({ lower }) => !isStopWord(lower))
    .flatMap(({ keys }) => keys.filter((key) => key.startsWith('stem:')));
}

/** Years that may have passed in a present role since the last date that the CV names. */
const sinceWritten = 3;

const scales: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, bn: 1e9, tn: 1e12 };

function amountOf({ value }: Figure): number {
  const [, digits = value, scale = ''] = /^(-?[\d.]+)(k|m|bn|tn)?$/u.exec(value) ?? [];
  return Number.parseFloat(digits) * (scales[scale] ?? 1);
}
