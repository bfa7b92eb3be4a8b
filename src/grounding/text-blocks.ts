import { stripEmphasis } from '../text/emphasis.ts';
import { isStopWord } from '../text/stems.ts';
import { type CvBlock, type CvSection, hasEntries, sectionOf } from './cv-block.ts';
import { findDates, openEnd } from './dates.ts';
import { headingClaim } from './heading-claims.ts';

interface Line {
  number: number;
  text: string;
  /** Level of a Markdown heading, 0 for none. */
  level: number;
  isItem: boolean;
  isIndented: boolean;
  isBold: boolean;
  isShouted: boolean;
  /** Addresses behind links. */
  links: string;
}

const itemMark = /^\s*(?:[-*+•‣▪◦–·●○]|\d{1,2}[.)])\s+/u;
/** Sections of paragraphs; elsewhere a line is an item by itself. */
const flowing: ReadonlySet<CvSection> = new Set(['top', 'summary', 'other', 'interests']);
const rule = /^\s*(?:[-=*_]\s*){3,}$/u;

/** The claims of a CV in Markdown or plain text, in reading order. Headings of sections are not among them. */
export function textBlocks(text: string): CvBlock[] {
  const lines = readLines(text);
  const sectionLevel = levelOfSections(lines);
  const blocks: CvBlock[] = [];
  let section: CvSection = 'top';
  let open: { block: CvBlock; last: Line; offsets: { offset: number; line: number }[] } | undefined;
  for (const read of lines) {
    // Elsewhere an address behind a link is no more than a reference.
    const line = section === 'top' ? { ...read, text: `${read.text} ${read.links}`.trim() } : read;
    if (line.text === '') {
      open = undefined;
      continue;
    }
    const opened = openedSection(read, sectionLevel);
    if (opened !== undefined) {
      section = opened;
      open = undefined;
      const claim = headingClaim(read.text);
      const lineAt = () => line.number;
      if (claim !== undefined) blocks.push({ text: claim, section: 'other', role: 'prose', lineAt });
      continue;
    }
    if (open !== undefined && continues(open.last, line, open.block)) {
      open.offsets.push({ offset: open.block.text.length + 1, line: line.number });
      open.block.text += ` ${line.text}`;
      open.last = line;
      continue;
    }
    const offsets = [{ offset: 0, line: line.number }];
    const block: CvBlock = {
      text: line.text,
      section,
      role: roleOf(line, section),
      lineAt: (offset) => offsets.findLast((start) => start.offset <= offset)?.line ?? line.number,
    };
    blocks.push(block);
    open = { block, last: line, offsets };
  }
  return blocks;
}

function readLines(text: string): Line[] {
  return text.split(/\r?\n/u).map((raw, at) => {
    const level = /^#{1,6}(?=\s)/u.exec(raw)?.[0].length ?? 0;
    const body = raw.replace(/^#{1,6}\s+/u, '').replace(/\s+#+\s*$/u, '');
    const isItem = level === 0 && itemMark.test(raw);
    const visible = stripEmphasis(isItem ? body.replace(itemMark, '') : body.replace(/^>\s?/u, ''));
    return {
      number: at + 1,
      text:
        rule.test(raw) || /^\s*\|?[\s:|-]*-{3}[\s:|-]*$/u.test(raw)
          ? ''
          : withoutCapitals(visible.replaceAll(/^\||\|$/gu, '').trim()),
      level,
      isItem,
      isIndented: /^(?:\t| {2,})/u.test(raw),
      isShouted: visible === visible.toUpperCase(),
      links: [...raw.matchAll(/\]\((?:mailto:|tel:)?([^)\s]+)\)/gu)].map(([, target]) => target).join(' '),
      isBold: /^\s*(?:\*\*|__).+(?:\*\*|__)[^*_]*$/u.test(raw),
    };
  });
}

/** The level at which the usual section headings stand: 2 in most CVs, 1 where the name is no heading. */
function levelOfSections(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  for (const { level, text } of lines) {
    if (level > 0 && sectionOf(text) !== undefined) counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
}

function openedSection(line: Line, sectionLevel: number): CvSection | undefined {
  if (line.level > 0) {
    if (line.level !== sectionLevel) return undefined;
    return sectionOf(line.text) ?? 'other';
  }
  if (line.isItem) return undefined;
  // Under a role, "Key achievements:" is a subheading; a section of that name has no colon.
  if (/(?:achievements|accomplishments|highlights):$/iu.test(line.text)) return undefined;
  const words = line.text.replace(/:$/u, '');
  const isShort = words.split(/\s+/u).length <= 4 && !/[,.|\d]/u.test(words);
  const standsOut = line.isBold || line.isShouted || /:$/u.test(line.text) || sectionLevel === 0;
  return isShort && standsOut && isUsualHeading(words) ? sectionOf(words) : undefined;
}

/** A short line that is nothing but a usual heading: "Work Experience", and not "Head of Education". */
function isUsualHeading(words: string): boolean {
  return /^(?:(?:professional|work(?:ing)?|career|relevant|selected|key|core|technical|personal|executive|volunteer(?:ing)?|community|other|additional|academic|employment|education|language|skills|awards|honou?rs|certifications?|licen[cs]es|publications|summary|profile|about|me|and|&|of|to|further|professional)\s+)*(?:experience|employment|history|work|summary|profile|objective|statement|skills?|competenc(?:e|ies)|expertise|technologies|tools|education|training|qualifications|studies|certifications?|certificates?|licen[cs]es?|languages?|projects?|volunteering|volunteer|service|awards?|honou?rs|publications?|talks|patents|interests|hobbies|references?|about|me|achievements|contact|career|strengths|development|background|highlights|work)$/iu.test(
    words,
  );
}

/** A wrapped line goes on with the sentence of the line above it. */
function continues(last: Line, line: Line, block: CvBlock): boolean {
  if (line.isItem || line.level > 0 || last.level > 0) return false;
  if (block.role === 'header') {
    // What looked like a heading line was the first line of a paragraph.
    if (last.isBold || !(/^\p{Ll}/u.test(line.text) || /,$/u.test(last.text))) return false;
    block.role = 'prose';
    return true;
  }
  if (block.role === 'item' && line.isIndented) return true;
  if (/^[\p{Ll}(%&→]/u.test(line.text)) return true;
  if (/,$/u.test(last.text)) return true;
  if (!flowing.has(block.section) && !hasEntries(block.section)) return false;
  return last.text.length >= 60 && !/[.!?:]$/u.test(last.text) && block.role === 'prose' && !line.isBold;
}

function roleOf(line: Line, section: CvSection): CvBlock['role'] {
  if (line.level > 0 || (line.isBold && !line.isItem)) return section === 'skills' ? 'item' : 'header';
  if (line.isItem) return 'item';
  if (line.text.endsWith(':')) return 'prose';
  if (!hasEntries(section)) return 'prose';
  return isHeaderLike(line.text) ? 'header' : 'prose';
}

/** Short and no sentence, or with a span of time in it. */
function isHeaderLike(text: string): boolean {
  const words = text.split(/\s+/u).length;
  if (findDates(text).length > 0 && /[–—|-]|\bto\b/u.test(text) && words <= 25) return true;
  if (openEnd.test(text) && words <= 12) return true;
  return words <= 14 && !/[.!?;]$/u.test(text.replace(/\b(?:inc|ltd|co|corp)\.$/iu, ''));
}

/** Names and titles set in capitals, word for word in ordinary case; acronyms among other words stay. */
function withoutCapitals(text: string): string {
  if (/\p{Lu}{3}.*\s.*\p{Lu}{3}|\p{Lu}{5}/u.test(text) && text === text.toUpperCase())
    return inOrdinaryCase(text);
  return text.replaceAll(
    /(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{M}.'’-]*(?:[ &-]+\p{Lu}[\p{Lu}\p{M}.'’-]*)*(?![\p{L}\p{N}])/gu,
    (run) => {
      const words = run.match(/[\p{Lu}\p{M}]{2,}/gu) ?? [];
      const isShouted = words.length > 1 && words.some((word) => word.length > 5);
      return isShouted ? inOrdinaryCase(run) : run;
    },
  );
}

function inOrdinaryCase(shouted: string): string {
  return shouted.replaceAll(/[\p{Lu}\p{M}'’]+/gu, (word) =>
    isStopWord(word) ? word.toLowerCase() : word.charAt(0) + word.slice(1).toLowerCase(),
  );
}
