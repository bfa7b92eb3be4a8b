/**
 * One budget of 5 USD, spent to its end by 2,000 calls at once, some of whose processes are killed with -9.
 *
 *   node bench/budget.ts [--store sqlite,mongodb] [--url mongodb://…]
 *
 * On SQLite in one process; on MongoDB in four of 500 each, with dearer and so fewer calls, since the test suites'
 * MongoDB-wire server, used without --url, reads all entries for every write.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spendToTheLimit } from '../test/store/support/spend-to-the-limit.ts';
import { startMongoServer } from '../test/support/mongodb-server.ts';
import { table } from './figures.ts';

const { values } = parseArgs({
  options: { store: { type: 'string', default: 'sqlite,mongodb' }, url: { type: 'string' } },
});

const limitNanoUsd = 5_000_000_000;
const rows: string[][] = [];

if (values.store.includes('sqlite')) {
  const folder = await mkdtemp(join(tmpdir(), 'strata-bench-budget-'));
  await measure('sqlite, 1 × 2,000', join(folder, 'strata.db'), 1, 2_000, 10_000_000, [200, 400, 600]);
  await rm(folder, { recursive: true, force: true });
}
if (values.store.includes('mongodb')) {
  const own = values.url === undefined ? await startMongoServer() : undefined;
  if (own !== undefined && 'missing' in own) throw new Error(own.missing);
  const url = values.url ?? `${own?.url}/budget_${Date.now()}`;
  await measure('mongodb, 4 × 500', url, 4, 500, 100_000_000, [10, 25]);
  await own?.stop();
}
console.log(table(['store', 'spent, USD', 'of 5 USD', 'entries', 'refusals', 'seconds', 'sums agree'], rows));

async function measure(
  name: string,
  place: string,
  processes: number,
  callersEach: number,
  worstNanoUsd: number,
  killAfter: number[],
): Promise<void> {
  const spent = await spendToTheLimit({
    place,
    processes,
    callersEach,
    limitNanoUsd,
    worstNanoUsd,
    killAfter,
    lastsMs: 60_000,
  });
  const agree = spent.entriesNanoUsd === spent.spentNanoUsd && spent.reportedNanoUsd === spent.spentNanoUsd;
  rows.push([
    name,
    (spent.spentNanoUsd / 1e9).toFixed(6),
    `${((100 * spent.spentNanoUsd) / limitNanoUsd).toFixed(2)} %`,
    String(spent.entries),
    String(spent.refusals),
    spent.seconds.toFixed(1),
    agree && spent.spentNanoUsd <= limitNanoUsd ? 'yes' : 'NO',
  ]);
}
