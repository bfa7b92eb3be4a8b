import { lowersTitle } from './qualifiers.ts';
import { hasWord, type SourceText } from './source-text.ts';
import { isTitleWord } from './title-words.ts';
import type { Violation } from './violation.ts';
import type { ClaimWord } from './words.ts';

/** How far a title may reach from its qualifying word: "Deputy Ward Manager". */
const mostTitleWords = 3;
/** Endings of people's occupations that no list names. */
const agent = /^\p{Lu}\p{L}+(?:er|or|ist|ian|ant|man|woman)$/u;

/**
 * Titles that their sources only have with a qualifying word before them: "Ward Manager" where the source says
 * "Deputy Ward Manager".
 */
export function droppedRanks(
  text: string,
  words: readonly ClaimWord[],
  sources: readonly SourceText[],
): Violation[] {
  return sources.flatMap((source) =>
    source.words.flatMap((qualifier, at): Violation[] => {
      if (!lowersTitle(qualifier.lower)) return [];
      const title = titleAfter(source, at);
      const [from] = occurrences(text, words, title);
      if (
        from === undefined ||
        sources.some((other) => occurrences(other.text, other.words, title).length > 0)
      )
        return [];
      const start = words[from]?.start ?? 0;
      const end = words[from + title.length - 1]?.end ?? start;
      const whole = source.text.slice(qualifier.start, title.at(-1)?.end);
      return [
        { kind: 'title', words: text.slice(start, end), start, end, reason: `the source says "${whole}"` },
      ];
    }),
  );
}

/** The title that begins behind a qualifying word; empty where none does. */
function titleAfter(source: SourceText, at: number): ClaimWord[] {
  const title: ClaimWord[] = [];
  for (const word of source.words.slice(at + 1, at + 1 + mostTitleWords)) {
    const before = title.at(-1) ?? source.words[at];
    if (before === undefined || !isJoined(source.text, before, word)) return [];
    title.push(word);
    if (isTitleWord(word.lower.replace(/s$/u, '')) || agent.test(word.text)) return title;
  }
  return [];
}

/** Where a title stands without a qualifying word before it, as indexes of its first word. */
function occurrences(text: string, words: readonly ClaimWord[], title: readonly ClaimWord[]): number[] {
  if (title.length === 0) return [];
  return [...words.keys()].filter((from) => {
    const before = words[from - 1];
    const first = words[from];
    if (
      before !== undefined &&
      first !== undefined &&
      lowersTitle(before.lower) &&
      isJoined(text, before, first)
    )
      return false;
    return title.every((word, at) => {
      const here = words[from + at];
      return here !== undefined && hasWord(here, [new Set(word.keys)]);
    });
  });
}

function isJoined(text: string, before: ClaimWord, word: ClaimWord): boolean {
  return /^[ -]$/u.test(text.slice(before.end, word.start));
}
