import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeText } from '../../src/intake/decode-text.ts';
import { readInputFile } from '../../src/intake/read-input-file.ts';
import { samplePath } from '../support/samples.ts';

const limits = { maxBytes: 100_000 };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'intake-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* parts;
}

describe('a readable file', () => {
  it('is given with its name alone', async () => {
    expect(await readInputFile(await file('post.md', '# Köchin\n'), limits)).toEqual({
      name: 'post.md',
      text: '# Köchin\n',
    });
  });
  it('loses its byte order mark', async () => {
    expect((await readInputFile(await file('bom.txt', '\uFEFFGärtner'), limits)).text).toBe('Gärtner');
  });
  it('may be UTF-16 with a byte order mark, either way round', async () => {
    const little = Buffer.from('\uFEFFŁódź', 'utf16le');
    expect((await readInputFile(await file('le.txt', little), limits)).text).toBe('Łódź');
    expect((await readInputFile(await file('be.txt', Buffer.from(little).swap16()), limits)).text).toBe(
      'Łódź',
    );
  });
  it('may be a page in the character set that it declares', async () => {
    const page = Buffer.from(
      '<html><head><meta charset="windows-1252"></head><body>Köchin – 12 €</body></html>',
      'latin1',
    );
    const withEuro = Buffer.from(page.toString('latin1').replace('\x3f', '?'), 'latin1');
    withEuro[withEuro.indexOf('12 ') + 3] = 0x80;
    expect((await readInputFile(await file('old.html', withEuro), limits)).text).toContain('Köchin');
    expect((await readInputFile(await file('old.html', withEuro), limits)).text).toContain('12 €');
  });
  it('may come from standard input in pieces that part a character', async () => {
    const bytes = Buffer.from('Świerczek');
    const stdin = chunks(bytes.subarray(0, 1), bytes.subarray(1));
    expect(await readInputFile('-', limits, { stdin })).toEqual({ name: 'stdin', text: 'Świerczek' });
  });
});

describe('an input that cannot be read', () => {
  async function refused(path: string, code: string, kind = 'input') {
    await expect(readInputFile(path, limits)).rejects.toMatchObject({
      code,
      kind,
      where: path,
      action: expect.any(String),
    });
  }
  it('because there is none', () => refused(join(folder, 'nowhere.md'), 'INPUT_NOT_FOUND'));
  it('because its folder is a file', async () =>
    refused(join(await file('plain.md', 'x'), 'deeper.md'), 'INPUT_NOT_FOUND'));
  it('because it is a folder', () => refused(folder, 'INPUT_IS_FOLDER'));
  it('because it is empty', async () => refused(await file('empty.md', ' \n'), 'INPUT_EMPTY'));
  it('because it holds NUL bytes', async () => refused(await file('nul.md', 'ab\0cd'), 'INPUT_NOT_TEXT'));
  it('because it is a PDF', () =>
    refused(samplePath('cvs/rendercv__John_Doe_ClassicTheme_CV.pdf'), 'INPUT_NEEDS_CONVERSION'));
  it('because it is a DOCX', () =>
    refused(samplePath('documents/lorem_ipsum.docx'), 'INPUT_NEEDS_CONVERSION'));
  // Nothing keeps the superuser from reading; the next test stands for it there.
  if (process.getuid?.() !== 0) {
    it('because it may not be read', async () => {
      const path = await file('locked.md', 'x');
      await chmod(path, 0o000);
      await refused(path, 'INPUT_UNREADABLE');
    });
  }
  it.runIf(process.platform === 'linux')('because the system fails to read it', () =>
    refused('/proc/self/mem', 'INPUT_UNREADABLE'),
  );
  it('because it is larger than the limit', async () =>
    refused(await file('large.txt', 'a '.repeat(60_000)), 'INPUT_TOO_LARGE'));
  it('says at which byte UTF-8 breaks', async () => {
    const path = await file('latin1.txt', Buffer.from('gute Köchin', 'latin1'));
    await expect(readInputFile(path, limits)).rejects.toMatchObject({
      code: 'INPUT_NOT_UTF8',
      message: expect.stringContaining('F6 at offset 6'),
    });
  });
  it('finds the faulty byte after replacement characters that were written', () => {
    const bytes = Buffer.concat([Buffer.from('a\uFFFDŁ'), Buffer.from([0xff])]);
    expect(() => decodeText(bytes, 'x')).toThrow('FF at offset 6');
  });
  it('stops reading standard input at the limit', async () => {
    let taken = 0;
    async function* endless() {
      for (;;) {
        taken += 1;
        yield Buffer.alloc(50_000, 'a');
      }
    }
    await expect(readInputFile('-', limits, { stdin: endless() })).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
      where: 'stdin',
    });
    expect(taken).toBe(3);
  });
  it('because it was cancelled', async () => {
    const path = await file('fine.md', 'text');
    await expect(readInputFile(path, limits, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: 'cancelled',
    });
  });
});
