import { isStopWord } from '../text/stems.ts';
import { checkFigures, takeApart } from './check-figures.ts';
import type { CvBlock } from './cv-block.ts';
import { type FoundDate, isCovered, openEnd } from './dates.ts';
import type { KnownEntry } from './known-entry.ts';
import type { MasterIndex } from './master-index.ts';
import { missingQualifier } from './qualifiers.ts';
import { hasWord, type SourceText } from './source-text.ts';
import { isTitleWord } from './title-words.ts';
import type { Violation, ViolationKind } from './violation.ts';
import { holdsName } from './whole-name.ts';
import type { ClaimWord } from './words.ts';

/** Words of form that any heading line may have. */
const formWords =
  /^(?:present|now|today|current|currently|ongoing|heute|bis|actualidad|heden|obecnie|since|until|till|from|location|remote|grade|score|gpa|courses?|role|title|company|employer|ltd|inc|llc|gmbh|plc|corp|co|limited)$/iu;

/**
 * Checks the heading lines of one entry against the master's: nothing that its fields do not say, titles and
 * names whole, each date the one it stands for.
 *
 * @returns per block the violations, with offsets into that block's text
 */
export function checkHeader(
  blocks: readonly CvBlock[],
  entry: KnownEntry,
  others: readonly KnownEntry[],
  index: MasterIndex,
): { block: CvBlock; violation: Violation }[] {
  const parts = blocks.map((block) => ({ block, ...takeApart(block.text) }));
  const dateCount = parts.reduce((sum, { dates }) => sum + dates.length, 0);
  let datesSeen = 0;
  const found = parts.flatMap(({ block, dates, figures, words }) => {
    const text = block.text;
    const violations: Violation[] = checkFigures(text, figures, words, [entry.header, index.person]);
    for (const date of dates) {
      const reason = dateFault(date, datesSeen, dateCount, entry);
      datesSeen += 1;
      if (reason !== undefined) violations.push(fault('date', text, date.start, date.end, reason));
    }
    const open = openEnd.exec(text);
    if (open !== null && entry.end !== undefined && entry.start !== undefined) {
      const end = open.index + open[0].length;
      violations.push(fault('date', text, open.index, end, `${nameOf(entry)} ended in ${when(entry.end)}`));
    }
    for (const word of words.filter((candidate) => isForeign(candidate, entry, index))) {
      const kind = kindOf(word, entry, others, words);
      violations.push(fault(kind, text, word.start, word.end, foreignReason(kind, entry)));
    }
    return violations.map((violation) => ({ block, violation }));
  });
  return [
    ...joined(found),
    ...notWhole(
      parts,
      entry,
      found.map(({ violation }) => violation),
    ),
  ];
}

function isForeign(word: ClaimWord, entry: KnownEntry, index: MasterIndex): boolean {
  if (!/\p{L}/u.test(word.text) || formWords.test(word.lower)) return false;
  if (isStopWord(word.lower) && !/^\p{Lu}{2,}$/u.test(word.text)) return false;
  if (/^https?:|@/u.test(word.text)) return false;
  // "Career break 2013–2014: caring for my mother" has its summary in the heading line.
  const isPlain = /^\p{Ll}/u.test(word.text) && !isTitleWord(word.lower);
  const summary = isPlain ? index.texts.get(`${entry.id}.summary`) : undefined;
  return !hasWord(word, [entry.header.keys, index.person.keys, ...(summary ? [summary.keys] : [])]);
}

/** With two dates the first is the start and the second the end; a single one may be either. */
function dateFault(date: FoundDate, at: number, count: number, entry: KnownEntry): string | undefined {
  const { start, end } = entry;
  const known = count === 2 ? [at === 0 ? start : end] : [start, end];
  if (known.some((candidate) => candidate !== undefined && isCovered(date, candidate))) return undefined;
  if (count !== 2 && entry.header.dates.some((other) => isCovered(date, other))) return undefined;
  const said = known.filter((candidate) => candidate !== undefined).map(when);
  return said.length === 0
    ? `the master CV gives ${nameOf(entry)} no such date`
    : `the master CV says ${said.join(' – ')}`;
}

function kindOf(
  word: ClaimWord,
  entry: KnownEntry,
  others: readonly KnownEntry[],
  words: readonly ClaimWord[],
): ViolationKind {
  const belongs = (texts: readonly SourceText[]) => texts.some(({ keys }) => hasWord(word, [keys]));
  if (isTitleWord(word.lower)) return 'title';
  if (others.some((other) => belongs([other.name]))) return 'employer';
  if (others.some((other) => belongs(other.titles))) return 'title';
  const hasTitle = words.some((known) => entry.titles.some(({ keys }) => hasWord(known, [keys])));
  return hasTitle &&
    entry.name.words.every((known) => words.some((other) => hasWord(other, [new Set(known.keys)])))
    ? 'title'
    : 'employer';
}

function foreignReason(kind: ViolationKind, entry: KnownEntry): string {
  const titles = entry.titles.map(({ text }) => text).join(', ');
  if (kind === 'title' && titles !== '') return `the master CV says "${titles}" at ${entry.name.text}`;
  return `the master CV says "${entry.name.text}"`;
}

/** A name or title that is there only in part: "Platform Engineer" for "Staff Platform Engineer". */
function notWhole(
  parts: readonly { block: CvBlock; words: readonly ClaimWord[] }[],
  entry: KnownEntry,
  found: readonly Violation[],
): { block: CvBlock; violation: Violation }[] {
  const text = parts.map(({ block }) => block.text).join(' | ');
  const shorter = (kind: ViolationKind, whole: SourceText, rest: readonly SourceText[]) => {
    if (found.some((violation) => violation.kind === kind) || holdsName(text, whole.text)) return [];
    const own = new Set(rest.flatMap(({ keys }) => [...keys]));
    for (const { block, words } of parts) {
      const part = words.filter(
        (word) => hasWord(word, [whole.keys]) && !hasWord(word, [own]) && !isStopWord(word.lower),
      );
      const [first] = part;
      const last = part.at(-1);
      if (first === undefined || last === undefined) continue;
      const reason = `the master CV says "${whole.text}"`;
      return [{ block, violation: fault(kind, block.text, first.start, last.end, reason) }];
    }
    return [];
  };
  return [
    ...entry.titles.flatMap((title) =>
      shorter('title', title, [entry.name, ...entry.titles.filter((other) => other !== title)]),
    ),
    ...shorter('employer', entry.name, entry.titles),
  ];
}

/** Foreign words side by side are one claim. */
function joined(
  found: readonly { block: CvBlock; violation: Violation }[],
): { block: CvBlock; violation: Violation }[] {
  const runs: { block: CvBlock; violation: Violation }[] = [];
  for (const { block, violation } of found) {
    const last = runs.at(-1);
    const follows =
      last?.block === block &&
      last.violation.kind === violation.kind &&
      violation.kind !== 'date' &&
      violation.kind !== 'figure' &&
      /^[\s&/-]{1,3}$/u.test(block.text.slice(last.violation.end, violation.start));
    if (follows)
      last.violation = fault(
        violation.kind,
        block.text,
        last.violation.start,
        violation.end,
        violation.reason,
      );
    else runs.push({ block, violation });
  }
  return runs;
}

/** A degree named without the word that says that it is not finished, or not full. */
export function lostRemark(
  blocks: readonly CvBlock[],
  following: string,
  entry: KnownEntry,
): { block: CvBlock; violation: Violation }[] {
  const text = blocks.map((block) => block.text).join(' | ');
  const block = blocks.find((line) => entry.titles.some((title) => holdsName(line.text, title.text)));
  const lost = block && missingQualifier(entry.remarks, `${text} ${following}`);
  if (block === undefined || lost === undefined) return [];
  const reason = `the master CV says "${lost}" of it`;
  return [{ block, violation: fault('title', block.text, 0, block.text.length, reason) }];
}

function nameOf({ name }: KnownEntry): string {
  return name.text;
}

function when({ year, month, day }: FoundDate): string {
  const part = (value: number | undefined) =>
    value === undefined ? '' : `-${String(value).padStart(2, '0')}`;
  return `${year}${part(month)}${part(day)}`;
}

function fault(kind: ViolationKind, text: string, start: number, end: number, reason: string): Violation {
  return { kind, words: text.slice(start, end), start, end, reason };
}
