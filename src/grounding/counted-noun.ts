import { isStopWord } from '../text/stems.ts';
import type { Figure } from './figures.ts';
import { hasWord, type SourceText } from './source-text.ts';
import type { ClaimWord } from './words.ts';

/** How far behind a figure its noun may stand: "nine newly qualified nurses". */
const mostWordsBetween = 3;

/** Nouns under which others fall: nine people may be nine nurses. */
const wideNouns =
  /^(?:persons|members|colleagues|employees|individuals|participants|attendees|workers|reports|times|items|things|units|cases|pieces|kinds|types|ways|parts|others)$/u;

/** The plural that a bare figure counts ("212 tests"); undefined where none follows in the same phrase. */
export function countedNoun(
  text: string,
  { end, unit }: Figure,
  words: readonly ClaimWord[],
): ClaimWord | undefined {
  if (unit !== '') return undefined;
  let from = end;
  const after = words.filter(({ start }) => start >= end).slice(0, mostWordsBetween + 1);
  for (const word of after) {
    if (!/^[ -]?$/u.test(text.slice(from, word.start)) || isStopWord(word.lower)) return undefined;
    if (/\p{L}{3}s$/u.test(word.text) && !/(?:ss|us|is)$/u.test(word.text)) return word;
    from = word.end;
  }
  return undefined;
}

/** Whether a figure counts something else than the same figure of the source does. */
export function countsOther(noun: ClaimWord | undefined, source: SourceText, known: Figure): boolean {
  if (noun === undefined || wideNouns.test(noun.lower)) return false;
  const there = countedNoun(source.text, known, source.words);
  if (there === undefined) return !hasWord(noun, [source.keys]);
  return !hasWord(noun, [new Set(there.keys)]) && !hasWord(there, [new Set(noun.keys)]);
}

/** Whether one text has an amount as a change, the other as a level or a limit: "by 5 %" and "within 5 %". */
export function changesOther(text: string, figure: Figure, sourceText: string, known: Figure): boolean {
  if (figure.unit === '') return false;
  const here = roleOf(text, figure);
  const there = roleOf(sourceText, known);
  if (here === undefined || there === undefined || here === there) return false;
  return here === 'by' || there === 'by';
}

function roleOf(text: string, { start }: Figure): string | undefined {
  const before = text.slice(Math.max(0, start - 30), start).toLowerCase();
  return /(?<!\b(?:up|close|according) )\b(by|to|from|within) (?:(?:about|around|over|under|nearly|almost|up to|more than|at least|an?) )?$/u.exec(
    before,
  )?.[1];
}
