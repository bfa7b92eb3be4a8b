import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Font } from 'fontkit';

export type Weight = 'regular' | 'bold';

/** One family for Latin, Greek, Cyrillic, Armenian, Georgian, arrows, currencies and mathematical signs. */
const fontFiles: Record<Weight, string> = {
  regular: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf',
  bold: 'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf',
};

/** Ligatures would make one shape of two letters, and readers differ in how they take it apart again. */
const withoutLigatures = { liga: false, clig: false, dlig: false };

const loading = new Map<Weight, Promise<Font>>();

/** The parsed font; parsed once per process. It lays out text without ligatures. */
export function loadFont(weight: Weight): Promise<Font> {
  const loaded = loading.get(weight) ?? parseFont(fontFiles[weight]);
  loading.set(weight, loaded);
  return loaded;
}

async function parseFont(file: string): Promise<Font> {
  const [{ create }, bytes] = await Promise.all([
    import('fontkit'),
    readFile(createRequire(import.meta.url).resolve(file)),
  ]);
  const font = create(bytes) as Font;
  const layOut = font.layout.bind(font);
  font.layout = (text) => layOut(text, withoutLigatures);
  return font;
}
