import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { announceAddress, announcedAddress } from '../../src/composition/service-address.ts';
import { lockDataFolder } from '../../src/store/data-folder.ts';
import { temporaryFolder } from '../support/cli.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

it('is told of the process that holds the folder, until it takes it back', async () => {
  const lock = await lockDataFolder(folder.path);
  expect(await announcedAddress(folder.path)).toBeUndefined();
  const withdraw = await announceAddress(folder.path, 'http://127.0.0.1:3000');
  expect(await announcedAddress(folder.path)).toBe('http://127.0.0.1:3000');
  await withdraw();
  expect(await announcedAddress(folder.path)).toBeUndefined();
  await lock.release();
});

it('of a process that was killed leads nobody astray', async () => {
  await writeFile(join(folder.path, 'strata.url'), '999999 http://127.0.0.1:3000\n');
  const lock = await lockDataFolder(folder.path);
  expect(await announcedAddress(folder.path)).toBeUndefined();
  await lock.release();
});
