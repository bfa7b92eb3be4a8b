import { expect, test } from 'vitest';
import type { CvLine } from '../../src/publishing/cv-lines.ts';
import { styles } from '../../src/publishing/cv-typography.ts';
import { layOutPages, type ParagraphStyle } from '../../src/publishing/page-layout.ts';

/** Every character is 10 points wide and every row 10 high; a page takes 20 characters and 10 rows. */
const frame = { widthPt: 220, heightPt: 120, marginXPt: 10, marginYPt: 10 };
const style: ParagraphStyle = { weight: 'regular', sizePt: 10, leadingPt: 10, spaceBeforePt: 0, indentPt: 0 };
const plain = Object.fromEntries(Object.keys(styles).map((kind) => [kind, style])) as typeof styles;

function layOut(lines: CvLine[]) {
  return layOutPages(lines, plain, frame, (text) => text.length * 10);
}

function textRows(text: string) {
  const [page] = layOut([{ kind: 'text', text }]);
  return page?.[0]?.rows ?? [];
}

function bullets(count: number): CvLine[] {
  return Array.from({ length: count }, (_, at) => ({ kind: 'bullet', text: `b${at}` }));
}

test('breaks rows at spaces and fills them', () => {
  expect(textRows('one two three four five six').map(({ text }) => text)).toEqual([
    'one two three four ',
    'five six',
  ]);
});

test('never ends a row in a hyphen, which readers would take for a parted word', () => {
  expect(textRows('alpha beta single- and-more').map(({ text }) => text)).toEqual([
    'alpha beta ',
    'single- and-more',
  ]);
});

test('never begins a row with a separator', () => {
  expect(textRows('abcdefgh ijklmnopqr | stu').map(({ text }) => text)).toEqual([
    'abcdefgh ',
    'ijklmnopqr | stu',
  ]);
});

test('sets a word that is wider than the column narrower instead of parting it', () => {
  expect(textRows('x'.repeat(40))).toEqual([{ text: 'x'.repeat(40), yPt: 10, stretch: 0.5 }]);
});

test('turns the page when it is full', () => {
  const pages = layOut(bullets(12));
  expect(pages.map((page) => page.length)).toEqual([10, 2]);
  expect(pages[1]?.[0]?.rows[0]?.yPt).toBe(10);
});

test('keeps the head of an entry with its first bullet', () => {
  const pages = layOut([
    ...bullets(7),
    { kind: 'heading', text: 'H' },
    { kind: 'entry', text: 'E' },
    { kind: 'detail', text: 'D' },
    { kind: 'bullet', text: 'B' },
  ]);
  expect(pages.map((page) => page.map(({ kind }) => kind[0]).join(''))).toEqual(['bbbbbbb', 'hedb']);
});

test('parts a paragraph that is longer than a page', () => {
  const pages = layOut([{ kind: 'text', text: Array.from({ length: 12 }, () => 'y'.repeat(15)).join(' ') }]);
  expect(pages.map((page) => page[0]?.rows.length)).toEqual([10, 2]);
});
