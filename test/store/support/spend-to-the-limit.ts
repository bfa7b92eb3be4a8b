import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ledgerAt } from './open-ledger.ts';

const spender = join(import.meta.dirname, 'spender.ts');

export interface Spending {
  place: string;
  processes: number;
  callersEach: number;
  limitNanoUsd: number;
  /** The largest reservation. */
  worstNanoUsd: number;
  /** After how many settled calls each of the first processes is killed; another one takes its place. */
  killAfter: readonly number[];
  /** How long the calls of a killed process stay reserved. */
  lastsMs?: number;
}

export interface Spent {
  spentNanoUsd: number;
  reservedNanoUsd: number;
  /** Sum over the entries, one by one. */
  entriesNanoUsd: number;
  /** What `costs()` reports. */
  reportedNanoUsd: number;
  calls: number;
  refusals: number;
  orphans: number;
  seconds: number;
  entries: number;
}

/** Lets processes spend one budget until none of them gets anything out of it, killing some of them on the way. */
export async function spendToTheLimit(spending: Spending): Promise<Spent> {
  const startMs = performance.now();
  const counts = await Promise.all(
    Array.from({ length: spending.processes }, (_, index) => spendIn(spending, index)),
  );
  const seconds = (performance.now() - startMs) / 1_000;
  const store = ledgerAt(spending.place);
  await store.start();
  const orphans = await store.settleOrphans(Date.now() + 3_600_000);
  const [balance] = await store.balances([{ account: 'all/total', covers: {} }]);
  let entriesNanoUsd = 0;
  let entries = 0;
  let cursor: string | undefined;
  do {
    const page = await store.entries({ limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    for (const entry of page.entries) entriesNanoUsd += entry.costNanoUsd;
    entries += page.entries.length;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const report = await store.costs({ by: 'user', timeZone: 'UTC' });
  await store.stop();
  return {
    spentNanoUsd: balance?.spentNanoUsd ?? Number.NaN,
    reservedNanoUsd: balance?.reservedNanoUsd ?? Number.NaN,
    entriesNanoUsd,
    reportedNanoUsd: report.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0),
    calls: counts.reduce((sum, { granted }) => sum + granted, 0),
    refusals: counts.reduce((sum, { refused }) => sum + refused, 0),
    orphans,
    seconds,
    entries,
  };
}

/** One process after the other in one place, until one ends by itself. */
async function spendIn(spending: Spending, index: number): Promise<{ granted: number; refused: number }> {
  const kills =
    spending.processes === 1 ? [...spending.killAfter] : spending.killAfter.slice(index, index + 1);
  for (let life = 0; ; life += 1) {
    const counts = await live(spending, 1 + index * 100 + life, kills.shift());
    if (counts !== undefined) return counts;
  }
}

/** @returns undefined for one that was killed */
function live(
  spending: Spending,
  seed: number,
  killAfter: number | undefined,
): Promise<{ granted: number; refused: number } | undefined> {
  const options = {
    place: spending.place,
    callers: spending.callersEach,
    limit: spending.limitNanoUsd,
    worst: spending.worstNanoUsd,
    seed,
    lasts: spending.lastsMs ?? 4_000,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, [spender, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = '';
  let settled = 0;
  createInterface(child.stdout).on('line', (line) => {
    last = line;
    settled += 1;
    if (settled === killAfter) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined);
      else if (code === 0) resolve(JSON.parse(last));
      else reject(new Error(`a spender ended with ${code ?? signal}`));
    });
  });
}
