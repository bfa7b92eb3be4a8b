import { splitSentences } from '../text/sentences.ts';
import { checkContacts, withoutContacts } from './check-contacts.ts';
import { takeApart } from './check-figures.ts';
import { checkHeader, lostRemark } from './check-header.ts';
import { checkCredentials, checkTerms } from './check-list.ts';
import { withoutClaimingVerbs } from './check-verbs.ts';
import { checkClaims } from './check-wording.ts';
import { type CvBlock, type CvSection, hasEntries } from './cv-block.ts';
import { type KnownEntry, knownEntries, likelyEntry } from './known-entry.ts';
import type { MasterIndex } from './master-index.ts';
import { likelySources } from './nearest-source.ts';
import type { SourceText } from './source-text.ts';
import { isVerbatim } from './verbatim.ts';
import type { Violation } from './violation.ts';

export interface BlockFinding {
  block: CvBlock;
  violation: Violation;
  /** The entry under which the claim stands. */
  entry?: KnownEntry | undefined;
}

/** Heading lines that score less are no entry of the master CV; see `likelyEntry` for the points. */
const leastScore = 2;
/** A bullet that scores this much is a heading line in disguise: a whole name or title, and a date. */
const listedEntryScore = 4;
/** A whole name or title, and hardly a word of anything else. */
const undatedEntryScore = 2.5;
/** Less than a whole name or title: lines that add one of another entry are cut off, and chance words are not. */
const cutCost = 2.5;
/** Employer, title, dates, place and what else a CV may put on lines of their own. */
const mostHeaderLines = 6;
/** A degree's "expected" may stand in the lines below its heading. */
const linesBelow = 3;

/** Checks the claims of a CV in reading order, each against what its place in the CV says it is about. */
export function checkBlocks(blocks: readonly CvBlock[], index: MasterIndex): BlockFinding[] {
  const entries = knownEntries(index);
  const findings: BlockFinding[] = [];
  let current: KnownEntry | undefined;
  let section: CvSection = 'top';
  for (let at = 0; at < blocks.length; at += 1) {
    const block = blocks[at];
    if (block === undefined) break;
    if (block.section !== section) current = undefined;
    section = block.section;
    const contacts = checkContacts(block.text, index.cv, section === 'top');
    findings.push(...contacts.map((violation) => ({ block, violation })));
    const isEntrySection = hasEntries(section);
    const candidates = section === 'education' ? entries.studies : entries.posts;
    if (isEntrySection && (block.role === 'header' || isListedEntry(block, candidates))) {
      const group = headerGroup(blocks, at);
      at += group.length - 1;
      const following = textOf(blocks.slice(at + 1, at + 1 + linesBelow));
      const result = checkHeaders(group, candidates, current, following, index);
      current = result.entry;
      findings.push(...result.findings);
      continue;
    }
    const entry = current;
    const following = textOf(blocks.slice(at + 1, at + 2).filter(({ role }) => role !== 'item'));
    findings.push(
      ...checkBlock(block, entry, following, index).map((violation) => ({ block, violation, entry })),
    );
  }
  return findings;
}

function textOf(blocks: readonly CvBlock[]): string {
  return blocks.map(({ text }) => text).join(' ');
}

/** Heading lines that follow one another. */
function headerGroup(blocks: readonly CvBlock[], from: number): CvBlock[] {
  const first = blocks[from];
  if (first === undefined) return [];
  if (first.role !== 'header') return [first];
  let to = from + 1;
  while (blocks[to]?.role === 'header' && blocks[to]?.section === first.section && !blocks[to]?.startsEntry)
    to += 1;
  return blocks.slice(from, to);
}

function isListedEntry(block: CvBlock, candidates: readonly KnownEntry[]): boolean {
  if (block.text.split(/\s+/u).length > 25) return false;
  const { words, dates } = takeApart(block.text);
  // Degrees and courses are often listed without dates; roles are not.
  if (dates.length === 0 && block.section !== 'education') return false;
  const likely = likelyEntry(words, dates, candidates);
  return likely !== undefined && likely.score >= (dates.length === 0 ? undatedEntryScore : listedEntryScore);
}

/**
 * Several entries may have their heading lines in one run, when none has bullets: lines are taken together as
 * long as they point to the same entry.
 */
function checkHeaders(
  group: readonly CvBlock[],
  candidates: readonly KnownEntry[],
  current: KnownEntry | undefined,
  following: string,
  index: MasterIndex,
): { entry: KnownEntry | undefined; findings: BlockFinding[] } {
  const findings: BlockFinding[] = [];
  let entry = current;
  const parts = group[0]?.startsEntry ? [[...group]] : splitGroup(group, candidates);
  for (const part of parts) {
    const likely = likelyOf(part, candidates);
    if (likely === undefined || likely.score < leastScore) {
      // Dates or a place that follow a description still belong to the entry above.
      if (entry !== undefined && checkHeader(part, entry, [], index).length === 0) continue;
      findings.push(...part.flatMap((block) => unknownHeader(block, index)));
      continue;
    }
    entry = likely.entry;
    const others = candidates.filter((candidate) => candidate !== likely.entry);
    const found = checkHeader(part, likely.entry, others, index);
    found.push(...lostRemark(part, following, likely.entry));
    findings.push(...found.map((finding) => ({ ...finding, entry: likely.entry })));
  }
  return { entry, findings };
}

/**
 * Cuts a run of heading lines where that makes its parts agree best with entries of the master CV. A cut costs
 * something, so that an employer's line and a title's line stay together.
 */
function splitGroup(group: readonly CvBlock[], candidates: readonly KnownEntry[]): CvBlock[][] {
  const best: { score: number; from: number }[] = [{ score: 0, from: 0 }];
  for (let to = 1; to <= group.length; to += 1) {
    let top = { score: Number.NEGATIVE_INFINITY, from: 0 };
    for (let from = Math.max(0, to - mostHeaderLines); from < to; from += 1) {
      const own = likelyOf(group.slice(from, to), candidates)?.score ?? 0;
      const score = (best[from]?.score ?? 0) + own - cutCost;
      if (score > top.score) top = { score, from };
    }
    best.push(top);
  }
  const parts: CvBlock[][] = [];
  for (let to = group.length; to > 0; to = best[to]?.from ?? 0) {
    parts.unshift(group.slice(best[to]?.from ?? 0, to));
  }
  return parts;
}

function likelyOf(blocks: readonly CvBlock[], candidates: readonly KnownEntry[]) {
  const parts = blocks.map(({ text }) => takeApart(text));
  return likelyEntry(
    parts.flatMap(({ words }) => words),
    parts.flatMap(({ dates }) => dates),
    candidates,
  );
}

/** A heading line for which the master CV has no entry. A plain subheading ("Key results") claims nothing. */
function unknownHeader(block: CvBlock, index: MasterIndex): BlockFinding[] {
  const texts = [...index.texts.values(), index.person];
  const found = checkClaims(block.text, texts, [], index);
  const { dates } = takeApart(block.text);
  const reason = 'the master CV has no such entry';
  if (found.length === 0 && dates.length === 0) return [];
  const [first] = dates;
  const violations: Violation[] =
    found.length > 0 || first === undefined
      ? found.map((violation) => ({
          ...violation,
          kind: violation.kind === 'skill' ? ('employer' as const) : violation.kind,
        }))
      : [
          {
            kind: 'date',
            words: block.text.slice(first.start, first.end),
            start: first.start,
            end: first.end,
            reason,
          },
        ];
  return violations.map((violation) => ({ block, violation }));
}

function checkBlock(
  block: CvBlock,
  current: KnownEntry | undefined,
  following: string,
  index: MasterIndex,
): Violation[] {
  const ofPrefix = (prefix: string) =>
    [...index.texts.values()].filter(({ id }) => new RegExp(`^${prefix}\\d`, 'u').test(id));
  const all = [...index.texts.values()];
  switch (block.section) {
    case 'certificates':
    case 'awards':
    case 'publications':
      return checkCredentials(
        block.text,
        [...ofPrefix('[cau]'), ...ofPrefix('e'), ...ofPrefix('x')],
        index,
        following,
      );
    case 'languages':
      // "Languages" may head programming languages as well.
      return checkTerms(withoutListLabel(block.text), ofPrefix('[ls]'), false);
    case 'skills':
      return checkTerms(block.text, all, true);
    case 'top':
      return checkProse(withoutContacts(block.text), [...all, index.person], [...all, index.person], index);
    default:
      return checkProse(block.text, current?.texts ?? all, current?.texts ?? [...all, index.person], index);
  }
}

/** "Languages: English (C1)"; the label keeps its place so that offsets stay right. */
function withoutListLabel(text: string): string {
  return text.replace(/^languages?\s*:/iu, (label) => ' '.repeat(label.length));
}

/** Sentence by sentence: figures against the sources that the sentence most likely came from. */
function checkProse(
  text: string,
  candidates: readonly SourceText[],
  context: readonly SourceText[],
  index: MasterIndex,
): Violation[] {
  let from = 0;
  return splitSentences(text).flatMap((sentence) => {
    const start = Math.max(from, text.indexOf(sentence, from));
    from = start + sentence.length;
    if (isVerbatim(sentence, candidates)) return [];
    const words = withoutClaimingVerbs(sentence, takeApart(sentence).words);
    const sources = likelySources(words, candidates, index);
    return checkClaims(sentence, sources, context, index).map((violation) => ({
      ...violation,
      start: violation.start + start,
      end: violation.end + start,
    }));
  });
}
