import { isStopWord } from '../text/stems.ts';
import { isGeneralWord } from './general-words.ts';
import { hasWord, type SourceText } from './source-text.ts';
import type { Violation } from './violation.ts';
import type { ClaimWord } from './words.ts';

const negation =
  /\b(?:no|not|without|never|none|nor|neither|nil|zero|non|free|lacks?|lacking|avoid\p{L}*|prevent\p{L}*|eliminat\p{L}*)\b|n['’]t\b/iu;
const negating = /^(?:no|not|without|never|nor)$/u;
/** How far a negation reaches: "without a blameworthy accident". */
const reachWords = 3;

/** A thing that the sources only deny and the wording asserts: "with an accident" for "without an accident". */
export function checkNegation(
  text: string,
  words: readonly ClaimWord[],
  own: readonly SourceText[],
): Violation[] {
  if (negation.test(text)) return [];
  const denied = own.flatMap(deniedWords);
  return words
    .filter((word) => {
      const keys = new Set(word.keys);
      const denials = denied.filter((known) => hasWord(known, [keys])).length;
      if (denials === 0) return false;
      const mentions = own.flatMap((source) => source.words).filter((known) => hasWord(known, [keys])).length;
      return mentions === denials;
    })
    .map(({ text: said, start, end }) => ({
      kind: 'scope',
      words: said,
      start,
      end,
      reason: `the source denies "${said}"`,
    }));
}

/** The first word with a meaning behind each negation, in the same clause. */
function deniedWords({ text, words }: SourceText): ClaimWord[] {
  return words.flatMap((word, at): ClaimWord[] => {
    if (!negating.test(word.lower) || /^ only\b/iu.test(text.slice(word.end))) return [];
    const next = words
      .slice(at + 1, at + 1 + reachWords)
      .find(({ lower }) => !isStopWord(lower) && !isGeneralWord(lower));
    return next !== undefined && !/[,.;:()–—]/u.test(text.slice(word.end, next.start)) ? [next] : [];
  });
}
