import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OutputFolder } from '../../src/cli/output-folder.ts';
import { temporaryFolder } from '../support/cli.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

it('makes folders and files for their owner alone', async () => {
  const path = join(folder.path, 'out', 'acme');
  const output = new OutputFolder(path);
  await output.prepare();
  await output.write([{ name: 'cv.md', content: 'Jane Doe, 1 Example Street' }]);
  expect(await modeOf(join(folder.path, 'out'))).toBe('700');
  expect(await modeOf(path)).toBe('700');
  expect(await modeOf(join(path, 'cv.md'))).toBe('600');
});

it('a folder that is there keeps its mode; a file in it that is replaced does not', async () => {
  const path = join(folder.path, 'shared');
  await mkdir(path);
  await chmod(path, 0o755);
  await writeFile(join(path, 'cv.md'), 'old', { mode: 0o644 });
  const output = new OutputFolder(path);
  await output.prepare();
  await output.write([{ name: 'cv.md', content: 'new' }]);
  expect(await modeOf(path)).toBe('755');
  expect(await modeOf(join(path, 'cv.md'))).toBe('600');
});
