import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { busyTimeoutMs, busyWaitsMs } from '../../src/store/sqlite/busy-waits.ts';
import { SqliteJobStore } from '../../src/store/sqlite/sqlite-job-store.ts';
import { SqliteLedgerStore } from '../../src/store/sqlite/sqlite-ledger-store.ts';
import { SqliteStateStore } from '../../src/store/sqlite/sqlite-state-store.ts';
import { account, balance, callTime, exampleIntent, exampleSettlement } from '../conformance/example-call.ts';
import { exampleInput, exampleJob } from '../conformance/example-job.ts';

let folder: string;
let file: string;
let files = 0;
const all = account('all/total');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-store-faults-'));
});

beforeEach(() => {
  files += 1;
  file = join(folder, `${files}.db`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function ledger(): Promise<SqliteLedgerStore> {
  const store = new SqliteLedgerStore({ file, now: () => callTime });
  await store.start();
  return store;
}

// One figure that the database does not take failed every call of the same turn of the event loop.
describe('a call that the store cannot take', () => {
  test('is refused before anything is written when its times are no whole milliseconds', async () => {
    const store = await ledger();
    const answers = await Promise.allSettled([
      store.reserve(exampleIntent(), [all]),
      store.reserve(exampleIntent({ expiresAt: callTime + 0.5 }), [all]),
      store.reserve(exampleIntent({ at: callTime + 0.5 }), [all]),
      store.reserve(exampleIntent(), [all]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: { code: 'LEDGER_AMOUNT_INVALID' } });
    expect(await store.balances([all])).toMatchObject([{ reservedNanoUsd: 2_000 }]);
    await store.stop();
  });

  test('is settled all the same when what its provider reports is no figure', async () => {
    const store = await ledger();
    const intents = [exampleIntent(), exampleIntent(), exampleIntent()];
    for (const intent of intents) await store.reserve(intent, [all]);
    const usage = { inputTokens: 1e300, outputTokens: 2 };
    const odd = [{ reportedNanoUsd: 0.5 }, { reportedNanoUsd: 1e300, durationMs: Number.NaN }, { usage }];
    await Promise.all(intents.map(({ id }, index) => store.settle(id, exampleSettlement(odd[index]))));
    expect(await store.balances([all])).toMatchObject([{ spentNanoUsd: 1_200, reservedNanoUsd: 0 }]);
    await store.stop();
  });

  test.each(['ledger', 'cost_spans'])(
    'fails alone where the database itself refuses it, at %s, and leaves nothing behind',
    async (table) => {
      const store = await ledger();
      const settled = [exampleIntent(), exampleIntent({ user: 'odd' }), exampleIntent()];
      for (const intent of settled) await store.reserve(intent, [all]);
      const other = new DatabaseSync(file);
      const [event, user] =
        table === 'ledger' ? ['UPDATE ON ledger', 'new.user'] : ['INSERT ON cost_spans', 'new.user'];
      other.exec(`CREATE TRIGGER no_more BEFORE ${event} WHEN ${user} = 'odd'
        BEGIN SELECT raise(ABORT, 'broken'); END`);
      const answers = await Promise.allSettled([
        store.reserve(exampleIntent({ reservedNanoUsd: 1 }), [all]),
        ...settled.map(({ id }) => store.settle(id, exampleSettlement())),
        store.settle('nothing', exampleSettlement()),
        store.reserve(exampleIntent({ reservedNanoUsd: 10 }), [all]),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(answers[2]).toMatchObject({ reason: { code: 'STORE_UNAVAILABLE' } });
      expect(answers[4]).toMatchObject({ reason: { code: 'LEDGER_ENTRY_UNKNOWN' } });
      const figures = {
        spentNanoUsd: 800,
        reservedNanoUsd: 1_011,
        spentTokens: 84,
        reservedTokens: 300,
      };
      expect(await store.balances([all])).toEqual([balance('all/total', figures)]);
      other.exec('DROP TRIGGER no_more');
      other.close();
      await store.stop();
      const again = await ledger();
      expect(await again.balances([all])).toEqual([balance('all/total', figures)]);
      expect(await again.costs({ by: 'user', timeZone: 'UTC' })).toMatchObject([
        { key: 'anna', costNanoUsd: 800, calls: 2 },
      ]);
      await again.stop();
    },
  );
});

// The whole process stood for five seconds while another program wrote, and every try anew.
describe('a file that another program holds', () => {
  test('is waited for without holding up the event loop, and in order', async () => {
    const store = await ledger();
    const jobs = new SqliteJobStore({ file });
    const states = new SqliteStateStore({ file });
    await Promise.all([jobs.start(), states.start()]);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const job = exampleJob();
    const writes = [
      store.reserve(exampleIntent(), [all]),
      jobs.create(job, exampleInput()),
      ...[1, 2, 3].map((version) => jobs.saveCheckpoint(job.id, checkpointOf(version))),
      ...[1, 2, 3].map((value) => states.put('a', value)),
    ];
    let isDone = false;
    const done = Promise.all(writes).then(() => {
      isDone = true;
    });
    // The ledger's first try is made in the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    expect(await store.balances([all])).toMatchObject([{ reservedNanoUsd: 0 }]);
    other.exec('ROLLBACK');
    const late = states.put('a', 4);
    await done;
    await late;
    expect(await store.balances([all])).toMatchObject([{ reservedNanoUsd: 1_000 }]);
    expect(await jobs.getCheckpoint(job.id)).toMatchObject({ progress: 3 });
    expect(await states.get('a')).toBe(4);
    other.close();
    await Promise.all([store.stop(), jobs.stop(), states.stop()]);
  });

  test('is waited for by stopping', async () => {
    const store = await ledger();
    const states = new SqliteStateStore({ file });
    await states.start();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const intent = exampleIntent();
    const writes = Promise.all([store.reserve(intent, [all]), states.put('a', 1)]);
    const stopped = Promise.all([store.stop(), states.stop()]);
    await new Promise((resolve) => setImmediate(resolve));
    other.exec('ROLLBACK');
    other.close();
    await Promise.all([writes, stopped]);
    const again = await ledger();
    expect(await again.get(intent.id)).toMatchObject({ state: 'reserved' });
    await again.stop();
  });

  test('is tried for five seconds in all, never for long at a time', () => {
    const waits = [...busyWaitsMs()];
    const inAllMs = waits.reduce((sum, waitMs) => sum + waitMs + busyTimeoutMs, busyTimeoutMs);
    expect(inAllMs).toBeGreaterThanOrEqual(5_000);
    expect(inAllMs).toBeLessThan(5_500);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(busyTimeoutMs).toBeLessThanOrEqual(50);
  });
});

// A sum beyond 2^53 could not be read any more, and with it nothing of the ledger.
test('sums beyond what a number holds exactly can still be read, and refuse what has no room', async () => {
  const store = await ledger();
  const most = Number.MAX_SAFE_INTEGER;
  const limited = account('all/total', { limitNanoUsd: 1e12 });
  for (let calls = 0; calls < 5; calls += 1) {
    const intent = exampleIntent();
    await store.reserve(intent, [all]);
    await store.settle(intent.id, exampleSettlement({ costNanoUsd: most }));
  }
  await store.stop();
  const again = await ledger();
  expect((await again.reserve(exampleIntent(), [limited])).granted).toBe(false);
  expect((await again.reserve(exampleIntent({ reservedNanoUsd: 0 }), [limited])).granted).toBe(true);
  const [row] = await again.costs({ by: 'provider', timeZone: 'UTC' });
  expect(row?.costNanoUsd).toBeGreaterThanOrEqual(most);
  expect(await again.costs({ by: 'job', timeZone: 'UTC', from: callTime, to: callTime + 1 })).toMatchObject([
    { calls: 5 },
  ]);
  expect((await again.entries({ limit: 10 })).entries[1]).toMatchObject({ costNanoUsd: most });
  await again.stop();
});

function checkpointOf(progress: number) {
  return {
    version: 1,
    stage: 'fit',
    progress,
    startedAt: callTime,
    lastUpdatedAt: callTime,
    metadata: { pipeline: 'application' },
  } as const;
}
