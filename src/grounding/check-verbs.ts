import { stemOf } from '../text/stems.ts';
import { familyOf, type VerbFamily } from './claiming-verbs.ts';
import { hasWord, type SourceText } from './source-text.ts';
import type { Violation } from './violation.ts';
import type { ClaimWord } from './words.ts';

/**
 * Verbs of leading, founding, winning and the like that the wording's own sources do not bear out. That another
 * bullet of the same role tells of leading bears nothing out here.
 */
export function checkVerbs(
  text: string,
  words: readonly ClaimWord[],
  own: readonly SourceText[],
): Violation[] {
  const stems = new Set<string>();
  for (const source of own) for (const word of source.words) addStems(word, stems);
  return words.flatMap((word): Violation[] => {
    const family = familyOf(word.text, text.slice(word.end));
    if (
      family === undefined ||
      hasWord(
        word,
        own.map(({ keys }) => keys),
      ) ||
      isBorne(family, stems, own)
    )
      return [];
    const { text: verb, start, end } = word;
    return [{ kind: family.kind, words: verb, start, end, reason: `its source does not bear out "${verb}"` }];
  });
}

/** Words that choose the sources of a wording: a verb of merit must not call in a source to bear itself out. */
export function withoutClaimingVerbs(text: string, words: readonly ClaimWord[]): readonly ClaimWord[] {
  const rest = words.filter((word) => familyOf(word.text, text.slice(word.end)) === undefined);
  return rest.length === 0 ? words : rest;
}

function isBorne(family: VerbFamily, stems: ReadonlySet<string>, own: readonly SourceText[]): boolean {
  for (const stem of family.borneBy) if (stems.has(stem)) return true;
  const { borneByPhrase } = family;
  return borneByPhrase !== undefined && own.some(({ text }) => borneByPhrase.test(text));
}

function addStems(word: ClaimWord, stems: Set<string>): void {
  stems.add(stemOf(word.text));
  for (const part of word.parts) addStems(part, stems);
}
