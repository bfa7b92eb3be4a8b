import { stripEmphasis } from '../text/emphasis.ts';
import { allText } from './cv-text.ts';
import { findDateSpan } from './dates.ts';
import { isDocumentTitle } from './plain-headings.ts';
import type { MasterCv } from './resume.ts';
import { sectionNamed } from './section-names.ts';

const maxLinesShown = 8;

/** Words that only label what follows them, and the names of networks, which become addresses. */
const labels =
  /(?<!\p{L})(?:e-?mails?|mail|phone|tel(?:ephone)?|mobile|cell|address|location|web(?:site)?|url|home|portfolio|linkedin|github|gitlab|grade|gpa|score|result|from|since|until|till|expected|https?|www)(?!\p{L})\s*:?/giu;

/**
 * Compares a CV with the Markdown or text that it was read from, so that nothing is lost or moved in silence.
 * @returns a note for every line with words that the CV lacks, and for every line of dates that stands between
 *   the bullets of one entry
 */
export function lostLines(text: string, cv: MasterCv): string[] {
  const kept = new Set(wordsOf(`${allText(cv)}\n${cv.notes.join('\n')}`));
  const lost: string[] = [];
  // The head of a table only names its columns.
  const lines = text.replaceAll(/^.*\|.*\n(?=[ \t]*\|?[ \t]*:?-{2,}[-:| \t]*\|)/gm, '').split('\n');
  for (const line of lines) {
    const plain = plainLine(line);
    if (isDocumentTitle(plain) || isSectionLine(line, plain)) continue;
    const said = plain.replace(/^\p{L}[\p{L}\s]{1,30}:\s/u, '').replaceAll(labels, ' ');
    const missing = wordsOf(withoutDates(said)).filter((word) => !kept.has(word));
    if (missing.some((word) => /\p{L}{3}/u.test(word)))
      lost.push(`Not taken over from the CV: "${shortened(plain)}".`);
  }
  const shown = lost.slice(0, maxLinesShown);
  if (lost.length > shown.length) shown.push(`${lost.length - shown.length} more lines were not taken over.`);
  return [...shown, ...mixedEntries(text, cv)];
}

/** Dates of another post between the bullets of one: the reader took two entries for one. */
function mixedEntries(text: string, cv: MasterCv): string[] {
  const lines = text.split('\n').map(plainLine);
  return [...cv.work, ...cv.volunteer].flatMap(({ name, bullets }) => {
    const places = bullets.map(({ text: bullet }) =>
      lines.findIndex((line) => bullet.startsWith(line) && line.length > 10),
    );
    const found = places.filter((place) => place !== -1);
    const [first, last] = [Math.min(...found), Math.max(...found)];
    const between = lines.slice(first + 1, found.length === 0 ? 0 : last).filter((line) => {
      const span = findDateSpan(line);
      const isSpan = span?.endDate !== undefined || span?.isOpen === true;
      return (
        isSpan && line.split(/\s+/).length <= 12 && !bullets.some(({ text: bullet }) => bullet.includes(line))
      );
    });
    return between
      .slice(0, 1)
      .map(
        (line) =>
          `"${shortened(line)}" stands among the bullets of ${name}: check which post they belong to.`,
      );
  });
}

function isSectionLine(line: string, plain: string): boolean {
  const isMarked = /^\s*(?:#|\*\*|\p{Lu}[\p{Lu}\s&/,'’-]+:?\s*$)/u.test(line) || /:$/.test(plain);
  return (
    plain.split(/\s+/).length <= 5 && (isMarked || /^\p{Lu}/u.test(plain)) && sectionNamed(plain) !== 'extra'
  );
}

function plainLine(line: string): string {
  return stripEmphasis(line.replaceAll(/\]\([^)]*\)/g, ']'))
    .replace(/^\s*(?:#{1,6}\s+|[-*+•▪●◦‣–>]\s+|\d{1,2}[.)]\s+|\|)/u, '')
    .replaceAll(/[[\]|]/g, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

function withoutDates(line: string): string {
  let rest = line;
  for (let span = findDateSpan(rest); span !== undefined; span = findDateSpan(rest))
    rest = `${rest.slice(0, span.start)} ${rest.slice(span.end)}`;
  return rest;
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function shortened(line: string): string {
  return line.length <= 80 ? line : `${line.slice(0, 79).replace(/\s+\S*$/u, '')}…`;
}
