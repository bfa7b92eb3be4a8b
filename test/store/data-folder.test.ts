import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockDataFolder } from '../../src/store/data-folder.ts';

const locking = `
  const { lockDataFolder } = await import(process.argv[1]);
  const lock = await lockDataFolder(process.argv[2]);
  console.log('locked');
  process.stdin.once('data', async () => { await lock.release(); console.log('released'); });
`;

let root: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'strata-folder-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

/** Another process that holds the lock. */
async function holder(folder: string): Promise<{ child: ChildProcess; nextLine(): Promise<string> }> {
  const module = join(import.meta.dirname, '..', '..', 'src', 'store', 'data-folder.ts');
  const child = spawn(process.execPath, ['--input-type=module', '-e', locking, module, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);
  expect(await nextLine()).toBe('locked');
  return { child, nextLine };
}

describe('locking a data folder', () => {
  test('creates a missing folder for its owner alone', async () => {
    const folder = join(root, 'a', 'data');
    const lock = await lockDataFolder(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await lock.release();
  });

  test('a second process is told who holds it, where, and what to do', async () => {
    const { child } = await holder(root);
    const error = await lockDataFolder(root).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'DATA_FOLDER_IN_USE', kind: 'conflict', where: root });
    const { message, action } = error as { message: string; action: string };
    expect(message).toContain(`process ${child.pid}`);
    expect(action).toMatch(/stop.*STRATA_DATA_DIR.*--server/);
  });

  test('the same process cannot lock it twice', async () => {
    const lock = await lockDataFolder(root);
    await expect(lockDataFolder(root)).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
    await lock.release();
  });

  test('a released lock can be had again, and releasing twice does no harm', async () => {
    const { child, nextLine } = await holder(root);
    child.stdin?.write('release\n');
    expect(await nextLine()).toBe('released');
    const lock = await lockDataFolder(root);
    expect(await readFile(join(root, 'strata.pid'), 'utf8')).toBe(`${process.pid}\n`);
    await lock.release();
    await lock.release();
    await (await lockDataFolder(root)).release();
  });

  test('the lock of a killed process is taken over', async () => {
    const { child } = await holder(root);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    await (await lockDataFolder(root)).release();
  });

  test('a pid file left with the id of another running program does not lock', async () => {
    await writeFile(join(root, 'strata.pid'), `${process.ppid}\n`);
    await (await lockDataFolder(root)).release();
  });

  test('a folder that cannot be made or written is named', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    for (const folder of [file, join(file, 'data'), '/proc/self']) {
      await expect(lockDataFolder(folder), folder).rejects.toMatchObject({
        code: 'DATA_FOLDER_UNWRITABLE',
        kind: 'configuration',
        where: folder,
      });
    }
  });
});
