import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, test } from 'vitest';
import {
  MongoLedgerStore,
  type MongoLedgerStoreOptions,
} from '../../src/store/mongodb/mongo-ledger-store.ts';
import { MongoStateStore } from '../../src/store/mongodb/mongo-state-store.ts';
import { account, balance, callTime, exampleIntent, exampleSettlement } from '../conformance/example-call.ts';
import { longAfter, rounds, walk } from '../conformance/ledger-properties.ts';
import { describeLedgerStore } from '../conformance/ledger-store.ts';
import { describeStateStore } from '../conformance/state-store.ts';
import { startMongoServer } from '../support/mongodb-server.ts';

const server = await startMongoServer();
let databases = 0;

afterAll(async () => {
  if ('url' in server) await server.stop();
});

function url(): string {
  return 'url' in server ? `${server.url}/ledger_${databases}` : '';
}

async function started(options: Partial<MongoLedgerStoreOptions> = {}): Promise<MongoLedgerStore> {
  const store = new MongoLedgerStore({ url: url(), now: () => callTime, ...options });
  await store.start();
  return store;
}

async function empty(): Promise<MongoLedgerStore> {
  databases += 1;
  return started();
}

describe.skipIf('missing' in server)('on a MongoDB-wire server', () => {
  describeLedgerStore({ empty, another: () => started() });
  describeStateStore({
    async empty() {
      databases += 1;
      const store = new MongoStateStore({ url: url() });
      await store.start();
      return store;
    },
    async another() {
      const store = new MongoStateStore({ url: url() });
      await store.start();
      return store;
    },
  });

  describe('after a crash between two writes', () => {
    /** A store whose process stops after so many writes, or steps of any kind. */
    async function stoppingAfter(writes: number, every?: 'step'): Promise<MongoLedgerStore> {
      let left = writes;
      return started({
        afterStep(step) {
          if (every !== 'step' && /^account |^found$/.test(step)) return;
          left -= 1;
          if (left < 0) throw new Error('crashed');
        },
      });
    }

    const accounts = [account('a', { limitNanoUsd: 1_500 }), account('b', { limitNanoUsd: 1_500 })];

    test.each([0, 1, 2, 3])(
      'a reservation stopped after %i more writes is taken back, or counted',
      async (writes) => {
        databases += 1;
        const dying = await stoppingAfter(writes);
        const intent = exampleIntent();
        await expect(dying.reserve(intent, accounts)).rejects.toThrow('crashed');
        const survivor = await started();
        const before = await survivor.settleOrphans(intent.expiresAt - 1);
        expect(before).toBe(0);
        const settled = await survivor.settleOrphans(intent.expiresAt);
        // Only after the last write the call may have been made.
        const figures = writes === 3 ? { spentNanoUsd: 1_000, spentTokens: 100 } : {};
        expect(settled).toBe(writes === 3 ? 1 : 0);
        expect(await survivor.balances(accounts)).toEqual([balance('a', figures), balance('b', figures)]);
        expect(await survivor.get(intent.id)).toMatchObject({ state: writes === 3 ? 'unknown' : 'released' });
        await Promise.all([dying.stop(), survivor.stop()]);
      },
    );

    test.each([0, 1, 2])(
      'a settlement stopped after %i more writes is finished by another process',
      async (writes) => {
        databases += 1;
        const first = await started();
        const intent = exampleIntent();
        await first.reserve(intent, accounts);
        const dying = await stoppingAfter(writes);
        await expect(dying.settle(intent.id, exampleSettlement())).rejects.toThrow('crashed');
        await first.settleOrphans(callTime);
        const figures = { spentNanoUsd: 400, spentTokens: 42 };
        expect(await first.balances(accounts)).toEqual([balance('a', figures), balance('b', figures)]);
        await dying.settle(intent.id, exampleSettlement({ costNanoUsd: 1 })).catch(() => {});
        expect(await first.balances(accounts)).toEqual([balance('a', figures), balance('b', figures)]);
        await Promise.all([first.stop(), dying.stop()]);
      },
    );

    test.each([0, 1, 2])(
      'a correction stopped after %i more writes is finished by whoever settles',
      async (writes) => {
        databases += 1;
        const first = await started();
        const intent = exampleIntent();
        await first.reserve(intent, accounts);
        await first.settle(intent.id, exampleSettlement({ outcome: 'unknown' }));
        const dying = await stoppingAfter(writes);
        await expect(dying.settle(intent.id, exampleSettlement())).rejects.toThrow('crashed');
        await first.settle(intent.id, exampleSettlement({ costNanoUsd: 777 }));
        const figures = { spentNanoUsd: 400, spentTokens: 42 };
        expect(await first.balances(accounts)).toEqual([balance('a', figures), balance('b', figures)]);
        await Promise.all([first.stop(), dying.stop()]);
      },
    );

    test('a refusal stopped in the middle leaves no room taken', async () => {
      const tight = [account('roomy'), account('tight', { limitNanoUsd: 1 })];
      for (const writes of [0, 1, 2, 3, 4]) {
        databases += 1;
        const dying = await stoppingAfter(writes);
        const intent = exampleIntent();
        await dying.reserve(intent, tight).catch(() => {});
        const survivor = await started();
        await survivor.settleOrphans(intent.expiresAt);
        expect(await survivor.balances(tight)).toEqual([balance('roomy'), balance('tight')]);
        await Promise.all([dying.stop(), survivor.stop()]);
      }
    });

    test('a process that is only slow does not go on when it was taken for dead', async () => {
      databases += 1;
      const other = await started();
      const intent = exampleIntent();
      const slow = await started({
        async afterStep(step) {
          if (step === 'committed') await other.settleOrphans(intent.expiresAt);
        },
      });
      await expect(slow.reserve(intent, accounts)).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        retryable: true,
      });
      await other.settleOrphans(intent.expiresAt);
      expect(await other.balances(accounts)).toEqual([balance('a'), balance('b')]);
      await Promise.all([slow.stop(), other.stop()]);
    });

    test('two who repair at once do everything once', async () => {
      databases += 1;
      const intents = Array.from({ length: 12 }, () => exampleIntent({ reservedNanoUsd: 100 }));
      const dying = await started({
        afterStep(step) {
          if (step === 'settled') throw new Error('crashed');
        },
      });
      await Promise.all(intents.map((intent) => dying.reserve(intent, accounts)));
      await Promise.allSettled(
        intents.slice(0, 6).map((intent) => dying.settle(intent.id, exampleSettlement({ costNanoUsd: 10 }))),
      );
      const [one, other] = await Promise.all([started(), started()]);
      const counts = await Promise.all([one.settleOrphans(longAfter), other.settleOrphans(longAfter)]);
      expect(counts[0] + counts[1]).toBe(6);
      const figures = { spentNanoUsd: 660, spentTokens: 6 * 42 + 600 };
      expect(await one.balances(accounts)).toEqual([balance('a', figures), balance('b', figures)]);
      await Promise.all([dying.stop(), one.stop(), other.stop()]);
    });

    test('in whatever order, no limit is passed, balances are sums of entries, nothing is lost', async () => {
      await fc.assert(
        fc.asyncProperty(rounds, fc.array(fc.nat({ max: 25 }), { maxLength: 4 }), async (steps, lives) => {
          databases += 1;
          const [first = 1_000, ...others] = lives;
          await walk(
            await stoppingAfter(first, 'step'),
            [...steps.map((round) => [...round, { kind: 'crash' as const }])],
            async (dead) => {
              await dead.stop();
              const repairing = await started();
              await repairing.settleOrphans(longAfter);
              await repairing.stop();
              return stoppingAfter(others.shift() ?? 1_000, 'step');
            },
          );
        }),
        { numRuns: 12 },
      );
    });
  });

  test('processes that begin an account at once agree on its limit', async () => {
    databases += 1;
    const stores = await Promise.all(Array.from({ length: 4 }, () => started()));
    const before = exampleIntent({ reservedNanoUsd: 500 });
    await stores[0]?.reserve(before, [account('other')]);
    const limited = account('new', { limitNanoUsd: 5_500 });
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, index) => stores[index % 4]?.reserve(exampleIntent(), [limited])),
    );
    expect(answers.filter((answer) => answer?.granted)).toHaveLength(5);
    expect(await stores[3]?.balances([limited])).toMatchObject([{ reservedNanoUsd: 5_500 }]);
    await Promise.all(stores.map((store) => store.stop()));
  });

  test('a call that settles while an account is being made is settled there by the next repair', async () => {
    databases += 1;
    const store = await started();
    const intent = exampleIntent();
    await store.reserve(intent, [account('a')]);
    await store.reserve(exampleIntent({ reservedNanoUsd: 1 }), [account('late')]);
    const client = new MongoClient(url());
    // As if the call had been settled before it was told of the account.
    await client
      .db()
      .collection<{ _id: string }>('ledger')
      .updateOne({ _id: intent.id }, { $set: { accounts: ['a'] } });
    await client.close();
    await store.settle(intent.id, exampleSettlement());
    expect(await store.balances([account('late')])).toMatchObject([{ reservedNanoUsd: 1_001 }]);
    await store.settleOrphans(callTime);
    expect(await store.balances([account('late')])).toMatchObject([
      { reservedNanoUsd: 1, spentNanoUsd: 400 },
    ]);
    await store.stop();
  });
});
