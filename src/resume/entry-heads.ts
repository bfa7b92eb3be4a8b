import { isLegalForm } from '../text/legal-forms.ts';
import { findDateSpan } from './dates.ts';

/** What a heading such as "Staff nurse, St Ann's Hospital — 2019–2022" and the lines under it say. */
export interface EntryHead {
  /** The line as it stands, dates taken away. */
  rest: string;
  /** Its parts in the order written. */
  parts: string[];
  /** The parts were parted at commas only. */
  atCommas: boolean;
  startDate?: string;
  endDate?: string;
}

export interface HeadOptions {
  /** Whether a rest without other separators is parted at its commas; it is by default. */
  atCommas?: boolean;
  /** Whether "at" and "@" part a role from its employer; they do not by default. */
  atWords?: boolean;
}

/** Reads a line of a head: takes the dates out and parts the rest where people put separators. */
export function readHead(line: string, options: HeadOptions = {}): EntryHead {
  const span = lastSpan(line);
  const cut = span === undefined ? line : `${line.slice(0, span.start)}\uE000${line.slice(span.end)}`;
  const rest = cut
    .replaceAll(/[([]\s*\uE000\s*[)\]]/gu, '\uE000')
    .replaceAll(/\s*[,|·•‖–—-]?\s*\uE000\s*[,|·•‖–—-]?\s*/gu, (gap, at: number) =>
      at === 0 ? '' : gap.includes(',') ? ', ' : ' | ',
    );
  const written = trimmed(rest);
  const separators = options.atWords
    ? /\s*[|·•‖]\s*|\s+(?:—|–|-|@|at)\s+|\s{3,}|\t/u
    : /\s*[|·•‖]\s*|\s+(?:—|–|-)\s+|\s{3,}|\t/u;
  const strong = written
    .split(separators)
    .map(trimmed)
    .filter((part) => part !== '');
  const atCommas = strong.length === 1 && (options.atCommas ?? true);
  const parts = atCommas ? splitAtCommas(strong[0] ?? '') : strong;
  if (span === undefined) return { rest: written, parts, atCommas };
  const endDate = span.endDate ?? (span.isOpen ? undefined : span.startDate);
  return {
    rest: written,
    parts,
    atCommas,
    ...(span.startDate === undefined ? {} : { startDate: span.startDate }),
    ...(endDate === undefined ? {} : { endDate }),
  };
}

/** Dates come last in a head; a year before them belongs to a name ("Expo 2020, 2019–2021"). */
function lastSpan(line: string): ReturnType<typeof findDateSpan> {
  let found: ReturnType<typeof findDateSpan>;
  let offset = 0;
  for (;;) {
    const next = findDateSpan(line.slice(offset));
    if (next === undefined) return found;
    found = { ...next, start: next.start + offset, end: next.end + offset };
    offset = found.end;
  }
}

/** "Acme, Inc." and what stands in brackets stay whole. */
export function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  for (const part of text.split(/\s*,(?![^(]*\))\s*/u)) {
    if (isLegalForm(part) && parts.length > 0) parts[parts.length - 1] += `, ${part}`;
    else if (part !== '') parts.push(part);
  }
  return parts;
}

function trimmed(part: string): string {
  const bare = part.replace(/^[\s,;:|–—-]+|[\s,;:|–—-]+$/gu, '').trim();
  return withoutLoneBrackets(bare);
}

/** Taking dates out may leave half of a pair of brackets behind. */
function withoutLoneBrackets(text: string): string {
  const surplus = text.split('(').length - text.split(')').length;
  if (surplus > 0) return text.replace(/\s*\((?=[^(]*$)\s*/u, ' ').trim();
  return surplus < 0 ? text.replace(/\s*\)\s*/u, ' ').trim() : text;
}
