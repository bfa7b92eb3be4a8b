import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMongoServer } from '../support/mongodb-server.ts';
import { type Spending, type Spent, spendToTheLimit } from './support/spend-to-the-limit.ts';

const server = await startMongoServer();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-budget-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  if ('url' in server) await server.stop();
});

/**
 * Never beyond the limit, and all of it usable: when no call gets through any more and none is under way, less room
 * is left than the largest call needs. No figure of the ledger disagrees with another.
 */
function mustBeUsedUp(spent: Spent, { limitNanoUsd, worstNanoUsd }: Spending): void {
  expect(spent.reservedNanoUsd).toBe(0);
  expect(spent.spentNanoUsd).toBeLessThanOrEqual(limitNanoUsd);
  expect(spent.spentNanoUsd).toBeGreaterThan(limitNanoUsd - worstNanoUsd);
  expect(spent.entriesNanoUsd).toBe(spent.spentNanoUsd);
  expect(spent.reportedNanoUsd).toBe(spent.spentNanoUsd);
}

test('2,000 calls at once spend 5 USD and not a cent more, in a process that is killed twice', async () => {
  const spending: Spending = {
    place: join(folder, 'strata.db'),
    processes: 1,
    callersEach: 2_000,
    limitNanoUsd: 5_000_000_000,
    worstNanoUsd: 10_000_000,
    killAfter: [300, 500],
  };
  mustBeUsedUp(await spendToTheLimit(spending), spending);
});

describe.skipIf('missing' in server)('on a MongoDB-wire server', () => {
  test('four processes share one budget to its end, two of them killed on the way', async () => {
    const spending: Spending = {
      place: `${'url' in server ? server.url : ''}/budget`,
      processes: 4,
      callersEach: 15,
      limitNanoUsd: 100_000_000,
      worstNanoUsd: 10_000_000,
      killAfter: [3, 6],
    };
    mustBeUsedUp(await spendToTheLimit(spending), spending);
  });
});
