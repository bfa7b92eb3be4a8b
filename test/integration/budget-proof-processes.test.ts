import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startMongoServer } from '../support/mongodb-server.ts';
import { hasRedis } from '../support/redis-server.ts';
import { expectProven } from './support/guard-proof/expect-proven.ts';
import { fleetProof } from './support/guard-proof/fleet-proof.ts';

const server = await startMongoServer();
const folder = await mkdtemp(join(tmpdir(), 'strata-proof-'));

afterAll(async () => {
  if ('url' in server) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf('missing' in server || !hasRedis)('on a MongoDB-wire server and Redis', () => {
  test('four processes, two of them killed in mid-call, hold to one budget while Redis dies and comes back', async () => {
    const budgetUsd = 3;
    const { found, again, fleet, redisDeaths } = await fleetProof({
      folder,
      mongodbUrl: `${'url' in server ? server.url : ''}/proof`,
      budgetUsd,
      processes: 4,
      callersEach: 8,
      killAfter: [10, 24],
      redisDiesAfter: [17],
      seed: 5,
    });
    expectProven(found, budgetUsd, ['CALL_ABORTED', 'PROVIDER_TIMED_OUT', 'PROCESS_GONE']);
    expect(fleet.reports.flatMap(({ problems }) => problems)).toEqual([]);
    expect(fleet.reports).toHaveLength(4);
    expect(fleet.kills).toBe(2);
    expect(redisDeaths).toBe(1);
    // Calls of killed processes count in full.
    expect(fleet.killedUnderWay).toBeGreaterThanOrEqual(2);
    expect(found.orphans).toBeGreaterThanOrEqual(1);
    expect(found.byState.unknown).toBeGreaterThanOrEqual(found.orphans);
    // Read again by a process that was not there.
    expect(again).toEqual({ ...found, orphans: 0 });
  }, 240_000);
});
