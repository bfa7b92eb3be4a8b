import { isInstruction } from '../text/instructions.ts';
import { splitSentences } from '../text/sentences.ts';
import { countWords } from '../text/words.ts';
import { takeApart } from './check-figures.ts';
import { checkNegation } from './check-negation.ts';
import { isClaim } from './check-words.ts';
import { isCovered } from './dates.ts';
import { isSameFigure } from './figures.ts';
import { hasWord, type SourceText, sourceText } from './source-text.ts';
import { beforeAddress, holdsAddress, visibleLine } from './visible-line.ts';

/** In a text about the employer, words of the applicant's are out of place unless they are quoted. */
const speaksOfApplicant =
  /\b(?:candidates?|applicants?|CVs?|r[eé]sum[eé]s?|I|me|my|mine)\b|\byour (?:CV|application|experience)\b/u;

const longest = 220;
const leastWords = 2;

/**
 * A wording of others about the employer as it may be shown: itself where its quote bears out each figure, date,
 * name and telling word, else the quote's own beginning, up to the end of a sentence.
 *
 * @param context names that need no proof: the post, the employer
 * @returns undefined where the quote gives nothing that can be shown
 */
export function supportedText(
  written: string,
  quote: string,
  context: readonly string[] = [],
): string | undefined {
  const line = visibleLine(written);
  const isSaid =
    line !== '' &&
    line.length <= longest &&
    !holdsAddress(line) &&
    !isInstruction(line) &&
    (isTakenFrom(line, quote) ||
      (!speaksOfApplicant.test(line) && wordsBeyond(line, [quote, ...context].map(proofOf)).length === 0));
  if (isSaid && countWords(line) >= leastWords) return line;
  const own = shortened(beforeAddress(visibleLine(quote)));
  return countWords(own) < leastWords ? undefined : own;
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
