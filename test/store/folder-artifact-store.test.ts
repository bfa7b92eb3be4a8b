import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderArtifactStore } from '../../src/store/folder-artifact-store.ts';

let folder: string;
let store: FolderArtifactStore;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'strata-artifacts-')), 'artifacts');
  store = new FolderArtifactStore({ folder });
  await store.start();
});

afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true, force: true });
});

const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);

test('an artifact comes back byte for byte, with size and hash', async () => {
  const ref = await store.put('job-1', { name: 'cv.pdf', mediaType: 'application/pdf', bytes });
  expect(ref).toEqual({
    name: 'cv.pdf',
    mediaType: 'application/pdf',
    sizeBytes: 100_000,
    hash: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  });
  expect(Buffer.from((await store.get('job-1', 'cv.pdf')) ?? []).equals(bytes)).toBe(true);
  expect((await stat(join(folder, 'job-1', 'cv.pdf'))).mode & 0o777).toBe(0o600);
});

test('a second artifact of the same name replaces the first', async () => {
  await store.put('job-1', { name: 'cv.md', mediaType: 'text/markdown', bytes });
  await store.put('job-1', { name: 'cv.md', mediaType: 'text/markdown', bytes: Buffer.from('new') });
  expect(Buffer.from((await store.get('job-1', 'cv.md')) ?? []).toString()).toBe('new');
  expect(await readdir(join(folder, '.unfinished'))).toEqual([]);
});

test('a reader never sees half of a file that is being replaced', async () => {
  const versions = [Buffer.alloc(3_000_000, 'a'), Buffer.alloc(3_000_000, 'b')];
  await store.put('job-1', { name: 'x', mediaType: 'text/plain', bytes: versions[0] as Buffer });
  const writing = (async () => {
    for (let round = 0; round < 6; round += 1) {
      await store.put('job-1', { name: 'x', mediaType: 'text/plain', bytes: versions[round % 2] as Buffer });
    }
  })();
  for (let round = 0; round < 20; round += 1) {
    const read = Buffer.from((await store.get('job-1', 'x')) ?? []);
    expect(versions.some((version) => version.equals(read))).toBe(true);
  }
  await writing;
});

test('what was never put is undefined', async () => {
  expect(await store.get('job-1', 'cv.pdf')).toBeUndefined();
});

test('names that could lead out of the folder are refused', async () => {
  await writeFile(join(folder, '..', 'secret'), 'secret');
  const names = [
    '..',
    '.',
    '',
    '../secret',
    '../../secret',
    'a/b',
    'a\\b',
    '/etc/passwd',
    '.hidden',
    'a\0b',
    'é',
    'a b',
  ];
  for (const name of [...names, 'x'.repeat(201)]) {
    const expected = { code: 'ARTIFACT_NAME_INVALID', kind: 'input' };
    await expect(store.get('job-1', name), name).rejects.toMatchObject(expected);
    await expect(store.get(name, 'cv.pdf'), name).rejects.toMatchObject(expected);
    await expect(store.put('job-1', { name, mediaType: 'text/plain', bytes }), name).rejects.toMatchObject(
      expected,
    );
    await expect(store.put(name, { name: 'x', mediaType: 'text/plain', bytes }), name).rejects.toMatchObject(
      expected,
    );
  }
});

test('a folder that cannot be written is ARTIFACTS_UNWRITABLE and names it', async () => {
  const blocked = join(folder, 'blocked');
  await writeFile(blocked, '');
  const unwritable = new FolderArtifactStore({ folder: blocked });
  const expected = { code: 'ARTIFACTS_UNWRITABLE', kind: 'unavailable', where: blocked };
  await expect(unwritable.start()).rejects.toMatchObject(expected);
  await expect(unwritable.put('job-1', { name: 'x', mediaType: 'text/plain', bytes })).rejects.toMatchObject(
    expected,
  );
});

test('a failed put leaves nothing behind', async () => {
  await mkdir(join(folder, 'job-1', 'taken'), { recursive: true });
  await expect(store.put('job-1', { name: 'taken', mediaType: 'text/plain', bytes })).rejects.toMatchObject({
    code: 'ARTIFACTS_UNWRITABLE',
  });
  expect(await readdir(join(folder, '.unfinished'))).toEqual([]);
});

test('start clears what a crash left half-written, but not what is being written', async () => {
  const old = join(folder, '.unfinished', 'old');
  await writeFile(old, 'half');
  await utimes(old, new Date(), new Date(Date.now() - 2 * 60 * 60_000));
  await writeFile(join(folder, '.unfinished', 'young'), 'half');
  await store.start();
  expect(await readdir(join(folder, '.unfinished'))).toEqual(['young']);
});
