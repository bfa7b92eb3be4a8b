import { type FoundDate, findDates } from './dates.ts';
import { type Figure, findFigures } from './figures.ts';
import { type ClaimWord, claimWords } from './words.ts';

/** A citable text of the master CV, taken apart for comparison. */
export interface SourceText {
  id: string;
  text: string;
  figures: Figure[];
  dates: FoundDate[];
  words: ClaimWord[];
  /** Every spelling of every word; figures and dates are not among them. */
  keys: ReadonlySet<string>;
}

export function sourceText(id: string, text: string): SourceText {
  const dates = findDates(text);
  const figures = findFigures(text, dates);
  const words = claimWords(text, [...dates, ...figures]);
  const keys = new Set<string>();
  for (const word of words) addKeys(word, keys);
  return { id, text, figures, dates, words, keys };
}

function addKeys(word: ClaimWord, keys: Set<string>): void {
  for (const key of word.keys) keys.add(key);
  for (const part of word.parts) addKeys(part, keys);
}

/** Whether one of the sets has the word, or has all the parts of a compound. */
export function hasWord(word: ClaimWord, sets: readonly ReadonlySet<string>[]): boolean {
  if (word.keys.some((key) => sets.some((keys) => keys.has(key)))) return true;
  return word.parts.length > 0 && word.parts.every((part) => hasWord(part, sets));
}
