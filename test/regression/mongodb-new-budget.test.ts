import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { AccountLimit, Intent, LedgerStore } from '../../src/store/ledger-store.ts';
import { MongoLedgerStore } from '../../src/store/mongodb/mongo-ledger-store.ts';
import { account, callTime, exampleIntent, exampleSettlement } from '../conformance/example-call.ts';
import { longAfter } from '../conformance/ledger-properties.ts';
import { startMongoServer } from '../support/mongodb-server.ts';
import { OneAtATime } from './support/one-at-a-time.ts';

const server = await startMongoServer();
let databases = 0;

afterAll(async () => {
  if ('url' in server) await server.stop();
});

async function started(now: number, afterStep?: (step: string) => Promise<void>): Promise<MongoLedgerStore> {
  const url = `${'url' in server ? server.url : ''}/new_budget_${databases}`;
  const store = new MongoLedgerStore({
    url,
    now: () => now,
    ...(afterStep === undefined ? {} : { afterStep }),
  });
  await store.start();
  return store;
}

const everything = account('all/total');
const limitNanoUsd = 2_500;
const budget = account('provider:openai/total@new', { limitNanoUsd, covers: { provider: 'openai' } });

/** A process: its clock, what its calls reserve, after how many of them it hears of the budget, how it ends. */
const processes = fc.array(
  fc.record({
    skewMs: fc.constantFrom(0, -60_000, 12_000, 600_000),
    calls: fc.array(
      fc.record({
        nanoUsd: fc.integer({ min: 700, max: 1_300 }),
        share: fc.constantFrom(undefined, 0, 0.3, 1),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    hearsAfter: fc.integer({ min: 0, max: 2 }),
    diesAtStep: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 4 }),
  }),
  { minLength: 2, maxLength: 4 },
);

interface Made {
  intent: Intent;
  /** The least that it may count for from now on. */
  nanoUsd: number;
}

// A call that was still being reserved, and did not name the new budget, was missing in the budget's beginning; so
// was what a process with a slower clock went on reserving elsewhere.
describe.skipIf('missing' in server)('a budget that is set while calls go on', () => {
  test('lets nothing through beyond its limit, however its beginning falls between the steps of others', async () => {
    await fc.assert(
      fc.asyncProperty(processes, fc.array(fc.nat({ max: 1_000 }), { minLength: 60, maxLength: 60 }), play),
      { numRuns: 25, endOnFailure: true },
    );
  }, 60_000);

  test('counts a call that is under way, unnamed, when the budget begins', async () => {
    databases += 1;
    const other = await started(callTime);
    let reached: (granted: boolean) => void;
    const met = new Promise<boolean>((resolve) => {
      reached = resolve;
    });
    const slow = await started(callTime, async (step) => {
      if (step !== 'committed') return;
      const answer = await other.reserve(exampleIntent({ reservedNanoUsd: 2_000 }), [budget, everything]);
      reached(answer.granted);
    });
    await slow.reserve(exampleIntent({ reservedNanoUsd: 2_000 }), [everything]);
    expect(await met).toBe(false);
    expect(await other.balances([budget])).toMatchObject([{ reservedNanoUsd: 2_000 }]);
    await Promise.all([slow.stop(), other.stop()]);
  });

  test('counts the calls of a process that has not heard of it, and their settlements', async () => {
    databases += 1;
    const [one, other] = await Promise.all([started(callTime), started(callTime - 60_000)]);
    await one.reserve(exampleIntent({ reservedNanoUsd: 500 }), [budget]);
    const unaware = exampleIntent({ reservedNanoUsd: 1_900 });
    await other.reserve(unaware, [everything]);
    expect(await one.reserve(exampleIntent({ reservedNanoUsd: 200 }), [budget])).toMatchObject({
      granted: false,
      balance: { reservedNanoUsd: 2_400 },
    });
    await other.settle(unaware.id, exampleSettlement({ costNanoUsd: 100 }));
    expect(await one.balances([budget])).toMatchObject([{ reservedNanoUsd: 500, spentNanoUsd: 100 }]);
    // A call of another provider is none of its.
    await other.reserve(exampleIntent({ provider: 'cohere' }), [everything]);
    expect(await one.balances([budget])).toMatchObject([{ reservedNanoUsd: 500, spentNanoUsd: 100 }]);
    await Promise.all([one.stop(), other.stop()]);
  });
});

async function play(lives: Parameters<typeof run>[1][], choices: number[]): Promise<void> {
  databases += 1;
  const made: Made[] = [];
  const turns = new OneAtATime(lives.length, choices);
  await Promise.all(lives.map((life) => run(turns, life, made)));
  const survivor = await started(longAfter);
  await survivor.settleOrphans(longAfter);
  await survivor.settleOrphans(longAfter);
  const { entries } = await survivor.entries({ limit: 500 });
  const spentNanoUsd = entries.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0);
  const figures = { reservedNanoUsd: 0, spentNanoUsd };
  expect(await survivor.balances([budget, everything])).toMatchObject([figures, figures]);
  await survivor.stop();
}

async function run(
  turns: OneAtATime,
  life: {
    skewMs: number;
    calls: { nanoUsd: number; share: number | undefined }[];
    hearsAfter: number;
    diesAtStep: number | undefined;
  },
  made: Made[],
): Promise<void> {
  let steps = 0;
  const store: LedgerStore & { stop(): Promise<void> } = await started(
    callTime + life.skewMs,
    async (step) => {
      // Steps that follow from what is decided are done at once: they come several at a time.
      if (/found|settled|told|corrected|releas/.test(step)) return;
      steps += 1;
      await turns.next();
      if (steps === life.diesAtStep) throw new Error('crashed');
    },
  );
  try {
    for (const [index, { nanoUsd, share }] of life.calls.entries()) {
      const knows = index >= life.hearsAfter;
      const intent = exampleIntent({
        at: callTime + life.skewMs,
        expiresAt: callTime + 1_000_000,
        reservedNanoUsd: nanoUsd,
      });
      const accounts: AccountLimit[] = knows ? [budget, everything] : [everything];
      const before = [...made];
      const answer = await store.reserve(intent, accounts);
      if (!answer.granted) continue;
      // Held before this one was asked for, so that this one had to leave room for them.
      const least = before.reduce((sum, call) => sum + call.nanoUsd, nanoUsd);
      if (knows) expect(least).toBeLessThanOrEqual(limitNanoUsd);
      const call = { intent, nanoUsd };
      made.push(call);
      if (share === undefined) continue;
      call.nanoUsd = Math.floor(share * nanoUsd);
      await store.settle(intent.id, exampleSettlement({ costNanoUsd: call.nanoUsd }));
    }
  } catch (error) {
    if ((error as Error).message !== 'crashed') throw error;
  } finally {
    turns.leave();
    await store.stop();
  }
}
