/** Lines longer than this are no longer wrapped by anybody: each line end is then meant. */
const unwrappedWidth = 140;

/**
 * Joins the lines of a paragraph that only wrap, and keeps apart those whose end is meant.
 *
 * @param wrapWidth the longest line of the whole text, in characters: where the next line's first word would
 *   still have fitted, its author ended the line on purpose
 * @returns lines with their white space collapsed, none empty
 */
export function joinWrappedLines(lines: readonly string[], wrapWidth: number): string[] {
  const joined: string[] = [];
  let lastLength = 0;
  for (const raw of lines) {
    const line = raw.replaceAll(/\s+/gu, ' ').trim();
    if (line === '') continue;
    const last = joined.at(-1);
    if (last === undefined || endIsMeant(last, lastLength, line, wrapWidth)) joined.push(line);
    else joined[joined.length - 1] = /\p{L}-$/u.test(last) ? last + line : `${last} ${line}`;
    lastLength = raw.trimEnd().length;
  }
  return joined;
}

function endIsMeant(before: string, lengthBefore: number, line: string, wrapWidth: number): boolean {
  if (/^(?:[-*•·▪●◦‣➢✓✔–]|\d{1,2}[.)])\s/u.test(line)) return true;
  if (wrapWidth > unwrappedWidth) return true;
  if (/[,(]$/u.test(before)) return false;
  const firstWord = line.split(' ', 1)[0] ?? '';
  const wouldHaveFitted = lengthBefore + 1 + firstWord.length <= wrapWidth;
  if (!wouldHaveFitted) return false;
  if (/^\p{Ll}/u.test(line)) return lengthBefore < wrapWidth / 2 && !/[,;]$/u.test(before);
  return /[.!?:;…)]$/u.test(before) || lengthBefore < wrapWidth * 0.6;
}
