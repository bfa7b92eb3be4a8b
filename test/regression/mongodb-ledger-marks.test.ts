import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, test } from 'vitest';
import type { AccountDocument } from '../../src/store/mongodb/ledger-documents.ts';
import { MongoLedgerStore } from '../../src/store/mongodb/mongo-ledger-store.ts';
import { account, balance, callTime, exampleIntent, exampleSettlement } from '../conformance/example-call.ts';
import { startMongoServer } from '../support/mongodb-server.ts';

const server = await startMongoServer();
let databases = 0;
const all = account('all/total');
const unknown = exampleSettlement({ outcome: 'unknown' });
const hourMs = 60 * 60_000;
const far = callTime + 24 * hourMs;

afterAll(async () => {
  if ('url' in server) await server.stop();
});

function url(): string {
  return `${'url' in server ? server.url : ''}/marks_${databases}`;
}

async function started(
  afterStep: (step: string) => void | Promise<void> = () => {},
): Promise<MongoLedgerStore> {
  const store = new MongoLedgerStore({ url: url(), now: () => callTime, afterStep });
  await store.start();
  return store;
}

async function withDatabase<Result>(use: (client: MongoClient) => Promise<Result>): Promise<Result> {
  const client = new MongoClient(url());
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

function marksOf(name: string): Promise<string[]> {
  return withDatabase(async (client) => {
    const found = await client.db().collection<AccountDocument>('accounts').findOne({ _id: name });
    return Object.keys(found?.unknown ?? {});
  });
}

describe.skipIf('missing' in server)('on a MongoDB-wire server', () => {
  // Every unknown outcome left a mark in the documents of its accounts for ever.
  describe('marks of unknown outcomes', () => {
    test('go after an hour, and the outcome then counts as spent for good, everywhere alike', async () => {
      databases += 1;
      const store = await started();
      const [late, later] = [exampleIntent({ expiresAt: far }), exampleIntent({ expiresAt: far })];
      for (const intent of [late, later]) {
        await store.reserve(intent, [all]);
        await store.settle(intent.id, unknown);
      }
      await store.settleOrphans(callTime + hourMs);
      expect(await marksOf('all/total')).toHaveLength(2);
      await store.settle(late.id, exampleSettlement());
      await store.settleOrphans(callTime + hourMs + 1);
      expect(await marksOf('all/total')).toEqual([]);
      await store.settle(later.id, exampleSettlement());
      expect(await store.get(later.id)).toMatchObject({ state: 'unknown', costNanoUsd: 1_000 });
      const figures = { spentNanoUsd: 1_400, spentTokens: 142 };
      // The second one begins only now.
      const names = [all, account('new')];
      expect(await store.balances(names)).toEqual([balance('all/total', figures), balance('new', figures)]);
      await store.reserve(exampleIntent({ reservedNanoUsd: 0, reservedTokens: 0 }), names);
      expect(await store.balances(names)).toEqual([balance('all/total', figures), balance('new', figures)]);
      expect(await marksOf('new')).toEqual([]);
      await store.stop();
    });

    test('are the newest thousand at most', async () => {
      databases += 1;
      const store = await started();
      const intent = exampleIntent({ expiresAt: far });
      await store.reserve(intent, [all]);
      await store.settle(intent.id, unknown);
      // As if a thousand more had been settled since.
      const ids = Array.from({ length: 1_000 }, (_, index) => `unknown.${index}`);
      await withDatabase((client) =>
        client
          .db()
          .collection<AccountDocument>('accounts')
          .updateOne({ _id: 'all/total' }, { $set: Object.fromEntries(ids.map((id) => [id, callTime + 1])) }),
      );
      await store.settleOrphans(callTime + 2);
      const left = await marksOf('all/total');
      expect(left).toHaveLength(1_000);
      expect(left).not.toContain(intent.id);
      await store.settle(intent.id, exampleSettlement());
      expect(await store.balances([all])).toMatchObject([{ spentNanoUsd: 1_000 }]);
      expect(await store.get(intent.id)).toMatchObject({ state: 'unknown' });
      await store.stop();
    });

    test('of an outcome that was put right in the last moment go with what it cost', async () => {
      databases += 1;
      const dying = await started((step) => {
        if (step === 'corrected') throw new Error('crashed');
      });
      const intent = exampleIntent({ expiresAt: far });
      await dying.reserve(intent, [all]);
      await dying.settle(intent.id, unknown);
      await expect(dying.settle(intent.id, exampleSettlement())).rejects.toThrow('crashed');
      const store = await started();
      await store.settleOrphans(callTime + 3 * hourMs);
      expect(await marksOf('all/total')).toEqual([]);
      expect(await store.balances([all])).toMatchObject([{ spentNanoUsd: 400 }]);
      await Promise.all([dying.stop(), store.stop()]);
    });

    test('are looked for in fifty accounts at a time, those not looked at for longest first', async () => {
      databases += 1;
      const store = await started();
      const intent = exampleIntent({ expiresAt: far });
      const accounts = Array.from({ length: 60 }, (_, index) => account(`account-${index}`));
      await store.reserve(intent, accounts);
      const checked = () =>
        withDatabase((client) =>
          client
            .db()
            .collection<AccountDocument>('accounts')
            .countDocuments({ checkedAt: { $exists: true } }),
        );
      await store.settleOrphans(callTime + 1);
      expect(await checked()).toBe(50);
      await store.settleOrphans(callTime + 2);
      expect(await checked()).toBe(60);
      await store.stop();
    });
  });

  // The call's own process was told that its settlement was done, and its figures were lost.
  test('a known settlement goes before one as orphaned in the same moment', async () => {
    databases += 1;
    const intent = exampleIntent();
    const other = await started();
    let orphans = 0;
    const store = await started(async (step) => {
      if (step === 'found') orphans += await other.settleOrphans(intent.expiresAt);
    });
    await store.reserve(intent, [all]);
    await store.settle(intent.id, exampleSettlement());
    expect(orphans).toBe(1);
    expect(await store.get(intent.id)).toMatchObject({ state: 'succeeded', costNanoUsd: 400 });
    expect(await other.balances([all])).toEqual([
      balance('all/total', { spentNanoUsd: 400, spentTokens: 42 }),
    ]);
    await Promise.all([store.stop(), other.stop()]);
  });
});
