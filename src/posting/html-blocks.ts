import { type DomElement, type DomNode, isElement, isTextNode, maxDepth } from './dom.ts';
import { joinWrappedLines } from './line-ends.ts';
import type { RawBlock } from './raw-block.ts';

const blockTags = new Set(
  (
    'address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer ' +
    'form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table tbody td tfoot ' +
    'th thead tr ul'
  ).split(' '),
);
const boldTags = new Set(['strong', 'b']);
const bullet = /^\s*(?:[-–—*•·▪▫■□●○◦‣➢➤►▶✓✔✅→»]|\d{1,2}[.)])\s+(?=\S)/u;

export interface HtmlBlockOptions {
  /**
   * Given for rendered Markdown, where the end of a line may mean something: the longest line of the source,
   * in characters.
   */
  wrapWidth?: number;
}

/** Stands for `<br>` among the pieces of a paragraph. */
const forcedLineEnd = '\u2028';

interface Piece {
  text: string;
  bold: boolean;
  /** Number of the link that the text stands in, from 1; 0 outside links. */
  link: number;
}

/** The visible wording of an element in blocks. Lists, tables and definitions keep every entry. */
export function htmlBlocks(root: DomElement, options: HtmlBlockOptions = {}): RawBlock[] {
  const walker = new BlockWalker(options);
  walker.walk(root, 'paragraph', 0);
  walker.flush('paragraph');
  return walker.blocks;
}

class BlockWalker {
  readonly blocks: RawBlock[] = [];
  readonly #options: HtmlBlockOptions;
  #pieces: Piece[] = [];
  #bold = 0;
  #link = 0;
  #links = 0;

  constructor(options: HtmlBlockOptions) {
    this.#options = options;
  }

  walk(element: DomElement, kind: 'paragraph' | 'item', depth: number): void {
    if (depth > maxDepth) return;
    let previous: DomNode | undefined;
    for (const child of element.childNodes) {
      if (isTextNode(child)) this.#add(child.textContent ?? '');
      else if (isElement(child)) this.#enter(child, previous, kind, depth);
      previous = child;
    }
  }

  #enter(
    element: DomElement,
    previous: DomNode | undefined,
    kind: 'paragraph' | 'item',
    depth: number,
  ): void {
    const tag = element.localName;
    if (tag === 'br') {
      this.#add(forcedLineEnd);
      return;
    }
    if (/^h[1-6]$/.test(tag)) {
      this.#heading(element, kind, Number(tag.charAt(1)), depth);
      return;
    }
    if (tag === 'table') {
      this.#table(element, kind, depth);
      return;
    }
    if (tag === 'dl') {
      this.#definitions(element, kind, depth);
      return;
    }
    if (tag === 'pre') {
      this.#preformatted(element, kind);
      return;
    }
    if (blockTags.has(tag)) {
      const inner = tag === 'li' ? 'item' : kind;
      this.flush(kind);
      this.walk(element, inner, depth + 1);
      this.flush(inner);
      return;
    }
    if (previous !== undefined && isElement(previous)) this.#separate(element);
    if (tag === 'q') this.#add('“');
    const bold = boldTags.has(tag) ? 1 : 0;
    const outerLink = this.#link;
    if (tag === 'a') {
      this.#links += 1;
      this.#link = this.#links;
    }
    this.#bold += bold;
    this.walk(element, kind, depth + 1);
    this.#bold -= bold;
    this.#link = outerLink;
    if (tag === 'q') this.#add('”');
  }

  /** Inline elements side by side without a space look apart on the page; their words must not be glued. */
  #separate(next: DomElement): void {
    const before = this.#pieces.at(-1)?.text.at(-1) ?? ' ';
    const after = (next.textContent ?? ' ').at(0) ?? ' ';
    if (/[\p{Ll}\p{N})%€£$.!?]/u.test(before) && /[\p{Lu}\p{N}€£$(]/u.test(after)) this.#add(' · ');
  }

  #add(text: string): void {
    this.#pieces.push({ text, bold: this.#bold > 0, link: this.#link });
  }

  #heading(element: DomElement, kind: 'paragraph' | 'item', level: number, depth: number): void {
    this.flush(kind);
    const before = this.blocks.length;
    this.walk(element, 'paragraph', depth + 1);
    this.flush('paragraph');
    const text = this.blocks
      .splice(before)
      .map((block) => block.text)
      .join(' ');
    if (text !== '') this.blocks.push({ kind: 'heading', level, text });
  }

  /** Tables of facts give one item per row; tables that only lay out a page are walked like any other part. */
  #table(table: DomElement, kind: 'paragraph' | 'item', depth: number): void {
    this.flush(kind);
    const rows = [...table.querySelectorAll('tr')];
    const isLayout = table.querySelector('table, h1, h2, h3, h4, ul, ol, td p + p') !== null;
    if (isLayout || rows.length === 0) {
      this.walk(table, kind, depth + 1);
      this.flush(kind);
      return;
    }
    for (const row of rows) {
      const cells = [...row.children]
        .map((cell) => singleLine(cell.textContent ?? ''))
        .filter((text) => text !== '');
      const [first, ...rest] = cells;
      if (first === undefined) continue;
      const isLabelled = rest.length === 1 && first.split(' ').length <= 8;
      const text = isLabelled ? `${first.replace(/:$/, '')}: ${rest[0]}` : cells.join(' | ');
      this.blocks.push({ kind: 'item', text });
    }
  }

  #definitions(list: DomElement, kind: 'paragraph' | 'item', depth: number): void {
    this.flush(kind);
    if (list.querySelector('ul, ol, p + p, table') !== null) {
      this.walk(list, kind, depth + 1);
      this.flush(kind);
      return;
    }
    let term = '';
    for (const part of list.querySelectorAll('dt, dd')) {
      const text = singleLine(part.textContent ?? '');
      if (part.localName === 'dt') term = text.replace(/:$/, '');
      else if (text !== '') this.blocks.push({ kind: 'item', text: term === '' ? text : `${term}: ${text}` });
    }
  }

  #preformatted(element: DomElement, kind: 'paragraph' | 'item'): void {
    this.flush(kind);
    const lines = (element.textContent ?? '').split('\n');
    const width = Math.max(...lines.map((line) => line.length));
    let paragraph: string[] = [];
    for (const line of [...lines, '']) {
      if (line.trim() !== '') paragraph.push(line);
      else {
        for (const text of joinWrappedLines(paragraph, width))
          this.#line(text, { bold: false, onlyLinks: false }, kind);
        paragraph = [];
      }
    }
  }

  /** Ends the paragraph or item that was being collected. */
  flush(kind: 'paragraph' | 'item'): void {
    let line: Piece[] = [];
    for (const piece of [...this.#pieces, { text: forcedLineEnd, bold: false, link: 0 }]) {
      if (piece.text === forcedLineEnd) {
        this.#pieceLine(line, kind);
        line = [];
      } else line.push(piece);
    }
    this.#pieces = [];
  }

  #pieceLine(pieces: readonly Piece[], kind: 'paragraph' | 'item'): void {
    const text = pieces.map((piece) => piece.text).join('');
    const written = pieces.filter((piece) => /[\p{L}\p{N}]/u.test(piece.text));
    const bold = written.every((piece) => piece.bold);
    const links = new Set(written.map((piece) => piece.link));
    const onlyLinks = links.size >= 2 && !links.has(0);
    const plainAt = written.findIndex((piece) => !piece.bold);
    const start = singleLine(
      written
        .slice(0, Math.max(plainAt, 0))
        .map((piece) => piece.text)
        .join(''),
    );
    const look = { bold, onlyLinks, ...(start === '' ? {} : { boldStart: start }) };
    const { wrapWidth } = this.#options;
    if (wrapWidth === undefined || kind === 'item') {
      this.#line(singleLine(text), look, kind);
      return;
    }
    const lines = joinWrappedLines(text.split('\n'), wrapWidth);
    // Three lines and more that nobody wrapped are a list whose bullets got lost.
    const isList = lines.length >= 3 && lines.every((each) => each.split(' ').length <= 60);
    const facts = lines.filter((each) => /^\p{Lu}[^.:]{1,30}:\s/u.test(each)).length;
    for (const [index, each] of lines.entries())
      this.#line(
        each,
        index === 0 ? look : { bold, onlyLinks },
        isList && facts * 2 < lines.length ? 'item' : kind,
      );
  }

  #line(
    text: string,
    look: { bold: boolean; onlyLinks: boolean; boldStart?: string },
    kind: 'paragraph' | 'item',
  ): void {
    if (text === '') return;
    const marker = bullet.exec(text)?.[0] ?? '';
    const isItem = kind === 'item' || marker !== '';
    this.blocks.push({
      kind: isItem ? 'item' : 'paragraph',
      text: text.slice(marker.length),
      ...(look.bold ? { emphasised: true } : {}),
      ...(look.onlyLinks ? { onlyLinks: true } : {}),
      ...(look.boldStart === undefined ? {} : { boldStart: look.boldStart }),
    });
  }
}

function singleLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
