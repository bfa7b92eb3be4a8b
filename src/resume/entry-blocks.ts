import { findDateSpan } from './dates.ts';
import { readHead } from './entry-heads.ts';
import { entryStarts } from './entry-starts.ts';
import type { EntrySection } from './markdown-entries.ts';
import { flatTexts, type OutlineBlock, type OutlineItem } from './markdown-outline.ts';

/** An entry as it stands in the text: its heading or first line, the lines below it, its bullets. */
export interface RawEntry {
  head: string;
  lines: string[];
  bullets: string[];
}

/**
 * Parts a section's content into entries. They begin at headings; where there are none, at the first line of
 * the block that holds their dates or stands out in bold, or else at a list's items.
 */
export function entriesOf(
  content: readonly OutlineBlock[],
  section: EntrySection,
  notes: string[],
): RawEntry[] {
  return content.some((block) => block.kind === 'heading')
    ? underHeadings(content, section, notes)
    : withoutHeadings(content, section, notes);
}

function underHeadings(content: readonly OutlineBlock[], section: EntrySection, notes: string[]): RawEntry[] {
  const firstHeading = content.findIndex((block) => block.kind === 'heading');
  const entries = firstHeading === 0 ? [] : withoutHeadings(content.slice(0, firstHeading), section, notes);
  let employer = '';
  let employerLevel = 0;
  content.forEach((block, index) => {
    if (block.kind !== 'heading') return;
    const next = content[index + 1];
    // Several roles at one employer: a heading with nothing but deeper headings below it.
    if (next?.kind === 'heading' && next.level > block.level) {
      employer = block.text;
      employerLevel = block.level;
      return;
    }
    if (block.level <= employerLevel) employer = '';
    const head = employer === '' ? block.text : `${block.text} | ${employer}`;
    const end = content.findIndex((later, at) => at > index && later.kind === 'heading');
    const body = content.slice(index + 1, end === -1 ? undefined : end);
    entries.push(...(holdsRoles(body) ? rolesAt(head, body, section, notes) : [wholeEntry(head, body)]));
  });
  return entries;
}

function wholeEntry(head: string, body: readonly OutlineBlock[]): RawEntry {
  return {
    head,
    lines: body.flatMap((block) => (block.kind === 'lines' ? block.lines.map((line) => line.text) : [])),
    bullets: body.flatMap((block) => (block.kind === 'list' ? block.items.flatMap(flatTexts) : [])),
  };
}

/** Whether each of several lists has a line of its own above it that names something and dates it. */
function holdsRoles(body: readonly OutlineBlock[]): boolean {
  const heads = body.flatMap((block, index) => (block.kind === 'list' ? [body[index - 1]] : []));
  return (
    heads.length >= 2 &&
    heads.every(
      (head) =>
        head?.kind === 'lines' &&
        head.lines.some(({ text }) => findDateSpan(text) !== undefined && readHead(text).parts.length > 0),
    )
  );
}

function rolesAt(
  employer: string,
  body: readonly OutlineBlock[],
  section: EntrySection,
  notes: string[],
): RawEntry[] {
  const name = readHead(employer, { atCommas: false }).rest;
  return withoutHeadings(body, section, notes).map((entry) => ({
    ...entry,
    head: entry.head === '' ? '' : `${entry.head} | ${name}`,
  }));
}

function withoutHeadings(
  content: readonly OutlineBlock[],
  section: EntrySection,
  notes: string[],
): RawEntry[] {
  const entries: RawEntry[] = [];
  const hasLines = content.some((block) => block.kind === 'lines');
  const begin = (head: string): RawEntry => {
    const entry: RawEntry = { head, lines: [], bullets: [] };
    entries.push(entry);
    return entry;
  };
  const current = (): RawEntry => entries.at(-1) ?? begin('');
  let paragraphs: string[][] = [];
  content.forEach((block, index) => {
    if (block.kind === 'lines') {
      paragraphs.push(block.lines.map((line) => line.text));
      const next = content[index + 1];
      if (next?.kind === 'lines') return;
      const { starts, doubted } = entryStarts(paragraphs, {
        isFirst: entries.length === 0,
        leadsList: next?.kind === 'list',
      });
      if (doubted !== undefined && section !== 'education')
        notes.push(
          `"${doubted}" stands between bullets without dates: not sure whether a new entry begins there.`,
        );
      paragraphs.flat().forEach((line, at) => {
        if (starts.has(at)) begin(line);
        else current().lines.push(line);
      });
      paragraphs = [];
    } else if (block.kind === 'list' && (!hasLines || isListOfHeads(block.items, section))) {
      for (const item of block.items) begin(item.text).bullets.push(...item.items.flatMap(flatTexts));
    } else if (block.kind === 'list') current().bullets.push(...block.items.flatMap(flatTexts));
  });
  return entries;
}

function isListOfHeads(items: readonly OutlineItem[], section: EntrySection): boolean {
  if (items.every((item) => item.items.length > 0)) return true;
  return section === 'education' && items.every((item) => findDateSpan(item.text) !== undefined);
}
