import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SqliteJobStore } from '../../src/store/sqlite/sqlite-job-store.ts';
import { temporaryFolder } from '../support/cli.ts';

const writer = join(import.meta.dirname, 'support/writer.ts');

/** Lets a process write until it has acknowledged so many jobs, kills it, and gives the ids it had named. */
function acknowledgedBefore(file: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    if (text.split('\n').length > count) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the writer ended by itself with ${code}`));
      // What follows the last line's end may be half an id.
      else resolve(text.split('\n').slice(0, -1));
    });
  });
}

it('a process killed while it writes loses no acknowledged job, and its counters stay exact', async () => {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'strata.db');
  const acknowledged: string[] = [];
  for (const count of [1, 7, 23, 40, 64, 95]) {
    acknowledged.push(...(await acknowledgedBefore(file, count)));
    const store = new SqliteJobStore({ file });
    await store.start();
    for (const id of acknowledged) expect(await store.get(id), id).toMatchObject({ state: 'succeeded' });
    const listed = (await store.list({ states: ['succeeded'], limit: 500 })).jobs.length;
    const counted = (await store.countByState()).find(({ state }) => state === 'succeeded')?.count;
    expect([counted, (await store.countApplications([{}]))[0]]).toEqual([listed, listed]);
    await store.stop();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(1 + 7 + 23 + 40 + 64 + 95);
  await folder.remove();
});
