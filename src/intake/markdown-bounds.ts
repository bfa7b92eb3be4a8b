/**
 * A Markdown parser's time grows with the square of a paragraph's length where marks never pair up, and its
 * stack with the depth of quotes and lists. People's paragraphs stay far below these bounds.
 */
const maxParagraphCharacters = 20_000;
const maxNesting = 40;

/** Whether a Markdown parser can be let loose on the text. */
export function isBoundedMarkdown(text: string): boolean {
  let paragraph = 0;
  for (const line of text.split('\n')) {
    paragraph = line.trim() === '' ? 0 : paragraph + line.length;
    if (paragraph > maxParagraphCharacters) return false;
    const markers = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])[ \t]*)+/.exec(line)?.[0] ?? '';
    if (markers.length > maxNesting) return false;
  }
  return true;
}
