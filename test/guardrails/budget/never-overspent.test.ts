import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Budget } from '../../../src/guardrails/budget/budget.ts';
import { nanoUsd, usdOf } from '../../../src/guardrails/money.ts';
import { BudgetRefused } from '../../../src/guardrails/refusals.ts';
import type { LedgerStore } from '../../../src/store/ledger-store.ts';
import { SqliteLedgerStore } from '../../../src/store/sqlite/sqlite-ledger-store.ts';
import { SqliteStateStore } from '../../../src/store/sqlite/sqlite-state-store.ts';
import { MemoryLedgerStore } from '../../support/memory-ledger-store.ts';
import { settled, underTest } from './budgets-under-test.ts';

const hourMs = 60 * 60_000;

const stored: Budget[] = [
  { scope: { kind: 'provider', name: 'openai' }, period: 'day', limitUsd: 2, action: 'park', warnAt: 0.8 },
  { scope: { kind: 'user', name: '*' }, period: 'month', limitUsd: 3, action: 'fail', warnAt: 0.8 },
  { scope: { kind: 'layer', name: 'cv' }, period: 'total', limitTokens: 1_500, action: 'skip', warnAt: 0.8 },
];

const call = fc.record({
  provider: fc.constantFrom('openai', 'anthropic'),
  user: fc.constantFrom('anna', 'ben'),
  layer: fc.constantFrom('cv', 'fit'),
  jobId: fc.constantFrom('a', 'b', 'c'),
  cents: fc.integer({ min: 0, max: 120 }),
  /** What it costs of its reservation; -1: the process dies before it is known. */
  part: fc.oneof(
    fc.constant(-1),
    fc.nat(1_000).map((perMille) => perMille / 1_000),
  ),
  tokens: fc.nat(400),
  /** How long after the call before it, in hours. */
  afterHours: fc.nat(20),
});

type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

/** Sends calls in bursts, all of a burst at once, and compares what was let through with every limit. */
async function play(ledger: LedgerStore, states: SqliteStateStore | undefined, bursts: Call[][]) {
  const it = underTest({
    ledger,
    ...(states === undefined ? {} : { states }),
    settings: { action: 'skip', enforce: true, warnAt: 0.8, tokenBudgetUsd: 5 },
    timeZone: 'America/New_York',
  });
  for (const budget of stored) await it.budgets.set(budget);
  it.clock.ms += hourMs;
  const spent = new Map<string, number>();
  const count = (key: string, amount: number) => spent.set(key, (spent.get(key) ?? 0) + amount);
  for (const burst of bursts) {
    it.clock.ms += (burst[0]?.afterHours ?? 0) * hourMs;
    const local = Temporal.Instant.fromEpochMilliseconds(it.clock.ms).toZonedDateTimeISO('America/New_York');
    const [day, month] = [local.toPlainDate().toString(), local.toPlainDate().toPlainYearMonth().toString()];
    await Promise.all(
      burst.map(async ({ provider, user, layer, jobId, cents, part, tokens }) => {
        const usd = cents / 100;
        const scope = { jobBudgetUsd: 1.5 };
        try {
          const id = await it.reserve({
            provider: provider as 'openai',
            user,
            layer,
            jobId,
            usd,
            reservedTokens: tokens,
            scope,
          });
          const usedUsd = part < 0 ? usd : usdOf(Math.floor(nanoUsd(usd) * part));
          const usedTokens = part < 0 ? tokens : Math.floor(tokens * part);
          await ledger.settle(id, {
            ...settled(usedUsd, usedTokens),
            ...(part < 0 ? { outcome: 'unknown' } : {}),
          });
          count(`all ${month}`, usedUsd);
          if (provider === 'openai') count(`openai ${day}`, usedUsd);
          count(`${user} ${month}`, usedUsd);
          count(`job ${jobId}`, usedUsd);
          if (layer === 'cv') count('cv tokens', usedTokens);
        } catch (error) {
          if (!(error instanceof BudgetRefused)) throw error;
        }
      }),
    );
  }
  for (const [key, amount] of spent) {
    const limit = key.startsWith('all')
      ? 5
      : key.startsWith('openai')
        ? 2
        : key === 'cv tokens'
          ? 1_500
          : key.startsWith('job')
            ? 1.5
            : 3;
    expect(amount, key).toBeLessThanOrEqual(limit + 1e-9);
  }
  await it.budgets.stop();
  return it;
}

const bursts = fc.array(fc.array(call, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 12 });

test('no hard budget is overspent, whatever is called at once and however it ends', async () => {
  await fc.assert(
    fc.asyncProperty(bursts, async (calls) => {
      await play(new MemoryLedgerStore(), undefined, calls);
    }),
    { numRuns: 150 },
  );
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-budgets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('no hard budget is overspent on the embedded store, and its balances are those after a restart', async () => {
  let files = 0;
  await fc.assert(
    fc.asyncProperty(bursts, async (calls) => {
      files += 1;
      const file = join(folder, `${files}.db`);
      const states = new SqliteStateStore({ file });
      const ledger = new SqliteLedgerStore({ file });
      await states.start();
      await ledger.start();
      const { budgets, clock } = await play(ledger, states, calls);
      const statuses = await budgets.statuses();
      await ledger.stop();
      await states.stop();

      const statesAgain = new SqliteStateStore({ file });
      const again = new SqliteLedgerStore({ file });
      await statesAgain.start();
      await again.start();
      const settings = { action: 'skip', enforce: true, warnAt: 0.8, tokenBudgetUsd: 5 } as const;
      const later = underTest({
        ledger: again,
        states: statesAgain,
        settings,
        timeZone: 'America/New_York',
        clock,
      });
      expect(await later.budgets.statuses()).toEqual(statuses);
      await later.budgets.stop();
      await again.stop();
      await statesAgain.stop();
    }),
    { numRuns: 8 },
  );
});
