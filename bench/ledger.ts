/**
 * What it takes to reserve a call at its budgets and to settle it.
 *
 *   node bench/ledger.ts [--entries 0,1000000] [--concurrency 1,16,64,256] [--seconds 3] [--folder DIR]
 *
 * Each pair reserves at five accounts (all, provider, user, layer, job) and settles, both acknowledged from the
 * disk. Prints pairs a second and the time of one reserve, then what reports and a new account's sum take.
 */
import { randomUUIDv7 } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AccountLimit, CostKey, Intent, LedgerStore } from '../src/store/ledger-store.ts';
import { SqliteLedgerStore } from '../src/store/sqlite/sqlite-ledger-store.ts';
import { quantile, table } from './figures.ts';
import { fillLedger } from './ledger/fill.ts';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '0,1000000' },
    concurrency: { type: 'string', default: '1,16,64,256' },
    seconds: { type: 'string', default: '3' },
    folder: { type: 'string', default: tmpdir() },
  },
});

const dayMs = 86_400_000;
const providers = ['openai', 'anthropic', 'openrouter'] as const;
const layers = ['pain-points', 'company-research', 'fit', 'people', 'cv'];
const rows: string[][] = [];
const reads: string[][] = [];

for (const entries of values.entries.split(',').map(Number)) {
  const folder = await mkdtemp(join(values.folder, 'strata-bench-ledger-'));
  const file = join(folder, 'strata.db');
  try {
    const store = new SqliteLedgerStore({ file });
    await store.start();
    await store.stop();
    if (entries > 0) fillLedger(file, entries, Date.now());
    await store.start();
    await measureReads(store, entries);
    for (const concurrency of values.concurrency.split(',').map(Number)) {
      await measurePairs(store, entries, concurrency);
    }
    await store.stop();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
console.log(
  table(['entries', 'concurrent', 'pairs/s', 'reserve p50, µs', 'p99, µs', 'settle p50, µs'], rows),
);
console.log(`\n${table(['entries', 'read', 'first, ms', 'again, ms'], reads)}`);

async function measurePairs(store: LedgerStore, entries: number, concurrency: number): Promise<void> {
  const reserveUs: number[] = [];
  const settleUs: number[] = [];
  let pairs = 0;
  const startMs = performance.now();
  const endMs = startMs + Number(values.seconds) * 1_000;
  const caller = async (index: number) => {
    for (let round = 0; performance.now() < endMs; round += 1) {
      const intent = intentOf(index, round);
      const beforeMs = performance.now();
      await store.reserve(intent, accountsOf(intent));
      const betweenMs = performance.now();
      await store.settle(intent.id, {
        outcome: 'succeeded',
        costNanoUsd: 1_234_567,
        usage: { inputTokens: 900, outputTokens: 200, cacheReadTokens: 100 },
        model: 'gpt-bench',
        durationMs: 812,
      });
      reserveUs.push((betweenMs - beforeMs) * 1_000);
      settleUs.push((performance.now() - betweenMs) * 1_000);
      pairs += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, index) => caller(index)));
  const seconds = (performance.now() - startMs) / 1_000;
  rows.push([
    entries.toLocaleString('en'),
    String(concurrency),
    (pairs / seconds).toFixed(0),
    quantile(reserveUs, 0.5).toFixed(0),
    quantile(reserveUs, 0.99).toFixed(0),
    quantile(settleUs, 0.5).toFixed(0),
  ]);
}

async function measureReads(store: LedgerStore, entries: number): Promise<void> {
  const now = Date.now();
  const year = { from: now - 365 * dayMs, to: now };
  const intent = intentOf(0, 0);
  const read: Record<string, () => Promise<unknown>> = {
    'balances of five accounts': () => store.balances(accountsOf(intent)),
    ...Object.fromEntries(
      (['provider', 'model', 'user', 'layer', 'job', 'hour', 'day', 'month'] as CostKey[]).map((by) => [
        `a year by ${by}`,
        () => store.costs({ by, ...year, timeZone: 'Asia/Kathmandu', limit: 500 }),
      ]),
    ),
    'this month by day': () => store.costs({ by: 'day', from: now - 30 * dayMs, timeZone: 'Europe/Berlin' }),
    'newest 50 entries': () => store.entries({ limit: 50 }),
  };
  for (const [name, ask] of Object.entries(read)) {
    const times: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const startMs = performance.now();
      await ask();
      times.push((performance.now() - startMs).toFixed(1));
    }
    reads.push([entries.toLocaleString('en'), name, ...times]);
  }
}

function intentOf(index: number, round: number): Intent {
  const at = Date.now();
  return {
    id: randomUUIDv7(),
    at,
    provider: providers[round % providers.length] ?? 'openai',
    operation: 'chat',
    model: 'gpt-bench',
    user: `user-${index % 20}`,
    jobId: `job-${index}-${Math.floor(round / 20)}`,
    pipeline: 'application',
    layer: layers[round % layers.length] ?? 'cv',
    attempt: 1,
    reservedNanoUsd: 5_000_000,
    reservedTokens: 4_000,
    expiresAt: at + 120_000,
  };
}

function accountsOf({ at, provider, user, layer = '', jobId = '' }: Intent): AccountLimit[] {
  const month = { fromMs: at - (at % (30 * dayMs)), toMs: at - (at % (30 * dayMs)) + 30 * dayMs };
  const limits = { limitNanoUsd: 1e15, limitTokens: 1e14 };
  return [
    { account: `all/month/${month.fromMs}`, ...limits, covers: month },
    { account: `provider:${provider}/total`, ...limits, covers: { provider } },
    { account: `user:${user}/month/${month.fromMs}`, ...limits, covers: { user, ...month } },
    { account: `layer:${layer}/total`, ...limits, covers: { layer } },
    { account: `job:${jobId}/total`, ...limits, covers: { jobId } },
  ];
}
