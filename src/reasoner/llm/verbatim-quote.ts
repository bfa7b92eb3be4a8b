/** Characters that models write in each other's place. */
const alike: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '`': "'",
  '´': "'",
  '′': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '«': '"',
  '»': '"',
  '″': '"',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '‹': '<',
  '›': '>',
  '…': '...',
};

/** A text in a form that is the same for all its typographic variants, and where each of its characters came from. */
interface Folded {
  text: string;
  /** Offset in the original of each character of `text`. */
  starts: number[];
  /** Offset after it. */
  ends: number[];
}

const ignored = /\s|\p{Cf}|[*_]/u;

/**
 * White space and emphasis marks go altogether: models wrap, join and mark up lines as they like. Two texts that
 * differ in nothing else are as good as the same.
 */
function fold(original: string): Folded {
  const folded: Folded = { text: '', starts: [], ends: [] };
  let start = 0;
  for (const character of original) {
    const end = start + character.length;
    const plain = alike[character] ?? character;
    if (!ignored.test(character)) {
      for (const unit of plain.normalize('NFKD').toLowerCase()) {
        if (/\p{M}/u.test(unit)) continue;
        for (let part = 0; part < unit.length; part += 1) {
          folded.starts.push(start);
          folded.ends.push(end);
        }
        folded.text += unit;
      }
    }
    start = end;
  }
  return folded;
}

/** Texts are long and many quotes are looked up in each. */
let lastFolded: { text: string; folded: Folded } | undefined;

/** Less than this many characters could be found anywhere. */
const leastCharacters = 8;

/**
 * The verbatim substring of `text` that a model's quote means: the quote itself where it stands there, else what is
 * the same up to white space, case, accents, emphasis marks and typographic punctuation. Quotation marks round it
 * and dots for an end that was left out do not belong to it.
 *
 * @returns undefined where there is none
 */
export function verbatimQuote(quote: string, text: string): string | undefined {
  const trimmed = quote.trim();
  if (trimmed === '') return undefined;
  if (text.includes(trimmed)) return trimmed;
  if (lastFolded?.text !== text) lastFolded = { text, folded: fold(text) };
  const { folded } = lastFolded;
  const wanted = fold(trimmed).text;
  const bare = wanted.replaceAll(/^["'.<-]+|["'.,;:>]+$/gu, '');
  for (const candidate of new Set([wanted, bare])) {
    if (candidate.length < leastCharacters) continue;
    const at = folded.text.indexOf(candidate);
    if (at === -1) continue;
    const start = folded.starts[at] ?? 0;
    let end = folded.ends[at + candidate.length - 1] ?? text.length;
    while (/^\p{M}/u.test(text.slice(end))) end += 1;
    // What ends in the middle of a word was not meant, however alike its letters are.
    if (/[\p{L}\p{N}]{2}/u.test(text.slice(start - 1, start + 1))) continue;
    if (/[\p{L}\p{N}\p{M}][\p{L}\p{N}]/u.test(text.slice(end - 1, end + 1))) continue;
    return text.slice(start, end);
  }
  return undefined;
}
