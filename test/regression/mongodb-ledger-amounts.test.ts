import { randomUUIDv7 } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import type { Intent } from '../../src/store/ledger-store.ts';
import { MongoLedgerStore } from '../../src/store/mongodb/mongo-ledger-store.ts';
import { startMongoServer } from '../support/mongodb-server.ts';

const server = await startMongoServer();
const usd = 1_000_000_000;
const budget = { account: 'all/total', limitNanoUsd: 5 * usd, covers: {} };

afterAll(async () => {
  if ('url' in server) await server.stop();
});

function intent(reservedNanoUsd: number): Intent {
  return {
    id: randomUUIDv7(),
    at: 1_767_225_600_000,
    provider: 'openai',
    operation: 'chat',
    user: 'anna',
    attempt: 1,
    reservedNanoUsd,
    reservedTokens: 1_500_000_000,
    expiresAt: 1_767_229_200_000,
  };
}

describe.skipIf('missing' in server)('on a MongoDB-wire server', () => {
  // Sums of 32-bit integers began again below zero beyond 2.147 USD, and the budget with them.
  test('an account counts beyond two USD in calls of cents', async () => {
    const store = new MongoLedgerStore({ url: `${'url' in server ? server.url : ''}/amounts` });
    await store.start();
    const calls = [intent(1.5 * usd), intent(1.5 * usd), intent(1.5 * usd)];
    for (const call of calls) expect(await store.reserve(call, [budget])).toMatchObject({ granted: true });
    expect(await store.reserve(intent(usd), [budget])).toMatchObject({
      granted: false,
      balance: { spentNanoUsd: 0, reservedNanoUsd: 4.5 * usd, reservedTokens: 4_500_000_000 },
    });
    for (const { id } of calls) {
      const usage = { inputTokens: 1_000_000_000, outputTokens: 0 };
      await store.settle(id, { outcome: 'succeeded', costNanoUsd: 1.25 * usd, usage, durationMs: 1 });
    }
    expect(await store.balances([budget])).toEqual([
      {
        account: 'all/total',
        spentNanoUsd: 3.75 * usd,
        reservedNanoUsd: 0,
        spentTokens: 3_000_000_000,
        reservedTokens: 0,
      },
    ]);
    await store.stop();
  });
});
