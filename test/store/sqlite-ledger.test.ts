import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ledgerFilterOf } from '../../src/store/ledger-filter.ts';
import type { LedgerQuery } from '../../src/store/ledger-store.ts';
import { AccountCache } from '../../src/store/sqlite/account-cache.ts';
import { entriesStatement } from '../../src/store/sqlite/ledger-rows.ts';
import { migrate, migrations } from '../../src/store/sqlite/migrations.ts';
import { SqliteJobStore } from '../../src/store/sqlite/sqlite-job-store.ts';
import { SqliteLedgerStore } from '../../src/store/sqlite/sqlite-ledger-store.ts';
import { SqliteStateStore } from '../../src/store/sqlite/sqlite-state-store.ts';
import { account, balance, callTime, exampleIntent, exampleSettlement } from '../conformance/example-call.ts';
import { exampleInput, exampleJob } from '../conformance/example-job.ts';
import { rounds, walk } from '../conformance/ledger-properties.ts';
import { describeLedgerStore } from '../conformance/ledger-store.ts';
import { describeStateStore } from '../conformance/state-store.ts';

let folder: string;
let file: string;
let files = 0;
const all = account('all/total');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-ledger-'));
});

beforeEach(() => {
  files += 1;
  file = join(folder, `${files}.db`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function started(options: { readOnly?: boolean } = {}): Promise<SqliteLedgerStore> {
  const store = new SqliteLedgerStore({ file, ...options });
  await store.start();
  return store;
}

async function states(): Promise<SqliteStateStore> {
  const store = new SqliteStateStore({ file });
  await store.start();
  return store;
}

describeLedgerStore({ empty: started, another: started });
describeStateStore({ empty: states, another: states });

test('jobs, ledger and states live in one file, written in turn', async () => {
  const jobs = new SqliteJobStore({ file });
  await jobs.start();
  const ledger = await started();
  const kept = await states();
  const intents = Array.from({ length: 50 }, () => exampleIntent());
  await Promise.all(
    intents.flatMap((intent) => [
      ledger.reserve(intent, [all]),
      jobs.create(exampleJob(), exampleInput()),
      kept.put(intent.id, 1),
    ]),
  );
  expect(await ledger.balances([all])).toMatchObject([{ reservedNanoUsd: 50_000 }]);
  expect((await jobs.list({ limit: 100 })).jobs).toHaveLength(50);
  expect(await kept.keys('')).toHaveLength(50);
  await Promise.all([jobs.stop(), ledger.stop(), kept.stop()]);
});

test('a store of an older schema is brought forward and keeps its jobs', async () => {
  const older = new DatabaseSync(file);
  migrate(older, 0, migrations.slice(0, 2));
  older.exec(`INSERT INTO jobs (id, pipeline, state, user, created_at, revision, document)
    VALUES ('j', 'application', 'failed', 'local', 1, 1, '{}')`);
  older.close();
  const store = await started();
  expect((await store.reserve(exampleIntent(), [all])).granted).toBe(true);
  await store.stop();
  const jobs = new SqliteJobStore({ file });
  await jobs.start();
  expect(await jobs.countByState()).toEqual([{ pipeline: 'application', state: 'failed', count: 1 }]);
  await jobs.stop();
});

describe('a commit that fails', () => {
  test('fails everyone in it, and memory goes back to what is on the disk', async () => {
    const store = await started();
    const settled = exampleIntent();
    await store.reserve(settled, [all]);
    const other = new DatabaseSync(file);
    other.exec('ALTER TABLE cost_spans RENAME TO elsewhere');
    const group = await Promise.allSettled([
      store.settle(settled.id, exampleSettlement()),
      store.settle(settled.id, exampleSettlement()),
    ]);
    for (const answer of group) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } });
    }
    other.exec('ALTER TABLE elsewhere RENAME TO cost_spans');
    other.close();
    expect(await store.balances([all])).toEqual([
      balance('all/total', { reservedNanoUsd: 1_000, reservedTokens: 100 }),
    ]);
    await store.settle(settled.id, exampleSettlement());
    expect(await store.balances([all])).toEqual([
      balance('all/total', { spentNanoUsd: 400, spentTokens: 42 }),
    ]);
    expect((await store.entries({ limit: 10 })).entries).toHaveLength(1);
    await store.stop();
  });

  test('a refusal of one leaves the others of its group alone', async () => {
    const store = await started();
    const intent = exampleIntent();
    const answers = await Promise.allSettled([
      store.reserve(intent, [all]),
      store.reserve(intent, [all]),
      store.settle('nothing', exampleSettlement()),
      store.reserve(exampleIntent(), [all]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(await store.balances([all])).toMatchObject([{ reservedNanoUsd: 2_000 }]);
    await store.stop();
  });
});

test('stopping waits for what was asked before', async () => {
  const store = await started();
  const intents = Array.from({ length: 1_500 }, () => exampleIntent());
  const answers = intents.map((intent) => store.reserve(intent, [all]));
  await store.stop();
  expect((await Promise.all(answers)).every(({ granted }) => granted)).toBe(true);
  const again = await started();
  expect(await again.balances([all])).toMatchObject([{ reservedNanoUsd: 1_500_000 }]);
  expect(await again.settleOrphans(0)).toBe(1_500);
  await again.stop();
});

test('a reader beside the writer sees what was acknowledged, and cannot write', async () => {
  const reader = await started({ readOnly: true });
  expect(await reader.balances([all])).toEqual([]);
  const writer = await started();
  const intent = exampleIntent();
  await writer.reserve(intent, [all]);
  expect(await reader.balances([all])).toMatchObject([{ reservedNanoUsd: 1_000 }]);
  await writer.settle(intent.id, exampleSettlement());
  expect(await reader.balances([all])).toMatchObject([{ reservedNanoUsd: 0, spentNanoUsd: 400 }]);
  expect(await reader.costs({ by: 'user', timeZone: 'UTC' })).toMatchObject([{ costNanoUsd: 400 }]);
  await expect(reader.reserve(exampleIntent(), [all])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await expect(reader.settle(intent.id, exampleSettlement())).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  });
  await reader.stop();
  await writer.stop();
});

test('an account whose budget was away for a while knows what was spent meanwhile', async () => {
  const store = await started();
  const anna = account('user:anna/total', { covers: { user: 'anna' } });
  await store.reserve(exampleIntent(), [all, anna]);
  await store.reserve(exampleIntent(), [all]);
  expect(await store.balances([anna])).toMatchObject([{ reservedNanoUsd: 2_000 }]);
  await store.stop();
});

describe('accounts in memory', () => {
  test('those not used for longest are forgotten, and begin again from the entries', () => {
    const seeded: string[] = [];
    const cache = new AccountCache(({ account: name }) => {
      seeded.push(name);
      return balance(name);
    }, 2);
    const jobs = ['a', 'b', 'c'].map((jobId) => account(jobId, { covers: { jobId } }));
    const [a, b, c] = jobs as [(typeof jobs)[0], (typeof jobs)[0], (typeof jobs)[0]];
    cache.balance(a);
    cache.balance(b);
    cache.balance(a);
    cache.balance(c);
    cache.change(exampleIntent({ jobId: 'a' }), { ...balance(''), spentNanoUsd: 5 });
    expect(cache.balance(a)).toMatchObject({ spentNanoUsd: 5 });
    cache.balance(b);
    expect(seeded).toEqual(['a', 'b', 'c', 'b']);
  });
});

describe('queries', () => {
  test('lists read one range of an index and sort nothing', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, 0);
    const queries: [LedgerQuery, string][] = [
      [{ limit: 50 }, 'ledger_by_time'],
      [{ limit: 50, from: 1, to: 2 }, 'ledger_by_time'],
      [{ limit: 50, user: 'anna', from: 1 }, 'ledger_by_user'],
      [{ limit: 50, provider: 'openai' }, 'ledger_by_provider'],
      [{ limit: 50, jobId: 'job-1', user: 'anna' }, 'ledger_by_job'],
    ];
    for (const [query, index] of queries) {
      const { sql, values } = entriesStatement(ledgerFilterOf(query));
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
      const steps = plan.map(({ detail }) => String(detail));
      expect(steps.join('\n')).toContain(`SEARCH ledger USING INDEX ${index} `);
      expect(steps.filter((step) => /SCAN|TEMP B-TREE/.test(step))).toEqual([]);
    }
    database.close();
  });

  test('sums by span agree with sums over the entries, at every edge', async () => {
    const store = await started();
    const quarterMs = 900_000;
    const times = [0, 1, quarterMs - 1, quarterMs, 2 * quarterMs, 96 * quarterMs, 200 * quarterMs + 5];
    for (const [index, offset] of times.entries()) {
      const intent = exampleIntent({ at: callTime + offset });
      await store.reserve(intent, [all]);
      await store.settle(intent.id, exampleSettlement({ costNanoUsd: 2 ** index }));
    }
    const bounds = times.flatMap((time) => [time - 1, time, time + 1]).map((time) => callTime + time);
    for (const from of bounds) {
      for (const to of bounds) {
        const expected = times.reduce((sum, time, index) => {
          const at = callTime + time;
          return at >= from && at < to ? sum + 2 ** index : sum;
        }, 0);
        const range = { from, to, timeZone: 'UTC' };
        const covers = { fromMs: from, toMs: to };
        const sums = [
          await store.costs({ by: 'layer', ...range }),
          await store.costs({ by: 'month', ...range }),
          await store.costs({ by: 'job', ...range }),
        ].map((rows) => rows.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0));
        const [begun] = await store.balances([account(`${from}-${to}`, { covers })]);
        expect([...sums, begun?.spentNanoUsd]).toEqual([expected, expected, expected, expected]);
      }
    }
    await store.stop();
  });
});

test('whatever happens in whatever order, no limit is passed, balances are sums of entries, nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (steps) => {
      files += 1;
      file = join(folder, `${files}.db`);
      await walk(await started(), steps, async (dead) => {
        await dead.stop();
        const next = await started();
        await next.settleOrphans(callTime);
        return next;
      });
    }),
    { numRuns: 60 },
  );
});
