/** A run of `*` or `_` that could open or close emphasis. */
interface DelimiterRun {
  mark: string;
  /** Offset of its first character that is still unused. */
  start: number;
  /** Characters still unused. */
  length: number;
}

/** Longer runs are rules and fillers ("****", "____"), never emphasis. */
const delimiterRun =
  /(?<![*_])(?:\*{1,3}|_{1,3})(?![*_])|\*{1,3}(?=_)|_{1,3}(?=\*)|(?<=_)\*{1,3}|(?<=\*)_{1,3}/gu;

const image = /!\[([^\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"\n]*")?\)/gu;
const link = /\[([^[\]\n]+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"\n]*")?\)/gu;
const autolink = /<((?:https?:\/\/|mailto:)[^\s<>]+)>/giu;
const codeSpan = /(?<!`)(`{1,3})(?!`)([^`\n]+)\1(?!`)/gu;

/**
 * Takes Markdown's emphasis, code and link syntax out of a text. Marks that come in pairs and wrap words are
 * markup; a lone mark or one inside or at the end of a word belongs to the word and stays: `C*`, `5*`,
 * `snake_case`, `*nix`, `**kwargs`. Of a link the text stays and the address goes.
 *
 * Applying it twice gives the same as applying it once. Time grows linearly with the text's length for
 * everything but nested markup, where it grows with the depth too.
 */
export function stripEmphasis(text: string): string {
  let before = text;
  for (;;) {
    const after = stripOnce(before);
    if (after === before) return after;
    before = after;
  }
}

function stripOnce(text: string): string {
  if (!/[*_`[<]/.test(text)) return text;
  return text
    .replaceAll(image, '$1')
    .replaceAll(link, '$1')
    .replaceAll(autolink, '$1')
    .replaceAll(codeSpan, (_whole, _ticks, inner: string) => inner.trim())
    .split('\n')
    .map(stripPairs)
    .join('\n');
}

/** Emphasis does not reach over the end of a line: a list of `*nix` terms must not pair up by accident. */
function stripPairs(line: string): string {
  const dropped = new Set<number>();
  const open: DelimiterRun[] = [];
  for (const match of line.matchAll(delimiterRun)) {
    const mark = match[0].charAt(0);
    const run: DelimiterRun = { mark, start: match.index, length: match[0].length };
    const before = line.slice(0, run.start).at(-1) ?? ' ';
    const after = line.charAt(run.start + run.length) || ' ';
    const canOpen = !isWordLike(before) && !/\s/u.test(after);
    const canClose = !/\s/u.test(before) && !isWordLike(after);
    if (canClose) closeRun(run, open, dropped);
    if (canOpen && run.length > 0) open.push(run);
  }
  if (dropped.size === 0) return line;
  return Array.from({ length: line.length }, (_, index) => (dropped.has(index) ? '' : line[index])).join('');
}

function closeRun(run: DelimiterRun, open: DelimiterRun[], dropped: Set<number>): void {
  while (run.length > 0) {
    const index = open.findLastIndex((candidate) => candidate.mark === run.mark);
    const opener = open[index];
    if (opener === undefined || opener.length > run.length) return;
    for (let offset = 0; offset < opener.length; offset += 1) {
      dropped.add(opener.start + offset);
      dropped.add(run.start + offset);
    }
    run.start += opener.length;
    run.length -= opener.length;
    // What opened inside the pair and never closed belongs to words.
    open.length = index;
  }
}

function isWordLike(character: string): boolean {
  return /[\p{L}\p{N}\p{M}]/u.test(character);
}
