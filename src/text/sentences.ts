let segmenter: Intl.Segmenter | undefined;

/** Abbreviations after which a full stop seldom ends the sentence. */
const abbreviation =
  /(?:^|[\s(["'“‘])(?:e\.g|i\.e|cf|vs|approx|ca|incl|excl|resp|no|nos|vol|fig|pp|dr|mr|mrs|ms|mx|prof|st|jr|sr|rev|hon|gen|col|capt|lt|sgt|messrs|mme|dept|univ|est|min|max|tel|ext|al|mio|mrd|tsd|tys|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$/i;

/** "U.S." or an initial ("J. Smith") at the end of a piece. */
const initials = /(?:^|[\s(.])\p{Lu}\.$/u;

/**
 * Splits a text into its sentences, each a verbatim, trimmed substring. An empty line ends a sentence, and so
 * does the end of a line unless the line looks wrapped. Common abbreviations, initials and names with dots
 * (.NET, Node.js) do not end one.
 */
export function splitSentences(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  const flowing = joinWrappedLines(text);
  const spans: { start: number; end: number }[] = [];
  for (const { index, segment } of segmenter.segment(flowing)) {
    const last = spans.at(-1);
    const end = index + segment.length;
    if (last !== undefined && continues(flowing.slice(last.start, last.end), segment)) last.end = end;
    else spans.push({ start: index, end });
  }
  return spans.map(({ start, end }) => text.slice(start, end).trim()).filter((sentence) => sentence !== '');
}

function continues(before: string, piece: string): boolean {
  if (!/\s$/.test(before)) return true;
  if (before.endsWith('\n')) return false;
  const trimmed = before.trimEnd();
  if (/^\p{Ll}/u.test(piece)) return /[.]$/.test(trimmed);
  return abbreviation.test(trimmed) || (initials.test(trimmed) && /^[\p{Lu}\p{Ll}]/u.test(piece));
}

/** Prose is seldom wrapped wider than this: a longer line was ended on purpose. */
const widestWrap = 100;

/** Line ends inside a paragraph become spaces; every offset stays what it was. */
function joinWrappedLines(text: string): string {
  if (!text.includes('\n')) return text;
  const width = Math.max(...text.split('\n').map(({ length }) => length));
  return text.replaceAll(/(?<=([^\n]*))\n(?=([^\n]*))/g, (lineEnd, before: string, after: string) => {
    const startsItem = /^\s*(?:$|[-*+•‣–·]\s|\d{1,2}[.)]\s|#)/.test(after);
    const next = /^\s*\S+/.exec(after)?.[0] ?? '';
    // A writer who wraps lines ends one where the next word would not fit.
    const full = width <= widestWrap && before.length + 1 + next.length > width;
    const wrapped = /^\s*\p{Ll}/u.test(after) || (before.length >= 60 && full && !/[.!?:]\s*$/.test(before));
    return wrapped && !startsItem && before.trim() !== '' ? ' ' : lineEnd;
  });
}
