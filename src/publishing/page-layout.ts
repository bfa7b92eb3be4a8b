import type { CvLine } from './cv-lines.ts';
import type { Weight } from './fonts.ts';

/** Lengths in PDF points, 1/72 inch. */
export interface ParagraphStyle {
  weight: Weight;
  sizePt: number;
  /** From baseline to baseline. */
  leadingPt: number;
  spaceBeforePt: number;
  indentPt: number;
}

export interface PageFrame {
  widthPt: number;
  heightPt: number;
  marginXPt: number;
  marginYPt: number;
}

/** A piece of a paragraph that stands on one page. */
export interface PlacedParagraph {
  kind: CvLine['kind'];
  style: ParagraphStyle;
  rows: PlacedRow[];
}

export interface PlacedRow {
  text: string;
  /** Top of the row, from the top of the page. */
  yPt: number;
  /** 1, or less where a single word is wider than the column and is set narrower. */
  stretch: number;
}

export type Measure = (text: string, style: ParagraphStyle) => number;

interface Paragraph {
  kind: CvLine['kind'];
  style: ParagraphStyle;
  rows: { text: string; stretch: number }[];
}

/** The head of an entry or section stays with what follows it. */
const keptWithNext = new Set<CvLine['kind']>(['heading', 'entry', 'detail']);

/** Breaks lines into rows and rows into pages. Rows break at spaces only, so that no word is ever parted. */
export function layOutPages(
  lines: readonly CvLine[],
  styles: Record<CvLine['kind'], ParagraphStyle>,
  frame: PageFrame,
  measure: Measure,
): PlacedParagraph[][] {
  const paragraphs = lines.map(({ kind, text }): Paragraph => {
    const style = styles[kind];
    const widthPt = frame.widthPt - 2 * frame.marginXPt - style.indentPt;
    return { kind, style, rows: breakIntoRows(text, widthPt, (part) => measure(part, style)) };
  });

  const bottomPt = frame.heightPt - frame.marginYPt;
  let page: PlacedParagraph[] = [];
  const pages = [page];
  let yPt = frame.marginYPt;
  const turnPage = () => {
    page = [];
    pages.push(page);
    yPt = frame.marginYPt;
  };

  for (const [index, { kind, style, rows }] of paragraphs.entries()) {
    const isFirst = page.length === 0;
    if (!isFirst && yPt + groupHeightPt(paragraphs, index) > bottomPt) turnPage();
    if (page.length > 0) yPt += style.spaceBeforePt;
    let placed: PlacedParagraph = { kind, style, rows: [] };
    page.push(placed);
    for (const row of rows) {
      // Only a paragraph longer than a whole page gets here with its rows on two pages.
      if (yPt + style.leadingPt > bottomPt && placed.rows.length > 0) {
        turnPage();
        placed = { kind, style, rows: [] };
        page.push(placed);
      }
      placed.rows.push({ ...row, yPt });
      yPt += style.leadingPt;
    }
  }
  return pages;
}

/** Height of a paragraph together with those that must not be parted from it. */
function groupHeightPt(paragraphs: readonly Paragraph[], from: number): number {
  let heightPt = 0;
  for (let index = from; index < paragraphs.length; index++) {
    const { kind, style, rows } = paragraphs[index] as Paragraph;
    heightPt += style.spaceBeforePt + rows.length * style.leadingPt;
    if (!keptWithNext.has(kind)) break;
  }
  return heightPt;
}

function breakIntoRows(text: string, widthPt: number, measure: (text: string) => number): Paragraph['rows'] {
  const spaceWidthPt = measure(' ');
  const rows: Paragraph['rows'] = [];
  let row = '';
  let rowWidthPt = 0;
  const endRow = (after: string) => {
    rows.push({ text: row + after, stretch: Math.min(1, widthPt / rowWidthPt) });
  };
  for (const piece of unbreakablePieces(text)) {
    // Measured with its space, as it will mostly be drawn: font layouts are kept word by word.
    const pieceWidthPt = measure(`${piece} `) - spaceWidthPt;
    if (row !== '' && rowWidthPt + spaceWidthPt + pieceWidthPt > widthPt) {
      // Plain extractors join rows as they come; the space keeps the words apart.
      endRow(' ');
      row = '';
    }
    rowWidthPt = row === '' ? pieceWidthPt : rowWidthPt + spaceWidthPt + pieceWidthPt;
    row = row === '' ? piece : `${row} ${piece}`;
  }
  endRow('');
  return rows;
}

/**
 * A row must not end in a hyphen: PDF readers take it for a hyphenated word and join it with the next row.
 * A lone separator stays with what stands before it.
 */
function unbreakablePieces(text: string): string[] {
  return text.split(/(?<![-\u2010]) (?![|–](?: |$))/);
}
