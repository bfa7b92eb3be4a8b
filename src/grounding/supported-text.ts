import { isInstruction } from '../text/instructions.ts';
import { splitSentences } from '../text/sentences.ts';
import { takeApart } from './check-figures.ts';
import { checkNegation } from './check-negation.ts';
import { isClaim } from './check-words.ts';
import { familyOf } from './claiming-verbs.ts';
import { isCovered } from './dates.ts';
import { isSameFigure } from './figures.ts';
import { hasWord, type SourceText, sourceText } from './source-text.ts';
import { beforeAddress, holdsAddress, visibleLine } from './visible-line.ts';
import { looksLikeName, needsCase } from './words.ts';

/** In a text about the employer, words of the applicant's are out of place unless they are quoted. */
const speaksOfApplicant =
  /\b(?:candidates?|applicants?|CVs?|r[eé]sum[eé]s?|I|me|my|mine)\b|\byour (?:CV|application|experience)\b/u;

const longest = 220;

export interface Surroundings {
  /** Texts that need no proof: the post, the employer. */
  context?: readonly string[];
  /** Texts whose names may be in a rewording that the quote bears out: the master CV. */
  harmless?: readonly string[];
  /** Sentences next to the quote, whose words may be in a rewording, but none of their figures. */
  beside?: readonly string[];
}

/**
 * A wording of others about the employer as it may be shown: itself where its quote bears out each figure, date,
 * name and telling word, else the quote's own beginning, up to the end of a sentence.
 *
 * Reworded, a name that is neither known nor told of the employer, or a verb of leading and winning, could seem to be
 * said of the applicant: there the quote stands.
 *
 * @returns undefined where the quote gives nothing that can be shown
 */
export function supportedText(
  written: string,
  quote: string,
  { context = [], harmless = [], beside = [] }: Surroundings = {},
): string | undefined {
  const line = visibleLine(written);
  const isSaid =
    line !== '' &&
    line.length <= longest &&
    !holdsAddress(line) &&
    !isInstruction(line) &&
    (isTakenFrom(line, quote) ||
      (!speaksOfApplicant.test(line) &&
        wordsBeyond(line, [quote, ...context, ...beside.map(withoutFigures)].map(proofOf)).length === 0 &&
        !makesClaim(line, context, harmless)));
  if (isSaid) return line;
  const own = shortened(beforeAddress(visibleLine(quote)));
  return own === '' ? undefined : own;
}

const tellsOfEmployer =
  /^(?:It|They|We|Our|Their|Its|The (?:company|employer|firm|team|school|hospital|agency|group))\b/u;

function makesClaim(line: string, context: readonly string[], harmless: readonly string[]): boolean {
  const { words } = takeApart(line);
  const named = context.map((text) => proofOf(text).keys);
  const known = [...named, ...harmless.map((text) => proofOf(text).keys)];
  const [first] = words;
  if (tellsOfEmployer.test(line)) return false;
  if (first !== undefined && isCapitalised(first.text) && hasWord(first, named)) return false;
  return words.some(
    (word) =>
      (/(?:ed|won)$/u.test(word.lower) && familyOf(word.text, line.slice(word.end)) !== undefined) ||
      ((looksLikeName(word) || needsCase(word.text)) && !hasWord(word, known)),
  );
}

function withoutFigures(text: string): string {
  return text.replaceAll(/\d/gu, ' ');
}

/** "Voltquarry was founded …": the employer's name opens the sentence. */
function isCapitalised(word: string): boolean {
  return /^\p{Lu}/u.test(word);
}

/** Figures, dates, names and telling words of a text that none of the sources has, as they are written. */
export function wordsBeyond(text: string, sources: readonly SourceText[]): string[] {
  const { figures, dates, words } = takeApart(text);
  const keys = sources.map((source) => source.keys);
  const found = [
    ...figures
      .filter(({ text: figure }) => !/^(?:an?|one|once)$/iu.test(figure))
      .filter((figure) => !sources.some((source) => source.figures.some((one) => isSameFigure(figure, one))))
      .map((figure) => figure.text),
    ...dates
      .filter((date) => !sources.some((source) => source.dates.some((known) => isCovered(date, known))))
      .map(({ start, end }) => text.slice(start, end)),
    ...words.filter((word) => isClaim(word) && !hasWord(word, keys)).map((word) => word.text),
    ...checkNegation(text, words, sources).map((violation) => violation.words),
  ];
  return [...new Set(found)];
}

/** A text as a source of what another says. */
export function proofOf(text: string): SourceText {
  return sourceText('proof', text);
}

/** Whether a text is a piece of a quote, word for word but for its first letter and its last mark. */
export function isTakenFrom(text: string, quote: string): boolean {
  const piece = plain(text).replace(/[\s.…,;:]+$/u, '');
  return piece !== '' && plain(quote).includes(piece);
}

function plain(text: string): string {
  return visibleLine(text).toLowerCase();
}

function shortened(quote: string): string {
  const line = quote
    .replace(/^(?:[-*•·–—…=]|\(?\d{1,2}[.)])+\s*/u, '')
    .replace(/^(?:and|or|but|also)[, ]\s*/iu, '');
  let kept = '';
  for (const sentence of splitSentences(line)) {
    if (kept !== '' && kept.length + sentence.length >= longest) break;
    kept = `${kept} ${sentence}`.trim();
  }
  if (kept.length > longest) kept = `${kept.slice(0, longest).replace(/\s+\S*$/u, '')} …`;
  return `${kept.slice(0, 1).toUpperCase()}${kept.slice(1)}`.replace(/[\s.,;:]+$/u, '');
}
