import { afterEach, describe, expect, test } from 'vitest';
import type { CostKey, Intent, LedgerStore, Settlement } from '../../src/store/ledger-store.ts';
import { account, balance, callTime, exampleIntent, exampleSettlement } from './example-call.ts';

export interface LedgerStoreUnderTest {
  /** A started store without entries. */
  empty(): Promise<LedgerStore>;
  /** Another started store on the same data, which begins as the one of a new process does. */
  another(): Promise<LedgerStore>;
}

const all = account('all/total');
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** What every ledger has to do; each suite brings its own store. */
export function describeLedgerStore(under: LedgerStoreUnderTest): void {
  const stores: LedgerStore[] = [];
  const empty = async () => {
    const store = await under.empty();
    stores.push(store);
    return store;
  };
  const another = async () => {
    const store = await under.another();
    stores.push(store);
    return store;
  };
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.stop();
  });

  async function spend(
    store: LedgerStore,
    intent: Partial<Intent>,
    settlement: Partial<Settlement> = {},
  ): Promise<Intent> {
    const reserved = exampleIntent(intent);
    expect(await store.reserve(reserved, [all])).toMatchObject({ granted: true });
    await store.settle(reserved.id, exampleSettlement(settlement));
    return reserved;
  }

  describe('reserving', () => {
    test('takes room at every account, and tells their balances in the order asked for', async () => {
      const store = await empty();
      const accounts = [account('b', { limitNanoUsd: 5_000 }), account('a', { limitTokens: 500 })];
      const figures = { reservedNanoUsd: 1_000, reservedTokens: 100 };
      expect(await store.reserve(exampleIntent(), accounts)).toEqual({
        granted: true,
        balances: [balance('b', figures), balance('a', figures)],
      });
      expect(await store.balances([...accounts].reverse())).toEqual([
        balance('a', figures),
        balance('b', figures),
      ]);
    });

    test('fills an account to its limit exactly, and not by one more', async () => {
      const store = await empty();
      const limited = [account('a', { limitNanoUsd: 2_000 })];
      expect((await store.reserve(exampleIntent(), limited)).granted).toBe(true);
      expect((await store.reserve(exampleIntent({ reservedNanoUsd: 1_001 }), limited)).granted).toBe(false);
      expect((await store.reserve(exampleIntent({ reservedNanoUsd: 1_000 }), limited)).granted).toBe(true);
      expect(await store.reserve(exampleIntent({ reservedNanoUsd: 1 }), limited)).toEqual({
        granted: false,
        unit: 'usd',
        balance: balance('a', { reservedNanoUsd: 2_000, reservedTokens: 200 }),
      });
    });

    test('is refused by the first account without room, and then leaves nothing anywhere', async () => {
      const store = await empty();
      const intent = exampleIntent();
      const accounts = [
        account('roomy'),
        account('tight', { limitTokens: 99 }),
        account('tighter', { limitNanoUsd: 1 }),
      ];
      expect(await store.reserve(intent, accounts)).toEqual({
        granted: false,
        unit: 'tokens',
        balance: balance('tight'),
      });
      expect(await store.balances(accounts)).toEqual(accounts.map(({ account: name }) => balance(name)));
      expect(await store.get(intent.id)).toBeUndefined();
      expect(await store.entries({ limit: 10 })).toEqual({ entries: [] });
    });

    test('needs no room in a unit of which it takes nothing', async () => {
      const store = await empty();
      const full = [account('a', { limitNanoUsd: 0, limitTokens: 1_000 })];
      expect((await store.reserve(exampleIntent({ reservedNanoUsd: 0 }), full)).granted).toBe(true);
      expect((await store.reserve(exampleIntent({ reservedNanoUsd: 1 }), full)).granted).toBe(false);
    });

    test('of many at once lets exactly so many through as there is room for', async () => {
      const store = await empty();
      const limited = [all, account('a', { limitNanoUsd: 7_500 })];
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => store.reserve(exampleIntent(), limited)),
      );
      expect(answers.filter(({ granted }) => granted)).toHaveLength(7);
      expect(await store.balances(limited)).toEqual([
        balance('all/total', { reservedNanoUsd: 7_000, reservedTokens: 700 }),
        balance('a', { reservedNanoUsd: 7_000, reservedTokens: 700 }),
      ]);
    });

    test('an id is used once', async () => {
      const store = await empty();
      const intent = exampleIntent();
      await store.reserve(intent, [all]);
      await expect(store.reserve(intent, [all])).rejects.toMatchObject({
        code: 'LEDGER_ENTRY_EXISTS',
        kind: 'conflict',
      });
      expect(await store.balances([all])).toMatchObject([{ reservedNanoUsd: 1_000 }]);
    });

    test('amounts that cannot be counted and accounts that do not cover the call are refused', async () => {
      const store = await empty();
      for (const reservedNanoUsd of [-1, 0.5, Number.NaN, 2 ** 53]) {
        const intent = exampleIntent({ reservedNanoUsd });
        await expect(store.reserve(intent, [all])).rejects.toMatchObject({ code: 'LEDGER_AMOUNT_INVALID' });
      }
      for (const odd of [{ at: callTime + 0.5 }, { expiresAt: Number.NaN }, { expiresAt: 1e300 }]) {
        const call = store.reserve(exampleIntent(odd), [all]);
        await expect(call).rejects.toMatchObject({ code: 'LEDGER_AMOUNT_INVALID' });
      }
      const others = account('user:ben/total', { covers: { user: 'ben' } });
      await expect(store.reserve(exampleIntent(), [all, others])).rejects.toMatchObject({
        code: 'LEDGER_ACCOUNT_MISMATCH',
        where: 'user:ben/total',
      });
      expect(await store.entries({ limit: 10 })).toEqual({ entries: [] });
    });
  });

  describe('settling', () => {
    test('puts the cost in place of the reservation, at every account', async () => {
      const store = await empty();
      const accounts = [account('a', { limitNanoUsd: 1_000 }), account('b')];
      const intent = exampleIntent();
      await store.reserve(intent, accounts);
      expect((await store.reserve(exampleIntent({ reservedNanoUsd: 600 }), accounts)).granted).toBe(false);
      await store.settle(intent.id, exampleSettlement());
      const figures = { spentNanoUsd: 400, spentTokens: 42 };
      expect(await store.balances(accounts)).toEqual([balance('a', figures), balance('b', figures)]);
      expect((await store.reserve(exampleIntent({ reservedNanoUsd: 600 }), accounts)).granted).toBe(true);
    });

    test('leaves the whole story in the entry', async () => {
      const store = await empty();
      const intent = exampleIntent();
      await store.reserve(intent, [all]);
      expect(await store.get(intent.id)).toEqual({ ...intent, state: 'reserved', costNanoUsd: 0, usage: {} });
      await store.settle(
        intent.id,
        exampleSettlement({
          outcome: 'failed',
          reportedNanoUsd: 401,
          errorCode: 'PROVIDER_ANSWER_INVALID',
          usage: { inputTokens: 30, outputTokens: 12, cacheReadTokens: 5, units: 2 },
        }),
      );
      expect(await store.get(intent.id)).toEqual({
        ...intent,
        state: 'failed',
        settledAt: expect.any(Number),
        costNanoUsd: 400,
        usage: { inputTokens: 30, outputTokens: 12, cacheReadTokens: 5, units: 2 },
        answeredBy: 'gpt-example-2026',
        reportedNanoUsd: 401,
        errorCode: 'PROVIDER_ANSWER_INVALID',
        durationMs: 812.5,
      });
    });

    test('happens once', async () => {
      const store = await empty();
      const intent = exampleIntent();
      await store.reserve(intent, [all]);
      await Promise.all(
        [400, 400, 500].map((costNanoUsd) => store.settle(intent.id, exampleSettlement({ costNanoUsd }))),
      );
      const [first] = await store.balances([all]);
      await store.settle(intent.id, exampleSettlement({ costNanoUsd: 900 }));
      await store.settle(intent.id, exampleSettlement({ outcome: 'unknown' }));
      await store.settle(intent.id, exampleSettlement({ outcome: 'released' }));
      expect([400, 500]).toContain(first?.spentNanoUsd);
      expect(await store.balances([all])).toEqual([first]);
      expect(first).toMatchObject({ reservedNanoUsd: 0, reservedTokens: 0, spentTokens: 42 });
    });

    test('of what was released costs nothing', async () => {
      const store = await empty();
      const intent = await spend(store, {}, { outcome: 'released' });
      expect(await store.balances([all])).toEqual([balance('all/total')]);
      expect(await store.get(intent.id)).toMatchObject({ state: 'released', costNanoUsd: 0 });
    });

    test('of what is unknown spends the reservation, and can be put right once', async () => {
      const store = await empty();
      const intent = await spend(store, {}, { outcome: 'unknown', costNanoUsd: 3, usage: {} });
      expect(await store.get(intent.id)).toMatchObject({ state: 'unknown', costNanoUsd: 1_000 });
      expect(await store.balances([all])).toEqual([
        balance('all/total', { spentNanoUsd: 1_000, spentTokens: 100 }),
      ]);
      await store.settle(intent.id, exampleSettlement({ outcome: 'unknown' }));
      await store.settle(intent.id, exampleSettlement({ costNanoUsd: 250 }));
      await store.settle(intent.id, exampleSettlement({ costNanoUsd: 700 }));
      expect(await store.get(intent.id)).toMatchObject({ state: 'succeeded', costNanoUsd: 250 });
      expect(await store.balances([all])).toEqual([
        balance('all/total', { spentNanoUsd: 250, spentTokens: 42 }),
      ]);
      expect(await store.costs({ by: 'provider', timeZone: 'UTC' })).toEqual([
        { key: 'openai', costNanoUsd: 250, unknownNanoUsd: 0, calls: 1, inputTokens: 30, outputTokens: 12 },
      ]);
    });

    test('a cost above the reservation is taken as it is', async () => {
      const store = await empty();
      const limited = account('a', { limitNanoUsd: 1_000 });
      const intent = exampleIntent();
      await store.reserve(intent, [limited]);
      await store.settle(intent.id, exampleSettlement({ costNanoUsd: 1_500 }));
      expect(await store.balances([limited])).toMatchObject([{ spentNanoUsd: 1_500, reservedNanoUsd: 0 }]);
      expect(await store.reserve(exampleIntent({ reservedNanoUsd: 1 }), [limited])).toMatchObject({
        granted: false,
        unit: 'usd',
        balance: { spentNanoUsd: 1_500 },
      });
    });

    test('odd figures of a provider stop nothing', async () => {
      const store = await empty();
      await spend(store, {}, { usage: { inputTokens: 1.5, outputTokens: -3 } });
      expect(await store.balances([all])).toMatchObject([{ spentNanoUsd: 400, spentTokens: 2 }]);
    });

    test('of what was never reserved is refused', async () => {
      const store = await empty();
      await expect(store.settle('nothing', exampleSettlement())).rejects.toMatchObject({
        code: 'LEDGER_ENTRY_UNKNOWN',
        kind: 'not-found',
      });
    });
  });

  describe('accounts', () => {
    const at = callTime + 7 * minuteMs + 1;

    test('begin with what has been spent and reserved already', async () => {
      const store = await empty();
      await spend(store, { at });
      await spend(store, { at: at + dayMs, user: 'ben', provider: 'anthropic' }, { costNanoUsd: 30 });
      await spend(store, { at, layer: 'cv', jobId: 'job-2' }, { outcome: 'unknown' });
      await spend(store, { at }, { outcome: 'released' });
      const open = exampleIntent({ at });
      await store.reserve(open, [all]);
      const figures = async (covers: object) => {
        const [found] = await store.balances([account(JSON.stringify(covers), { covers })]);
        return [found?.spentNanoUsd, found?.reservedNanoUsd, found?.spentTokens, found?.reservedTokens];
      };
      expect(await figures({})).toEqual([1_430, 1_000, 184, 100]);
      expect(await figures({ user: 'anna' })).toEqual([1_400, 1_000, 142, 100]);
      expect(await figures({ provider: 'anthropic' })).toEqual([30, 0, 42, 0]);
      expect(await figures({ layer: 'fit' })).toEqual([430, 1_000, 84, 100]);
      expect(await figures({ jobId: 'job-2' })).toEqual([1_000, 0, 100, 0]);
      expect(await figures({ jobId: 'job-1', user: 'ben' })).toEqual([30, 0, 42, 0]);
      // Half-open ranges, to the millisecond.
      expect(await figures({ fromMs: at, toMs: at + 1 })).toEqual([1_400, 1_000, 142, 100]);
      expect(await figures({ fromMs: at + 1, toMs: at + dayMs })).toEqual([0, 0, 0, 0]);
      expect(await figures({ fromMs: at + 1 })).toEqual([30, 0, 42, 0]);
      expect(await figures({ toMs: at + dayMs })).toEqual([1_400, 1_000, 142, 100]);
      expect(await figures({ fromMs: at, toMs: at + 3 * dayMs })).toEqual([1_430, 1_000, 184, 100]);
      expect(await figures({ jobId: 'job-1', fromMs: at + 1 })).toEqual([30, 0, 42, 0]);
    });

    test('that are new while a call is under way see it settled, and an unknown one put right', async () => {
      const store = await empty();
      const open = exampleIntent();
      await store.reserve(open, [all]);
      const unknown = await spend(store, {}, { outcome: 'unknown' });
      const late = account('late', { limitNanoUsd: 2_500 });
      expect(await store.reserve(exampleIntent(), [late])).toMatchObject({
        granted: false,
        balance: { spentNanoUsd: 1_000, reservedNanoUsd: 1_000 },
      });
      await store.settle(open.id, exampleSettlement());
      await store.settle(unknown.id, exampleSettlement({ costNanoUsd: 100 }));
      expect(await store.balances([late])).toEqual([balance('late', { spentNanoUsd: 500, spentTokens: 84 })]);
    });

    test('of a period pay for a call that was begun in it, also when it ends after it', async () => {
      const store = await empty();
      const today = account('today', { covers: { fromMs: callTime, toMs: callTime + 1 } });
      const tomorrow = account('tomorrow', { covers: { fromMs: callTime + 1 } });
      const intent = exampleIntent();
      await store.reserve(intent, [today]);
      await store.reserve(exampleIntent({ at: callTime + 1 }), [tomorrow]);
      await store.settle(intent.id, exampleSettlement());
      expect(await store.balances([today, tomorrow])).toEqual([
        balance('today', { spentNanoUsd: 400, spentTokens: 42 }),
        balance('tomorrow', { reservedNanoUsd: 1_000, reservedTokens: 100 }),
      ]);
    });

    test('are not made by looking at them', async () => {
      const store = await empty();
      expect(await store.balances([all])).toEqual([balance('all/total')]);
      await store.reserve(exampleIntent(), [account('other')]);
      expect(await store.balances([all])).toMatchObject([{ reservedNanoUsd: 1_000 }]);
    });
  });

  describe('after the process has ended', () => {
    test('everything acknowledged is there, and balances are the sums of the entries', async () => {
      const store = await empty();
      const settled = await spend(store, {});
      const open = exampleIntent();
      await store.reserve(open, [all]);
      const before = await store.balances([all]);
      await store.stop();
      const again = await another();
      expect(await again.balances([all])).toEqual(before);
      expect(await again.get(settled.id)).toMatchObject({ state: 'succeeded', costNanoUsd: 400 });
      expect(await again.get(open.id)).toMatchObject({ state: 'reserved' });
    });

    test('calls under way become unknown, once; a late answer still puts them right', async () => {
      const store = await empty();
      const open = exampleIntent();
      const done = await spend(store, {});
      await store.reserve(open, [all]);
      await store.stop();
      const again = await another();
      const later = open.expiresAt + 1;
      expect(await again.settleOrphans(later)).toBe(1);
      expect(await again.settleOrphans(later)).toBe(0);
      expect(await again.get(open.id)).toMatchObject({ state: 'unknown', costNanoUsd: 1_000 });
      expect(await again.get(done.id)).toMatchObject({ state: 'succeeded' });
      expect(await again.balances([all])).toEqual([
        balance('all/total', { spentNanoUsd: 1_400, spentTokens: 142 }),
      ]);
      await again.settle(open.id, exampleSettlement({ outcome: 'released' }));
      expect(await again.balances([all])).toMatchObject([{ spentNanoUsd: 400 }]);
    });

    test('calls of this process are left alone until they expire', async () => {
      const store = await empty();
      const open = exampleIntent();
      await store.reserve(open, [all]);
      expect(await store.settleOrphans(open.expiresAt - 1)).toBe(0);
      expect(await store.settleOrphans(open.expiresAt)).toBe(1);
    });
  });

  describe('entries', () => {
    test('are listed newest first, page by page, each once', async () => {
      const store = await empty();
      const intents = await Promise.all(
        [0, 1, 1, 1, 2, 3].map((minute) => spend(store, { at: callTime + minute * minuteMs })),
      );
      const expected = intents.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.entries({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.entries.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(expected);
    });

    test('are found by job, provider, user and time', async () => {
      const store = await empty();
      const mine = await spend(store, { jobId: 'job-7', at: callTime + 5 });
      const { jobId: _, ...withoutJob } = exampleIntent({ provider: 'firecrawl', user: 'ben' });
      await store.reserve(withoutJob, [all]);
      const ids = async (query: object) =>
        (await store.entries({ limit: 10, ...query })).entries.map(({ id }) => id);
      expect(await ids({ jobId: 'job-7' })).toEqual([mine.id]);
      expect(await ids({ provider: 'firecrawl' })).toEqual([withoutJob.id]);
      expect(await ids({ user: 'anna', provider: 'openai' })).toEqual([mine.id]);
      expect(await ids({ user: 'ben', jobId: 'job-7' })).toEqual([]);
      expect(await ids({ from: callTime + 5 })).toEqual([mine.id]);
      expect(await ids({ to: callTime + 5 })).toEqual([withoutJob.id]);
      expect(await ids({ from: callTime, to: callTime })).toEqual([]);
    });

    test('a limit out of range and a cursor of elsewhere are refused', async () => {
      const store = await empty();
      for (const limit of [0, 501, 1.5]) {
        await expect(store.entries({ limit })).rejects.toMatchObject({ code: 'LIMIT_INVALID' });
      }
      await expect(store.entries({ limit: 1, cursor: 'x' })).rejects.toMatchObject({
        code: 'CURSOR_INVALID',
      });
    });
  });

  describe('costs', () => {
    test('are summed by each key, most expensive first, unknown ones told apart', async () => {
      const store = await empty();
      await spend(store, {}, { costNanoUsd: 100 });
      await spend(store, { user: 'ben', layer: 'cv', jobId: 'job-2' }, { costNanoUsd: 250 });
      await spend(store, { provider: 'anthropic', layer: 'cv' }, { outcome: 'unknown', usage: {} });
      await spend(store, {}, { outcome: 'released', costNanoUsd: 77 });
      await store.reserve(exampleIntent(), [all]);
      const by = async (key: CostKey) =>
        (await store.costs({ by: key, timeZone: 'UTC' })).map((row) => [row.key, row.costNanoUsd, row.calls]);
      expect(await store.costs({ by: 'provider', timeZone: 'UTC' })).toEqual([
        {
          key: 'anthropic',
          costNanoUsd: 1_000,
          unknownNanoUsd: 1_000,
          calls: 1,
          inputTokens: 0,
          outputTokens: 0,
        },
        { key: 'openai', costNanoUsd: 350, unknownNanoUsd: 0, calls: 2, inputTokens: 60, outputTokens: 24 },
      ]);
      expect(await by('layer')).toEqual([
        ['cv', 1_250, 2],
        ['fit', 100, 1],
      ]);
      expect(await by('user')).toEqual([
        ['anna', 1_100, 2],
        ['ben', 250, 1],
      ]);
      expect(await by('job')).toEqual([
        ['job-1', 1_100, 2],
        ['job-2', 250, 1],
      ]);
      expect(await by('model')).toEqual([['gpt-example-2026', 1_350, 3]]);
      expect(await by('pipeline')).toEqual([['application', 1_350, 3]]);
      expect(await store.costs({ by: 'user', timeZone: 'UTC', limit: 1 })).toMatchObject([{ key: 'anna' }]);
    });

    test('calls without a model, layer or job are under the empty key', async () => {
      const store = await empty();
      const { model: _m, layer: _l, jobId: _j, pipeline: _p, ...bare } = exampleIntent();
      await store.reserve(bare, [all]);
      const { model: _, ...settlement } = exampleSettlement();
      await store.settle(bare.id, settlement);
      for (const by of ['model', 'layer', 'job', 'pipeline'] as const) {
        expect(await store.costs({ by, timeZone: 'UTC' })).toMatchObject([{ key: '', costNanoUsd: 400 }]);
        expect(await store.costs({ by, timeZone: 'UTC', from: callTime, to: callTime + 1 })).toMatchObject([
          { key: '', costNanoUsd: 400 },
        ]);
      }
    });

    test.each([
      // 18:14:59 and 18:15 UTC are either side of midnight in Kathmandu (UTC+5:45).
      ['Asia/Kathmandu', '2026-11-23', '2026-11-24', '2026-11-23T23', '2026-11-24T00'],
      ['UTC', '2026-11-23', '2026-11-23', '2026-11-23T18', '2026-11-23T18'],
      // The last of November and the first of December, in half an hour's zone: see the month below.
      ['Asia/Kolkata', '2026-11-23', '2026-11-23', '2026-11-23T23', '2026-11-23T23'],
    ])('days and hours are those of %s', async (timeZone, dayBefore, dayAfter, hourBefore, hourAfter) => {
      const store = await empty();
      const midnight = Date.UTC(2026, 10, 23, 18, 15);
      await spend(store, { at: midnight - 1 }, { costNanoUsd: 1 });
      await spend(store, { at: midnight }, { costNanoUsd: 10 });
      const by = async (key: CostKey) =>
        Object.fromEntries(
          (await store.costs({ by: key, timeZone })).map((row) => [row.key, row.costNanoUsd]),
        );
      const expected = (before: string, after: string) =>
        before === after ? { [before]: 11 } : { [before]: 1, [after]: 10 };
      expect(await by('day')).toEqual(expected(dayBefore, dayAfter));
      expect(await by('hour')).toEqual(expected(hourBefore, hourAfter));
      expect(await by('month')).toEqual({ '2026-11': 11 });
    });

    test('time keys come in order, a limit keeps the newest, ranges are exact to the millisecond', async () => {
      const store = await empty();
      const times = [0, 3, 1, 2].map((days) => callTime + days * dayMs + 7);
      for (const [index, at] of times.entries()) await spend(store, { at }, { costNanoUsd: 10 ** index });
      const query = { by: 'day', timeZone: 'UTC' } as const;
      const costs = async (more: object) =>
        (await store.costs({ ...query, ...more })).map(({ key, costNanoUsd }) => [
          key.slice(-2),
          costNanoUsd,
        ]);
      expect(await costs({})).toEqual([
        ['23', 1],
        ['24', 100],
        ['25', 1_000],
        ['26', 10],
      ]);
      expect(await costs({ limit: 2 })).toEqual([
        ['25', 1_000],
        ['26', 10],
      ]);
      expect(await costs({ from: callTime + 8, to: callTime + 3 * dayMs + 7 })).toEqual([
        ['24', 100],
        ['25', 1_000],
      ]);
      expect(await costs({ from: callTime + 7, to: callTime + 8 })).toEqual([['23', 1]]);
      const range = { from: callTime + 7, to: callTime + 2 * dayMs + 8, timeZone: 'UTC' };
      expect(await store.costs({ by: 'provider', ...range })).toMatchObject([{ costNanoUsd: 1_101 }]);
      expect(await store.costs({ by: 'job', ...range })).toMatchObject([{ costNanoUsd: 1_101 }]);
    });

    test('a zone that does not exist is refused', async () => {
      const store = await empty();
      await expect(store.costs({ by: 'day', timeZone: 'Mars/Olympus' })).rejects.toMatchObject({
        code: 'TIME_ZONE_UNKNOWN',
        kind: 'usage',
      });
    });
  });

  test('a stopped store is STORE_UNAVAILABLE', async () => {
    const store = await empty();
    await store.stop();
    const expected = { code: 'STORE_UNAVAILABLE', kind: 'unavailable' };
    await expect(store.reserve(exampleIntent(), [all])).rejects.toMatchObject(expected);
    await expect(store.settle('x', exampleSettlement())).rejects.toMatchObject(expected);
    await expect(store.balances([all])).rejects.toMatchObject(expected);
    await expect(store.entries({ limit: 1 })).rejects.toMatchObject(expected);
  });
}
