/**
 * How listing and statistics hold up as jobs pile up.
 *
 *   node bench/store.ts --store sqlite --jobs 10000,1000000
 *   node bench/store.ts --store mongodb --jobs 200,2000 [--url mongodb://…]
 *
 * Fills a store of each size with twelve months of jobs, the newest lying densest, asks the same of each and
 * prints p50 and p95 in milliseconds, and how p95 of the largest compares with that of the smallest. Without
 * --url MongoDB is the test suites' MongoDB-wire server.
 */
import { parseArgs } from 'node:util';
import { applicationPeriods } from '../src/jobs/time-range.ts';
import { encodeCursor } from '../src/store/cursor.ts';
import type { JobStore } from '../src/store/job-store.ts';
import type { FilledStore } from './store/filled-store.ts';
import { yearMs } from './store/jobs.ts';
import { filledMongoStore } from './store/mongodb.ts';
import { filledSqliteStore } from './store/sqlite.ts';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'sqlite' },
    jobs: { type: 'string', default: '10000,1000000' },
    url: { type: 'string' },
    rounds: { type: 'string', default: '400' },
  },
});

const nowMs = Date.now();
const limit = 50;
const hourMs = 3_600_000;
const maxSecondsPerQuery = 8;

const queries: Record<string, (store: JobStore, round: number) => Promise<unknown>> = {
  'list, newest': (store) => store.list({ limit }),
  'list, last hour': (store) => store.list({ limit, submitted: { from: nowMs - hourMs } }),
  'list, last 24 h': (store) => store.list({ limit, submitted: { from: nowMs - 24 * hourMs } }),
  'list, last 7 days, failed': (store) =>
    store.list({ limit, submitted: { from: nowMs - 168 * hourMs }, states: ['failed'] }),
  'list, one month long ago': (store, round) => {
    const from = nowMs - yearMs + spread(round) * 0.8 * yearMs;
    return store.list({ limit, submitted: { from, to: from + yearMs / 12 } });
  },
  'list, two rare states': (store) => store.list({ limit, states: ['parked', 'cancelled'] }),
  'list, one user': (store) => store.list({ limit, user: 'user-3' }),
  'list, one user, degraded': (store) => store.list({ limit, user: 'user-3', states: ['degraded'] }),
  'list, deep page': (store, round) =>
    store.list({
      limit,
      cursor: encodeCursor({ createdAt: Math.floor(nowMs - spread(round) * yearMs), id: 'x' }),
    }),
  'statistics: today, week, month, total': (store) => {
    const { today, week, month, total } = applicationPeriods(nowMs, 'Asia/Kathmandu');
    return store.countApplications([today, week, month, total]);
  },
  'jobs by state': (store) => store.countByState(),
};

interface Figures {
  p50Ms: number;
  p95Ms: number;
}

const sizes = values.jobs.split(',').map(Number);
const stores: FilledStore[] = [];
try {
  for (const size of sizes) {
    const startedMs = performance.now();
    stores.push(
      values.store === 'mongodb'
        ? await filledMongoStore(size, nowMs, values.url)
        : await filledSqliteStore(size, nowMs),
    );
    console.error(`filled with ${size} jobs in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  }
  const measured: [string, Figures[]][] = [];
  for (const [name, query] of Object.entries(queries)) {
    measured.push([name, await measure(query)]);
    console.error(`measured: ${name}`);
  }
  print(measured);
} finally {
  for (const { remove } of stores) await remove();
}

/** Evenly scattered over 0–1, the same in each run: the additive sequence of the golden ratio. */
function spread(round: number): number {
  return (round * 0.618_033_988_749_895) % 1;
}

/** Asks the stores in turn, so that whatever else the machine does meanwhile falls on all alike. */
async function measure(query: (store: JobStore, round: number) => Promise<unknown>): Promise<Figures[]> {
  const rounds = Number(values.rounds);
  const warmUp = Math.min(20, rounds);
  const deadlineMs = performance.now() + maxSecondsPerQuery * 1000;
  const timesMs: number[][] = stores.map(() => []);
  for (let round = 0; round < rounds + warmUp; round += 1) {
    for (const [index, { store }] of stores.entries()) {
      const startMs = performance.now();
      await query(store, round);
      timesMs[index]?.push(performance.now() - startMs);
    }
    if (performance.now() > deadlineMs && round >= 5) break;
  }
  return timesMs.map((times) => {
    const warm = times.slice(times.length > 2 * warmUp ? warmUp : 1).sort((a, b) => a - b);
    const at = (share: number) =>
      warm[Math.min(warm.length - 1, Math.floor(share * warm.length))] ?? Number.NaN;
    return { p50Ms: at(0.5), p95Ms: at(0.95) };
  });
}

function print(measured: [string, Figures[]][]): void {
  const heads = sizes.flatMap((size) => [`${size.toLocaleString('en')} p50`, 'p95']);
  console.log(`| ${values.store}, ms | ${heads.join(' | ')} | p95 ratio |`);
  console.log(`|---|${'---:|'.repeat(heads.length + 1)}`);
  for (const [name, figures] of measured) {
    const cells = figures.flatMap((figure) => [figure.p50Ms.toFixed(2), figure.p95Ms.toFixed(2)]);
    const ratio = (figures.at(-1)?.p95Ms ?? Number.NaN) / (figures[0]?.p95Ms ?? Number.NaN);
    console.log(`| ${name} | ${cells.join(' | ')} | ${ratio.toFixed(2)} |`);
  }
  console.log(`\n${(stores.at(-1)?.plans ?? []).map((plan) => `- ${plan}`).join('\n')}`);
}
