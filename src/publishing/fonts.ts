import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Font, Glyph, GlyphRun, Subset } from 'fontkit';

export type Weight = 'regular' | 'bold';

/** One family for Latin, Greek, Cyrillic, Armenian, Georgian, arrows, currencies and mathematical signs. */
const fontFiles: Record<Weight, string> = {
  regular: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf',
};

/**
 * Each of these can give two characters one shape, or one character another's; what readers extract from a
 * PDF is looked up by shape.
 */
const oneShapePerCharacter = {
  liga: false,
  clig: false,
  dlig: false,
  calt: false,
  ccmp: false,
  locl: false,
};

/** Looks for what only texts beyond ASCII have: marks to attach, letters that must join. */
const withoutMarks = {
  ...oneShapePerCharacter,
  mark: false,
  mkmk: false,
  rlig: false,
  rclt: false,
  curs: false,
};
const isAscii = /^[ -~]*$/;

const loading = new Map<Weight, Promise<Font>>();

/** The parsed font; parsed once per process. Made so that no two characters of a PDF share a shape. */
export function loadFont(weight: Weight): Promise<Font> {
  const loaded = loading.get(weight) ?? parseFont(fontFiles[weight]);
  loading.set(weight, loaded);
  return loaded;
}

export function hasShape(font: Font, character: string): boolean {
  return font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
}

async function parseFont(file: string): Promise<Font> {
  const [{ create }, bytes] = await Promise.all([
    import('fontkit'),
    readFile(createRequire(import.meta.url).resolve(file)),
  ]);
  const font = create(bytes) as Font;
  const layOut = font.layout.bind(font);
  font.layout = (text) =>
    nameShapes(font, text, layOut(text, isAscii.test(text) ? withoutMarks : oneShapePerCharacter));
  const createSubset = font.createSubset.bind(font);
  font.createSubset = () => withSlotPerMissing(createSubset());
  decodeTables(font);
  return font;
}

/** The library decodes a table when it is first asked for; a first PDF should not have to wait for that. */
function decodeTables(font: Font): void {
  const [glyph] = font.layout('A').glyphs;
  if (glyph !== undefined) font.createSubset().includeGlyph(glyph);
  void font.italicAngle;
}

/**
 * Gives each shape of a run the character that it stands for. The library's own note of it cannot be relied
 * on: it is kept per shape, and empty once the shape was met as a part of another one, like `e` in `é`.
 * Characters without a shape share the font's empty box; here each gets a box of its own, known by a negative
 * id, so that its text can still be extracted.
 */
function nameShapes(font: Font, text: string, run: GlyphRun): GlyphRun {
  const codePoints = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const named = new Map(codePoints.map((codePoint) => [font.glyphForCodePoint(codePoint).id, codePoint]));
  const missing = codePoints.filter((codePoint) => !font.hasGlyphForCodePoint(codePoint)).values();
  run.glyphs = run.glyphs.map((glyph): Glyph => {
    const codePoint = glyph.id === 0 ? missing.next().value : named.get(glyph.id);
    if (codePoint === undefined) return glyph;
    const id = glyph.id === 0 ? -codePoint : glyph.id;
    return { id, codePoints: [codePoint], advanceWidth: glyph.advanceWidth } as Glyph;
  });
  return run;
}

/** A subset as the fontkit library has it; its published types leave this out. */
interface FontSubset {
  /** Ids of shapes by their slots in the subset. */
  glyphs: number[];
  /** Gives back the shape's slot. */
  includeGlyph(id: number): number;
}

function withSlotPerMissing(subset: Subset): Subset {
  const inner = subset as unknown as FontSubset;
  const include = inner.includeGlyph.bind(inner);
  const slots = new Map<number, number>();
  inner.includeGlyph = (id) => {
    if (id >= 0) return include(id);
    const slot = slots.get(id) ?? inner.glyphs.push(0) - 1;
    slots.set(id, slot);
    return slot;
  };
  return subset;
}
