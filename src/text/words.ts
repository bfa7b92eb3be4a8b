/** A word, number or term of a text; `start` and `end` are offsets in UTF-16 units, `end` exclusive. */
export interface Token {
  text: string;
  lower: string;
  start: number;
  end: number;
}

/**
 * Letters, combining marks and digits as plain ranges: the same classes by Unicode property take the regular
 * expression compiler forty milliseconds, which every start would pay.
 */
const letterOrDigit = String.raw`0-9A-Za-z_\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF\u2C00-\u2DFF\u3040-\uD7FF\uF900-\uFDFF`;

/**
 * One alternative per family of term, most specific first. Joining characters (`.`, `/`, `&`, `+`, `#`, `*`)
 * only join where they are known to belong to names, so that "design/development" or "end.Next" fall apart.
 */
const tokenPattern = new RegExp(
  [
    // Addresses.
    String.raw`https?:\/\/[^\s<>()"]*[^\s<>()".,;:!?]`,
    String.raw`[\w.%+-]+@[\w-]+(?:\.[\w-]+)+`,
    // Amounts and figures: €412k, 99.97, 31 %, 1.1M, £3.6bn, 4+, 2nd.
    String.raw`[€£$¥]?\d+(?:[.,]\d+)*(?:\s?%|(?:st|nd|rd|th|bn|[kKmMxX])(?![W])|\+(?![W+]))?(?![W])`,
    // .NET, ASP.NET, and dotted abbreviations: U.S., e.g., Ph.D.
    String.raw`(?:[A-Z]{2,})?\.(?:NET|Net|net)(?![W])`,
    String.raw`(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![W]))?`,
    String.raw`Ph\.D\.?`,
    // C++, C++17, C#, F#, C*, notepad++, and A/B, CI/CD, TCP/IP, R&D, P&L.
    String.raw`[A-Za-z]+\+\+\d*(?![W])`,
    '[A-Z]#(?![W])',
    String.raw`[A-Z]\*(?![W*])`,
    String.raw`[A-Z]{1,4}(?:\/\d?[A-Z]{1,6})+(?![W])`,
    '[A-Z]{1,3}(?:&[A-Z]{1,3})+(?![W])',
    // Words: don't, e-mail, GS-14, Node.js, k6, x86_64.
    String.raw`[W]+(?:(?:['’](?=[W])|-(?=[W])|\.(?=(?:js|ts|io|ai|com|org|net|gov|py)(?![W])))[W]+)*`,
  ]
    .join('|')
    .replaceAll('[W', `[${letterOrDigit}`),
  'g',
);

/** Splits a text into words, numbers and terms such as C++, .NET, CI/CD, GS-14 or `31 %`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  // Not matchAll, which makes a copy of the pattern for every text.
  tokenPattern.lastIndex = 0;
  for (let match = tokenPattern.exec(text); match !== null; match = tokenPattern.exec(text)) {
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
  for (const piece of text.split(/\s+/)) if (/[\p{L}\p{N}]/u.test(piece)) count += 1;
  return count;
}
