import fc from 'fast-check';
import { expect } from 'vitest';
import type {
  AccountLimit,
  Balance,
  Intent,
  LedgerEntry,
  LedgerStore,
} from '../../src/store/ledger-store.ts';
import { account, callTime, exampleIntent, exampleSettlement } from './example-call.ts';

/** Limits so tight that most walks meet them. */
const accounts: AccountLimit[] = [
  account('all/total', { limitNanoUsd: 5_000 }),
  account('user:anna/total', { limitNanoUsd: 2_500, covers: { user: 'anna' } }),
  account('provider:openai/total', { limitTokens: 400, covers: { provider: 'openai' } }),
];

export type Step =
  | { kind: 'reserve'; user: 'anna' | 'ben'; provider: 'openai' | 'cohere'; nanoUsd: number; tokens: number }
  | {
      kind: 'settle';
      which: number;
      outcome: 'succeeded' | 'failed' | 'unknown' | 'released';
      share: number;
    }
  | { kind: 'crash' };

const reserve = fc.record({
  kind: fc.constant('reserve' as const),
  user: fc.constantFrom('anna' as const, 'ben' as const),
  provider: fc.constantFrom('openai' as const, 'cohere' as const),
  nanoUsd: fc.integer({ min: 0, max: 1_200 }),
  tokens: fc.integer({ min: 0, max: 120 }),
});
const settle = fc.record({
  kind: fc.constant('settle' as const),
  which: fc.nat({ max: 30 }),
  outcome: fc.constantFrom('succeeded' as const, 'failed' as const, 'unknown' as const, 'released' as const),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});
const crash = fc.constant({ kind: 'crash' as const });

/** Rounds of things that happen at once. */
export const rounds = fc.array(
  fc.array(
    fc.oneof(
      { arbitrary: reserve, weight: 5 },
      { arbitrary: settle, weight: 4 },
      { arbitrary: crash, weight: 1 },
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  ),
  { minLength: 1, maxLength: 12 },
);

/**
 * Walks through rounds and holds the store to its word after each: no account beyond its limit, each balance the sum
 * over the entries, nothing acknowledged lost.
 *
 * @param revive the store of the next process, which has taken the one before for dead
 */
export async function walk(
  first: LedgerStore,
  steps: Step[][],
  revive: (dead: LedgerStore) => Promise<LedgerStore>,
): Promise<void> {
  let store = first;
  const granted: Intent[] = [];
  for (const round of steps) {
    const crashes = round.some(({ kind }) => kind === 'crash');
    const known = [...granted];
    await Promise.allSettled(
      round.map(async (step) => {
        if (step.kind === 'reserve') {
          const intent = exampleIntent({
            user: step.user,
            provider: step.provider,
            reservedNanoUsd: step.nanoUsd,
            reservedTokens: step.tokens,
          });
          const named = accounts.filter(
            ({ covers }) =>
              (covers.user ?? step.user) === step.user &&
              (covers.provider ?? step.provider) === step.provider,
          );
          const answer = await store.reserve(intent, named);
          if (answer.granted) granted.push(intent);
        } else if (step.kind === 'settle') {
          const intent = known[step.which % Math.max(1, known.length)];
          if (intent === undefined) return;
          await store.settle(
            intent.id,
            exampleSettlement({
              outcome: step.outcome,
              costNanoUsd: Math.floor(step.share * intent.reservedNanoUsd),
              usage: { inputTokens: Math.floor(step.share * intent.reservedTokens) },
            }),
          );
        }
      }),
    );
    if (crashes) store = await revive(store);
    await mustBalance(store, granted);
  }
  store = await revive(store);
  await mustBalance(store, granted);
  await store.stop();
}

async function mustBalance(store: LedgerStore, granted: Intent[]): Promise<void> {
  const { entries } = await store.entries({ limit: 500 });
  const ids = new Set(entries.map(({ id }) => id));
  for (const { id } of granted) expect(ids.has(id), id).toBe(true);
  const balances = await store.balances(accounts);
  for (const [index, limit] of accounts.entries()) {
    const balance = balances[index] as Balance;
    expect(balance).toEqual(sumOver(entries, limit));
    expect(balance.spentNanoUsd + balance.reservedNanoUsd).toBeLessThanOrEqual(
      limit.limitNanoUsd ?? Infinity,
    );
    expect(balance.spentTokens + balance.reservedTokens).toBeLessThanOrEqual(limit.limitTokens ?? Infinity);
  }
  const [total] = await store.costs({ by: 'month', timeZone: 'UTC' });
  expect(total?.costNanoUsd ?? 0).toBe(balances[0]?.spentNanoUsd);
}

function sumOver(entries: LedgerEntry[], { account: name, covers }: AccountLimit): Balance {
  const sum: Balance = {
    account: name,
    spentNanoUsd: 0,
    reservedNanoUsd: 0,
    spentTokens: 0,
    reservedTokens: 0,
  };
  for (const entry of entries) {
    if ((covers.user ?? entry.user) !== entry.user) continue;
    if ((covers.provider ?? entry.provider) !== entry.provider) continue;
    if (entry.state === 'reserved') {
      sum.reservedNanoUsd += entry.reservedNanoUsd;
      sum.reservedTokens += entry.reservedTokens;
    } else if (entry.state !== 'released') {
      sum.spentNanoUsd += entry.costNanoUsd;
      sum.spentTokens +=
        entry.state === 'unknown'
          ? entry.reservedTokens
          : (entry.usage.inputTokens ?? 0) + (entry.usage.outputTokens ?? 0);
    }
  }
  return sum;
}

/** After every call of `exampleIntent` has expired. */
export const longAfter = callTime + 3_600_000;
