import { splitSentences } from '../text/sentences.ts';
import type { SourceText } from './source-text.ts';

const knownSentences = new WeakMap<SourceText, Set<string>>();

/**
 * Whether a sentence stands in one of the texts as it is. Bullets that differ in their figures alone are as
 * like each other as two texts can be, so that likeness would not find the right one.
 */
export function isVerbatim(sentence: string, texts: readonly SourceText[]): boolean {
  const line = lineOf(sentence);
  return texts.some((text) => sentencesOf(text).has(line));
}

function sentencesOf(source: SourceText): Set<string> {
  const known = knownSentences.get(source);
  if (known !== undefined) return known;
  const sentences = new Set([source.text, ...splitSentences(source.text)].map(lineOf));
  knownSentences.set(source, sentences);
  return sentences;
}

function lineOf(sentence: string): string {
  return sentence.replaceAll(/\s+/gu, ' ').trim().replace(/\.$/u, '');
}
