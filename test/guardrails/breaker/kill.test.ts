import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { BreakersProcess } from './support/breakers-process.ts';

const started: BreakersProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const each of started.splice(0)) await each.kill();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function start(file: string): Promise<BreakersProcess> {
  const each = await BreakersProcess.start({ file });
  started.push(each);
  return each;
}

it('is still open, and then for no longer than was left, after a kill -9 right after it opened', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-breaker-'));
  folders.push(folder);
  const file = join(folder, 'strata.db');
  const first = await start(file);
  expect(await first.call('failed', 3)).toMatchObject({ state: 'open' });
  await first.kill();
  const second = await start(file);
  const status = await second.ask({ kind: 'status' });
  expect(status.state).toBe('open');
  expect(status.retryAfterMs).toBeGreaterThan(0);
  expect(status.retryAfterMs).toBeLessThan(60_000);
  expect(await second.call('succeeded')).toMatchObject({ entered: 0, refused: 1 });
});

it('is still open by hand after a kill -9, and can be released', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-breaker-'));
  folders.push(folder);
  const file = join(folder, 'strata.db');
  const first = await start(file);
  await first.ask({ kind: 'control', command: 'open' });
  await first.kill();
  const second = await start(file);
  expect(await second.call('succeeded')).toMatchObject({ refused: 1, state: 'forced_open' });
  expect(await second.ask({ kind: 'control', command: 'close' })).toMatchObject({ state: 'closed' });
  expect(await second.call('succeeded')).toMatchObject({ entered: 1 });
});
