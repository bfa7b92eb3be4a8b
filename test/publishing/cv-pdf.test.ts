import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CvLine, cvLines, type PrintableCv } from '../../src/publishing/cv-lines.ts';
import { writeCvPdf } from '../../src/publishing/cv-pdf.ts';
import { sampleTailoredCv } from '../support/dossier.ts';
import { pdfText, pieces, skipsPdfToText, withPdfToText } from '../support/pdf-text.ts';

const oddities = [
  'naïve efficient office ﬁx “quoted” ‘single’ … − × ÷ ± ≤ ≈ µm Ω ° ′ ‰ € £ ¥ ₹ ₽ ₺ ₴ 18 → 4',
  'Türkiye İstanbul ığdır Straße ẞ Œuvre Ærø Þór đ Nguyễn Thị Ước ű ő ș ț ģ Łódź ŚĆ',
  'Русский Українська ґ Ђорђе Ελληνικά άέή Հայերեն',
  'single- and multi-cluster, work- and life-balance, two- or three-fold, '.repeat(6),
  'C* 5* C++ C# .NET <b> &amp; \\ ` _a_ *b* [x](y) #1 @ ~ ^ | {}',
  'AVATAR To Wa Te Yo P. T. fi fl ffi',
  `https://example.org/${'very-long-path/'.repeat(16)}end and more`,
];

function cvWithBullets(texts: string[]): PrintableCv {
  const bullets = texts.map((text) => ({ text, sources: ['w1.b1'] }));
  return {
    ...sampleTailoredCv(),
    work: [{ sourceId: 'w1', name: 'Q&A <Ltd>', position: 'Τίτλος', bullets }],
  };
}

function wordsOf(lines: CvLine[]): string[] {
  return lines.flatMap(({ text }) => pieces(text));
}

/** What the file says where it is not compressed. */
function plainParts(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

describe.skipIf(skipsPdfToText)(`what pdftotext extracts${withPdfToText}`, () => {
  test.each([[[]], [['-layout']], [['-raw']]])('is the printed words in order (%j)', async (options) => {
    const cv = sampleTailoredCv();
    const { bytes } = await writeCvPdf(cv);
    expect(pieces(pdfText(bytes, ...options))).toEqual(wordsOf(cvLines(cv)));
  });

  test.each([[[]], [['-layout']]])(
    'gives back every odd character and no joined word (%j)',
    async (options) => {
      const cv = cvWithBullets(oddities);
      const { bytes, missingCharacters } = await writeCvPdf(cv);
      expect(pieces(pdfText(bytes, ...options))).toEqual(wordsOf(cvLines(cv)));
      expect(missingCharacters).toEqual([]);
    },
  );

  test('gives back characters that the font has no shape for, and they are named', async () => {
    const cv = cvWithBullets(['Wrote 日本語 with 🚀 twice 🚀']);
    const { bytes, missingCharacters } = await writeCvPdf(cv);
    expect(pdfText(bytes)).toContain('Wrote 日本語 with 🚀 twice 🚀');
    expect(missingCharacters).toEqual(['日', '本', '語', '🚀']);
  });

  test('a letter of one CV does not change what is extracted from the next', async () => {
    await writeCvPdf(cvWithBullets(['i\u0307 j\u0301 decomposed', '¾ of the ᵺ and ½']));
    const { bytes } = await writeCvPdf(cvWithBullets(['Iğdır ışık', 'of 5 m³ and m²', '³!!']));
    expect(pdfText(bytes)).toContain('Iğdır ışık\nof 5 m³ and m²\n³!!');
  });

  test('keeps any words of Latin letters whole', async () => {
    const letter = fc.integer({ min: 0x21, max: 0x24f }).map((code) => String.fromCodePoint(code));
    const visible = letter.filter(
      (character) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) && character !== '-',
    );
    // Poppler takes a row of single characters for one letter-spaced word, and a paragraph that ends in a
    // hyphen for an unfinished one.
    const word = fc.array(visible, { minLength: 2, maxLength: 14 }).map((letters) => letters.join(''));
    const text = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 12 }), async (texts) => {
        const cv = cvWithBullets(texts);
        const { bytes } = await writeCvPdf(cv);
        expect(pieces(pdfText(bytes))).toEqual(wordsOf(cvLines(cv)));
      }),
      { seed: 11, numRuns: 15 },
    );
  });
});

test('embeds every font that it uses as a subset and stays small', async () => {
  const { bytes } = await writeCvPdf(sampleTailoredCv());
  const text = plainParts(bytes);
  const fonts = [...text.matchAll(/\/BaseFont \/(\S+)/g)].map(([, name]) => name);
  expect(new Set(fonts).size).toBe(2);
  for (const name of fonts) expect(name).toMatch(/^[A-Z]{6}\+DejaVuSansCondensed(-Bold)?$/);
  expect(text.match(/\/FontFile2 /g)).toHaveLength(2);
  expect(text.match(/\/ToUnicode /g)).toHaveLength(2);
  expect(bytes.byteLength).toBeLessThan(80_000);
});

test('gives the same bytes for the same CV, with no date in them', async () => {
  const first = await writeCvPdf(sampleTailoredCv());
  await writeCvPdf(cvWithBullets(['something else']));
  const second = await writeCvPdf(sampleTailoredCv());
  expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
  expect(plainParts(first.bytes)).not.toMatch(/CreationDate|ModDate/);
});

test('tells title, author and language, and marks headings and lists', async () => {
  const { bytes } = await writeCvPdf({ ...sampleTailoredCv(), basics: { name: 'Ann R&D', profiles: [] } });
  const text = plainParts(bytes);
  expect(text).toContain('/Lang (en)');
  expect(text).toContain('/DisplayDocTitle true');
  expect(text).toContain('(Ann R&D)');
  for (const type of ['Document', 'H1', 'H2', 'H3', 'P', 'L', 'LI', 'LBody']) {
    expect(text).toMatch(new RegExp(`/S /${type}\\s`));
  }
});

test('links addresses of the contact lines', async () => {
  const { bytes } = await writeCvPdf(sampleTailoredCv());
  expect(plainParts(bytes)).toContain('(mailto:bogumil_swierczek@example.com)');
  expect(plainParts(bytes)).toContain('(https://github.example.org/swierczek-b)');
});

test('draws every page', async () => {
  const { bytes } = await writeCvPdf(cvWithBullets(Array.from({ length: 120 }, (_, at) => `Bullet ${at}`)));
  const pages = plainParts(bytes).match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
  expect(pages).toBeGreaterThanOrEqual(3);
  const contents = [...plainParts(bytes).matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(
    ([, raw]) => raw ?? '',
  );
  const drawn = contents.map(inflated).filter((content) => content.includes(' Tm'));
  expect(drawn).toHaveLength(pages);
});

function inflated(raw: string): string {
  try {
    return inflateSync(Buffer.from(raw, 'latin1')).toString('latin1');
  } catch {
    return '';
  }
}
