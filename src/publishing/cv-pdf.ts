import type { Font } from 'fontkit';
import { type CvLine, cvLines, type PrintableCv } from './cv-lines.ts';
import { a4, inks, ruleInk, styles } from './cv-typography.ts';
import { hasShape, loadFont, type Weight } from './fonts.ts';
import { layOutPages, type PlacedParagraph, type PlacedRow } from './page-layout.ts';
import type { WrittenPdf } from './pdf-writer.ts';

type Document = PDFKit.PDFDocument;
type StructureElement = ReturnType<Document['struct']>;

const structureTypes: Record<Exclude<CvLine['kind'], 'bullet'>, string> = {
  name: 'H1',
  label: 'P',
  contact: 'P',
  heading: 'H2',
  entry: 'H3',
  detail: 'P',
  text: 'P',
};

/** What every PDF is made with; loaded once per process. */
async function loadPdfParts(): Promise<{
  Pdf: new (options: PDFKit.PDFDocumentOptions) => Document;
  regular: Font;
  bold: Font;
}> {
  const [{ default: Pdf }, regular, bold] = await Promise.all([
    import('pdfkit'),
    loadFont('regular'),
    loadFont('bold'),
  ]);
  return { Pdf, regular, bold };
}

/**
 * The CV as tagged A4 pages with its fonts embedded as subsets. The text that readers extract is that of
 * `cvLines`, character by character; bullets are drawn, so that they add nothing to it. The same CV always
 * gives the same bytes, which is why the file holds no date.
 */
export async function writeCvPdf(cv: PrintableCv): Promise<WrittenPdf> {
  const { Pdf, regular, bold } = await loadPdfParts();
  const doc = new Pdf({
    size: [a4.widthPt, a4.heightPt],
    margin: 0,
    autoFirstPage: false,
    // Without a default font; one given here would be parsed anew at each use of its registered name.
    font: null as unknown as string,
    tagged: true,
    lang: 'en',
    displayTitle: true,
    pdfVersion: '1.7',
    // The file's id is derived from the information with its date.
    info: { ...documentInfo(cv), CreationDate: new Date(0) },
  });
  delete doc.info.CreationDate;
  // The XMP packet would repeat the information, wants a date, and does not escape the `&` of a title.
  Object.assign(doc, { endMetadata: () => {} });
  // pdfkit takes parsed fonts as well; its types know of files only.
  doc.registerFont('regular', regular as unknown as string).registerFont('bold', bold as unknown as string);

  const drawing = new CvDrawing(doc, { regular, bold });
  const pages = layOutPages(cvLines(cv), styles, a4, (text, { weight, sizePt }) =>
    doc.font(weight).fontSize(sizePt).widthOfString(text),
  );
  for (const page of pages) {
    doc.addPage();
    for (const paragraph of page) drawing.draw(paragraph);
  }
  return { bytes: await drawing.finish(), missingCharacters: [...drawing.missingCharacters] };
}

function documentInfo(cv: PrintableCv): PDFKit.DocumentInfo {
  const title = [cv.basics.name, cv.label?.text, 'CV'].filter(Boolean).join(' – ');
  return { Title: title, Author: cv.basics.name, Creator: 'Strata' };
}

class CvDrawing {
  readonly missingCharacters = new Set<string>();
  readonly #doc: Document;
  readonly #fonts: Record<Weight, Font>;
  readonly #root: StructureElement;
  #list: StructureElement | undefined;

  constructor(doc: Document, fonts: Record<Weight, Font>) {
    this.#doc = doc;
    this.#fonts = fonts;
    this.#root = doc.struct('Document');
    doc.addStructure(this.#root);
  }

  draw(paragraph: PlacedParagraph): void {
    const { kind, style, rows } = paragraph;
    this.#doc.font(style.weight).fontSize(style.sizePt).fillColor(inks[kind]);
    const element = kind === 'bullet' ? this.#startBullet(paragraph) : this.#start(structureTypes[kind]);
    const tag = kind === 'bullet' ? 'LBody' : structureTypes[kind];
    for (const row of rows) {
      element.add(this.#doc.markStructureContent(tag));
      this.#drawRow(row, paragraph);
      this.#doc.endMarkedContent();
    }
    element.end();
    if (kind === 'heading') this.#drawRule(paragraph);
  }

  async finish(): Promise<Uint8Array> {
    this.#endList();
    this.#root.end();
    const chunks: Uint8Array[] = [];
    this.#doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    const ended = new Promise<void>((resolve, reject) => {
      this.#doc.on('end', resolve);
      this.#doc.on('error', reject);
    });
    this.#doc.end();
    await ended;
    return Buffer.concat(chunks);
  }

  #start(type: string): StructureElement {
    this.#endList();
    const element = this.#doc.struct(type);
    this.#root.add(element);
    return element;
  }

  #startBullet({ style, rows }: PlacedParagraph): StructureElement {
    if (this.#list === undefined) {
      this.#list = this.#doc.struct('L');
      this.#root.add(this.#list);
    }
    const item = this.#doc.struct('LI');
    this.#list.add(item);
    const element = this.#doc.struct('LBody');
    item.add(element);
    const [first] = rows;
    if (first !== undefined) {
      this.#decorate(() => {
        const middleYPt = first.yPt + style.leadingPt * 0.53;
        this.#doc.circle(a4.marginXPt + 3.5, middleYPt, 1.5).fill();
      });
    }
    return element;
  }

  #endList(): void {
    this.#list?.end();
    this.#list = undefined;
  }

  #drawRow({ text, yPt, stretch }: PlacedRow, { kind, style }: PlacedParagraph): void {
    const doc = this.#doc;
    const xPt = a4.marginXPt + style.indentPt;
    const options = { lineBreak: false, horizontalScaling: Math.floor(stretch * 100) };
    const font = this.#fonts[style.weight];
    for (const character of text) if (!hasShape(font, character)) this.missingCharacters.add(character);
    // Half of the leading goes above the letters.
    const lineHeightPt = doc.currentLineHeight(false);
    doc.text(text, xPt, yPt + (style.leadingPt - lineHeightPt) / 2, options);
    if (kind === 'contact' || kind === 'detail') this.#linkAddresses(text, xPt, yPt, style.leadingPt);
  }

  #linkAddresses(text: string, xPt: number, yPt: number, heightPt: number): void {
    for (const { 0: word, index } of text.matchAll(/\S+/g)) {
      const target = linkTarget(word);
      if (target === undefined) continue;
      const leftPt = xPt + this.#doc.widthOfString(text.slice(0, index));
      this.#doc.link(leftPt, yPt, this.#doc.widthOfString(word), heightPt, target);
    }
  }

  #drawRule({ style, rows }: PlacedParagraph): void {
    const yPt = (rows.at(-1)?.yPt ?? 0) + style.leadingPt - 0.5;
    this.#decorate(() => {
      const rightPt = a4.widthPt - a4.marginXPt;
      this.#doc.lineWidth(0.7).strokeColor(ruleInk).moveTo(a4.marginXPt, yPt).lineTo(rightPt, yPt).stroke();
    });
  }

  #decorate(draw: () => void): void {
    this.#doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.#doc.endMarkedContent();
  }
}

function linkTarget(word: string): string | undefined {
  if (/^https?:\/\//.test(word)) return URL.parse(word)?.href;
  return /^[^@\s]+@[^@\s]+\.\w+$/.test(word) ? URL.parse(`mailto:${word}`)?.href : undefined;
}
