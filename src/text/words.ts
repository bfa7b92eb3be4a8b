/** A word, number or term of a text; `start` and `end` are offsets in UTF-16 units, `end` exclusive. */
export interface Token {
  text: string;
  lower: string;
  start: number;
  end: number;
}

/**
 * One alternative per family of term, most specific first. Joining characters (`.`, `/`, `&`, `+`, `#`, `*`)
 * only join where they are known to belong to names, so that "design/development" or "end.Next" fall apart.
 */
const tokenPattern = new RegExp(
  [
    // Addresses.
    String.raw`https?:\/\/[^\s<>()"]*[^\s<>()".,;:!?]`,
    String.raw`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+`,
    // Amounts and figures: €412k, 99.97, 31 %, 1.1M, £3.6bn, 4+, 2nd.
    String.raw`[€£$¥]?\d+(?:[.,]\d+)*(?:\s?%|(?:st|nd|rd|th|bn|[kKmMxX])(?![\p{L}\p{N}])|\+(?![\p{L}\p{N}+]))?(?![\p{L}\p{N}])`,
    // .NET, ASP.NET, and dotted abbreviations: U.S., e.g., Ph.D.
    String.raw`(?:\p{Lu}{2,})?\.(?:NET|Net)(?![\p{L}\p{N}])`,
    String.raw`(?<![\p{L}\p{N}.])(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{N}]))?`,
    String.raw`Ph\.D\.?`,
    // C++, C++17, C#, F#, C*, notepad++, and A/B, CI/CD, TCP/IP, R&D, P&L.
    String.raw`(?<![\p{L}\p{N}])\p{L}+\+\+\d*(?![\p{L}\p{N}])`,
    String.raw`(?<![\p{L}\p{N}])\p{Lu}#(?![\p{L}\p{N}])`,
    String.raw`(?<![\p{L}\p{N}*])\p{Lu}\*(?![\p{L}\p{N}*])`,
    String.raw`(?<![\p{L}\p{N}])\p{Lu}{1,4}(?:\/\p{Lu}{1,4})+(?![\p{L}\p{N}])`,
    String.raw`(?<![\p{L}\p{N}])\p{Lu}(?:&\p{Lu})+(?![\p{L}\p{N}])`,
    // Words: don't, e-mail, GS-14, Node.js, k6, x86_64.
    String.raw`[\p{L}\p{M}\p{N}_]+(?:(?:['’](?=\p{L})|-(?=[\p{L}\p{N}])|\.(?=(?:js|ts|io|ai|com|org|net|gov|py)(?![\p{L}\p{N}])))[\p{L}\p{M}\p{N}_]+)*`,
  ].join('|'),
  'gu',
);

/** Splits a text into words, numbers and terms such as C++, .NET, CI/CD, GS-14 or `31 %`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(tokenPattern)) {
    const found = match[0];
    tokens.push({
      text: found,
      lower: found.toLowerCase().replaceAll('’', "'"),
      start: match.index,
      end: match.index + found.length,
    });
  }
  return tokens;
}

/** Words as a reader counts them: pieces between white space that hold a letter or a digit. */
export function countWords(text: string): number {
  let count = 0;
  for (const piece of text.split(/\s+/u)) if (/[\p{L}\p{N}]/u.test(piece)) count += 1;
  return count;
}
