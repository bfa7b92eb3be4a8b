import { changesOther, countedNoun, countsOther } from './counted-noun.ts';
import { type FoundDate, findDates, isCovered } from './dates.ts';
import { type Figure, findFigures, isSameFigure } from './figures.ts';
import { isGeneralWord } from './general-words.ts';
import { hasWord, type SourceText } from './source-text.ts';
import type { Violation } from './violation.ts';
import { type ClaimWord, claimWords } from './words.ts';

/** How many words on each side of a figure say what it is a figure of. */
const contextWords = 6;

/**
 * Figures of a text that none of the sources states, or that stand where the source has another figure or on
 * words that come from another source than the figure does.
 */
export function checkFigures(
  text: string,
  figures: readonly Figure[],
  words: readonly ClaimWord[],
  sources: readonly SourceText[],
): Violation[] {
  return figures.flatMap((figure): Violation[] => {
    const reason = faultOf(text, figure, words, sources);
    return reason === undefined
      ? []
      : [{ kind: 'figure', words: figure.text, start: figure.start, end: figure.end, reason }];
  });
}

function faultOf(
  text: string,
  figure: Figure,
  words: readonly ClaimWord[],
  sources: readonly SourceText[],
): string | undefined {
  const stated = sources.flatMap((source) =>
    source.figures.filter((known) => isSameFigure(figure, known)).map((known) => ({ source, known })),
  );
  if (stated.length === 0) {
    if (isArticle(figure) && sources.some(({ text: known }) => /\b(?:an?|single|one|once)\b/iu.test(known))) {
      return undefined;
    }
    return missing(figure, sources);
  }
  const context = contextOf(text, figure, words).filter((word) =>
    sources.some(({ keys }) => hasWord(word, [keys])),
  );
  const fitting = stated.filter(({ source }) => fits(context, source));
  if (fitting.length === 0) {
    return `the sources state ${figure.text} of something else`;
  }
  const noun = countedNoun(text, figure, words);
  const counting = fitting.filter(({ source, known }) => !countsOther(noun, source, known));
  if (counting.length === 0) return `the sources state ${figure.text} of something other than ${noun?.text}`;
  const alike = counting.filter(({ source, known }) => !changesOther(text, figure, source.text, known));
  if (alike.length === 0) return `the sources state ${figure.text} as another kind of amount`;
  const agreement = Math.max(...alike.map(({ source, known }) => agreeing(text, figure, source.text, known)));
  for (const { source } of alike) {
    const other = source.figures.find(
      (known) =>
        !isSameFigure(figure, known) &&
        agreeing(text, figure, source.text, known) > agreement &&
        isNear(figure, known),
    );
    if (other !== undefined) return `where this says ${figure.text}, the source says ${other.text}`;
  }
  return undefined;
}

/** "One" may stand for the source's article: "one command" for "a command". */
function isArticle(figure: Figure): boolean {
  return figure.value === '1' && figure.bound === '' && /^one\b/iu.test(figure.text);
}

function missing(figure: Figure, sources: readonly SourceText[]): string {
  const known = sources.flatMap((source) => source.figures);
  const near =
    known.find(({ value }) => value === figure.value) ??
    known.find(({ unit }) => unit === figure.unit && unit !== '');
  return near === undefined
    ? `no source states ${figure.text}`
    : `no source states ${figure.text}; nearest is ${withBound(near)}`;
}

function withBound({ bound, text }: Figure): string {
  return bound === '' || bound === '+' ? text : `${bound} ${text}`;
}

/** Words round a figure within its own clause. */
function contextOf(text: string, figure: Figure, words: readonly ClaimWord[]): ClaimWord[] {
  const opens = figure.start - (/[^,;:.()–—]*$/u.exec(text.slice(0, figure.start))?.[0].length ?? 0);
  const closes = figure.end + (/^[^,;:.()–—]*/u.exec(text.slice(figure.end))?.[0].length ?? 0);
  const before = words.filter(({ start, end }) => start >= opens && end <= figure.start).slice(-contextWords);
  const after = words.filter(({ start, end }) => start >= figure.end && end <= closes).slice(0, contextWords);
  return [...before, ...after].filter(({ lower }) => !isGeneralWord(lower));
}

/** At least half of the words round the figure that any source knows must come from the figure's own source. */
function fits(context: readonly ClaimWord[], source: SourceText): boolean {
  const own = context.filter((word) => hasWord(word, [source.keys])).length;
  return own * 2 >= context.length;
}

/** Only figures of the same sort can have been mixed up. */
function isNear(figure: Figure, other: Figure): boolean {
  return figure.unit === other.unit || figure.sharedUnit === other.unit || other.sharedUnit === figure.unit;
}

/** How many of the words next to two figures are the same, 0–2. */
function agreeing(text: string, figure: Figure, sourceText: string, known: Figure): number {
  const here = neighbours(text, figure);
  const there = neighbours(sourceText, known);
  return Number(here.before === there.before) + Number(here.after === there.after);
}

function neighbours(text: string, { start, end }: Figure): { before: string; after: string } {
  const before =
    /([\p{L}\p{N}]+|→)[^\p{L}\p{N}→]*$/u.exec(text.slice(Math.max(0, start - 40), start))?.[1] ?? '';
  const after = /^[^\p{L}\p{N}→]*([\p{L}\p{N}]+|→)/u.exec(text.slice(end))?.[1] ?? '';
  const normal = (word: string) => (word === '→' ? 'to' : word.toLowerCase());
  return { before: normal(before), after: normal(after) };
}

/** Dates of a text that no source names, at least as exactly. */
export function checkDates(
  dates: readonly FoundDate[],
  text: string,
  sources: readonly SourceText[],
): Violation[] {
  return dates
    .filter((date) => !sources.some((source) => source.dates.some((known) => isCovered(date, known))))
    .map(({ start, end }) => {
      const words = text.slice(start, end);
      return { kind: 'date', words, start, end, reason: `no source names ${words}` };
    });
}

export interface TextParts {
  figures: readonly Figure[];
  dates: readonly FoundDate[];
  words: readonly ClaimWord[];
}

const known = new Map<string, TextParts>();

/** A text's figures, dates and remaining words. Kept for a while, since checks meet the same wording often. */
export function takeApart(text: string): TextParts {
  const before = known.get(text);
  if (before !== undefined) return before;
  const dates = findDates(text);
  const figures = findFigures(text, dates);
  const parts = { dates, figures, words: claimWords(text, [...dates, ...figures]) };
  if (known.size >= mostKept) known.clear();
  known.set(text, parts);
  return parts;
}

const mostKept = 2000;
