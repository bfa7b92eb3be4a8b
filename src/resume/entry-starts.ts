import { namesCompany } from '../text/legal-forms.ts';
import { findDateSpan } from './dates.ts';
import { namesRole } from './role-words.ts';

interface HeadLine {
  text: string;
  paragraph: number;
  /** A head's line is short and no sentence; `dated` and `bold` ones tell that an entry begins. */
  shape: 'dated' | 'bold' | 'short' | 'other';
}

export interface EntryStarts {
  /** Positions, among all lines, at which an entry begins. */
  starts: Set<number>;
  /** A line that may begin one without saying so. */
  doubted?: string;
}

/** Lines that a head of an entry has above its dates, at most: title, employer, place. */
const maxLinesAboveDates = 3;

const label =
  /^[*_]*(?:tech(?:nologies|nology|nical)?(?: stack| used)?|stack|tools(?: used)?|skills(?: used)?|keywords|environment|built with|(?:relevant |key )?(?:courses?|coursework|modules)|grade|gpa)[*_]*\s*:/i;
const partName =
  /^[*_]*(?:(?:key|main|selected|notable|other|core) )*(?:achievements?|accomplishments?|responsibilities|highlights|duties|tasks|projects|results|successes)[*_:]*$/i;

/**
 * Finds where entries begin in the paragraphs between two lists. Lines right above the dates belong to the same
 * head, also when an empty line parts them.
 */
export function entryStarts(
  paragraphs: readonly (readonly string[])[],
  { isFirst, leadsList }: { isFirst: boolean; leadsList: boolean },
): EntryStarts {
  const lines = paragraphs.flatMap((texts, paragraph) =>
    texts.map((text): HeadLine => ({ text, paragraph, shape: shapeOf(text) })),
  );
  const starts = new Set<number>();
  let open: { at: number; anchor: number; isDated: boolean } | undefined;
  lines.forEach((line, at) => {
    const isDated = line.shape === 'dated';
    if (!isDated && line.shape !== 'bold') return;
    const between = lines.slice((open?.anchor ?? -1) + 1, at);
    const hasBody = between.some(({ shape }) => shape === 'other');
    // A head goes on until it has its dates.
    if (open !== undefined && !hasBody && !open.isDated) {
      open = { at: open.at, anchor: at, isDated };
      return;
    }
    const startsParagraph = lines[at - 1]?.paragraph !== line.paragraph;
    if (!isDated && !startsParagraph) return;
    const start = startOf(lines, at, open);
    starts.add(start);
    open = { at: start, anchor: at, isDated };
  });
  if (starts.size > 0) return { starts };
  const [first] = lines;
  if (first === undefined) return { starts };
  if (isFirst) return { starts: new Set([0]) };
  const isHead = leadsList && lines.length <= 3 && lines.every(({ shape }) => shape === 'short');
  if (!isHead) return { starts };
  return lines.some(({ text }) => namesRole(text) || namesCompany(text))
    ? { starts: new Set([0]) }
    : { starts, doubted: first.text };
}

/** The first line of the head whose dates stand in line `at`. */
function startOf(
  lines: readonly HeadLine[],
  at: number,
  before: { at: number; anchor: number } | undefined,
): number {
  let start = at;
  const isHeadLine = (index: number) => lines[index]?.shape === 'short' || lines[index]?.shape === 'bold';
  while (start - 1 > (before?.anchor ?? -1) && isHeadLine(start - 1)) start -= 1;
  const isAfterBody = before === undefined || lines[start - 1]?.shape === 'other';
  if (isAfterBody) {
    // Lines that end a paragraph of prose belong to that prose.
    if (start > 0 && lines[start - 1]?.paragraph === lines[start]?.paragraph && start < at)
      while (start < at && lines[start]?.paragraph === lines[start - 1]?.paragraph) start += 1;
    return at - start <= maxLinesAboveDates ? start : paragraphStart(lines, at, start);
  }
  // Nothing but short lines since the dates before: entries written alike have alike many lines above theirs.
  const alike = at - (before.anchor - before.at);
  return alike >= start ? alike : paragraphStart(lines, at, start);
}

function paragraphStart(lines: readonly HeadLine[], at: number, least: number): number {
  let start = at;
  while (start - 1 >= least && lines[start - 1]?.paragraph === lines[at]?.paragraph) start -= 1;
  return at - start <= maxLinesAboveDates ? start : at;
}

function shapeOf(text: string): HeadLine['shape'] {
  const words = text.split(/\s+/).length;
  const isSentence = /[.!?;]$/.test(text) && words > 6;
  // "Career break 2013–2014: caring for my mother."
  if (words <= 30 && /^[^:]{2,60}(?:19|20)\d{2}\)?:\s/.test(text)) return 'dated';
  if (words > 16 || isSentence || label.test(text) || partName.test(text) || /:[*_]*$/.test(text))
    return 'other';
  if (isDated(text)) return 'dated';
  if (/^(?:\*\*|__)/.test(text)) return 'bold';
  return words <= 12 ? 'short' : 'other';
}

/** A span of dates, or one date that stands apart; "won the cup in 2019" only mentions one. */
function isDated(text: string): boolean {
  const span = findDateSpan(text);
  if (span === undefined) return false;
  const [before, after] = [text.slice(0, span.start), text.slice(span.end)];
  return (
    span.endDate !== undefined ||
    span.isOpen ||
    /^[*_(]*$/.test(before) ||
    (/(?:[,|·•–—([-]|\s{2}|[*_])\s*$/.test(before) && /^[\s*_)\]]*$/.test(after))
  );
}
