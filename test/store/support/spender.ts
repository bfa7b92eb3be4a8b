import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { StrataError } from '../../../src/error.ts';
import type { AccountLimit, Intent, Settlement } from '../../../src/store/ledger-store.ts';
import { ledgerAt } from './open-ledger.ts';

/**
 * Makes calls of random cost, many at once, until the budget has no room for any: a process for others to watch and
 * to kill. What a call costs is a third of what it reserves on average; some fail, are given back, or stay unknown,
 * and some of those are put right. Prints a line for every call that was settled, and counts at its end.
 */
const { values } = parseArgs({
  options: {
    place: { type: 'string', default: '' },
    callers: { type: 'string', default: '100' },
    limit: { type: 'string', default: '5000000000' },
    worst: { type: 'string', default: '10000000' },
    lasts: { type: 'string', default: '4000' },
    seed: { type: 'string', default: '1' },
  },
});

const worstNanoUsd = Number(values.worst);
const budget: AccountLimit = { account: 'all/total', limitNanoUsd: Number(values.limit), covers: {} };
/** How long a killed process's calls stay reserved. */
const lastsMs = Number(values.lasts);
const repairEveryMs = 1_000;
const mostTries = 4;
let repairedMs = 0;
/** Callers that were refused: one goes on when a call has been settled. */
const refusedCallers: (() => void)[] = [];
const store = ledgerAt(values.place);
let state = Number(values.seed);
let granted = 0;
let refused = 0;

await store.start();
await store.settleOrphans(Date.now());
const startMs = performance.now();
await Promise.all(Array.from({ length: Number(values.callers) }, () => spendUntilFull()));
const seconds = (performance.now() - startMs) / 1_000;
process.stdout.write(`${JSON.stringify({ granted, refused, seconds })}\n`);
await store.stop();

async function spendUntilFull(): Promise<void> {
  for (;;) {
    const reservedNanoUsd = Math.ceil(worstNanoUsd * (0.2 + 0.8 * random()));
    const id = randomUUIDv7();
    const at = Date.now();
    const intent = {
      id,
      at,
      provider: 'openai',
      operation: 'chat',
      user: 'anna',
      attempt: 1,
      reservedNanoUsd,
      reservedTokens: 10,
      expiresAt: at + lastsMs,
    } satisfies Intent;
    const answer = await reserved(intent, [budget]);
    if (answer.granted) {
      granted += 1;
      await pause(random() * 20);
      const outcome = outcomeOf(random());
      const costNanoUsd = outcome === 'failed' ? 0 : Math.floor((reservedNanoUsd * (1 + random())) / 4.5);
      await again(() => store.settle(intent.id, settlementOf(outcome, costNanoUsd)));
      if (outcome === 'unknown' && random() < 0.3)
        await again(() => store.settle(intent.id, settlementOf('succeeded', costNanoUsd)));
      process.stdout.write('settled\n');
      for (const goOn of refusedCallers.splice(0, 2)) goOn();
      continue;
    }
    refused += 1;
    // While calls are under way, what they do not use comes back.
    if (answer.balance.reservedNanoUsd === 0) return;
    const waiting = new AbortController();
    refusedCallers.push(() => waiting.abort());
    await pause(1_000 + 2_000 * random(), undefined, { signal: waiting.signal }).catch(() => {});
    // Those of a process that was killed come back as spent.
    if (performance.now() - repairedMs > repairEveryMs) {
      repairedMs = performance.now();
      await store.settleOrphans(Date.now());
    }
  }
}

/** As a guard does it: a store that is slow or away for a moment is asked again, for a call of its own. */
async function reserved(intent: Intent, accounts: AccountLimit[]): ReturnType<typeof store.reserve> {
  return again(() => {
    const at = Date.now();
    Object.assign(intent, { id: randomUUIDv7(), at, expiresAt: at + lastsMs });
    return store.reserve(intent, accounts);
  });
}

async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StrataError) || !error.retryable || tries === mostTries) throw error;
    }
  }
}

function settlementOf(outcome: Settlement['outcome'], costNanoUsd: number): Settlement {
  return { outcome, costNanoUsd, usage: { inputTokens: 1, outputTokens: 2 }, durationMs: 1 };
}

function outcomeOf(chance: number): Settlement['outcome'] {
  if (chance < 0.05) return 'unknown';
  if (chance < 0.1) return 'released';
  return chance < 0.2 ? 'failed' : 'succeeded';
}

/** Mulberry32. */
function random(): number {
  state = (state + 0x6d_2b_79_f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
