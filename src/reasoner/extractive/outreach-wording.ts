import { stripEmphasis } from '../../text/emphasis.ts';
import { isStopWord } from '../../text/stems.ts';

/** Brackets of any kind are a posting's private matter, and look like a gap that nobody filled in. */
export function isUsable(text: string): boolean {
  return !/[[\]{}<>]/u.test(text);
}

/** One line without markup. */
export function plain(text: string): string {
  return stripEmphasis(text).replaceAll(/\s+/gu, ' ').trim();
}

/** The posting's title without remarks in brackets. */
export function plainTitle(title: string): string {
  return plain(title)
    .replaceAll(/[[{<][^\]}>]*[\]}>]/gu, ' ')
    .replaceAll(/[[\]{}<>]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replace(/^[\s,;:|–—-]+|[\s,;:|–—-]+$/gu, '');
}

/** A title cut to at most so many words: at its first dash, bracket or comma if that helps, else at a word. */
export function shortTitle(title: string, maxWords: number): string {
  const cuts = [/\s+[|–—-]\s+.*$/u, /\s*\(.*$/u, /\s*[:;]\s.*$/u, /,\s.*$/u];
  let short = title;
  for (const cut of cuts) {
    if (pieces(short) <= maxWords) return short;
    const cutTo = short.replace(cut, '');
    if (cutTo !== '') short = cutTo;
  }
  if (pieces(short) <= maxWords) return short;
  const words = short.split(' ').slice(0, maxWords);
  while (words.length > 1 && isStopWord(words.at(-1) ?? '')) words.pop();
  return words.join(' ').replace(/[\s,;:|–—&(-]+$/u, '');
}

/**
 * What a clause is cut down to where it is too long: its beginnings up to a semicolon, a colon or the end of a
 * sentence, word for word, the longest first.
 */
export function ownClauses(clause: string): string[] {
  const ends = [...clause.matchAll(/[;:](?=\s)|[.!?](?=\s+\p{Lu})/gu)].map(({ index }) => index);
  return ends
    .toReversed()
    .map((end) => clause.slice(0, end).trimEnd())
    .filter((part) => pieces(part) >= 4 && count(part, '(') === count(part, ')'));
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Words as the strictest reader counts them: whatever stands between white space. */
export function pieces(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
