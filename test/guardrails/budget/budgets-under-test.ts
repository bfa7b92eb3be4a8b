import { randomUUIDv7 } from 'node:crypto';
import type { BudgetEvent } from '../../../src/guardrails/budget/budget-event.ts';
import { Budgets, type BudgetsOptions } from '../../../src/guardrails/budget/budgets.ts';
import type { CallScope } from '../../../src/guardrails/call-scope.ts';
import { nanoUsd } from '../../../src/guardrails/money.ts';
import type { BudgetRefused } from '../../../src/guardrails/refusals.ts';
import type { Intent, Settlement } from '../../../src/store/ledger-store.ts';
import { MemoryLedgerStore } from '../../support/memory-ledger-store.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';

/** 23 November 2026, 08:00 UTC. */
export const morning = Date.UTC(2026, 10, 23, 8);

export interface BudgetsUnderTest {
  budgets: Budgets;
  ledger: BudgetsOptions['ledger'];
  states: BudgetsOptions['states'];
  clock: { ms: number };
  events: BudgetEvent[];
  /** Everything of one type that was told so far. */
  told<T extends BudgetEvent['type']>(type: T): Promise<Extract<BudgetEvent, { type: T }>[]>;
  /** Reserves a call and settles it with a part of the reservation, or all of it. */
  spend(call: SpentCall): Promise<string>;
  reserve(call: SpentCall): Promise<string>;
  refusal(call: SpentCall): Promise<BudgetRefused>;
}

export interface SpentCall extends Partial<Omit<Intent, 'reservedNanoUsd'>> {
  usd?: number;
  /** What it costs in the end; as much as was reserved when left out. */
  costUsd?: number;
  scope?: Partial<CallScope>;
}

/** Budgets on a ledger in memory, at a time that stands still, with everything told on record. */
export function underTest(
  options: Partial<BudgetsOptions> & { clock?: { ms: number } } = {},
): BudgetsUnderTest {
  const clock = options.clock ?? { ms: morning };
  const now = () => clock.ms;
  const ledger = options.ledger ?? new MemoryLedgerStore({ now });
  const states = options.states ?? new MemoryStateStore();
  const events: BudgetEvent[] = [];
  const budgets = new Budgets({
    settings: { action: 'skip', enforce: true, warnAt: 0.8 },
    timeZone: 'UTC',
    now,
    onEvent: (event) => events.push(event),
    ...options,
    ledger,
    states,
  });
  const reserve = async ({ usd = 0, costUsd: _, scope = {}, ...call }: SpentCall) => {
    const intent: Intent = {
      id: randomUUIDv7(),
      at: clock.ms,
      provider: 'openai',
      operation: 'chat',
      model: 'gpt-example',
      user: 'anna',
      jobId: 'job-1',
      pipeline: 'application',
      layer: 'cv',
      attempt: 1,
      reservedTokens: 100,
      expiresAt: clock.ms + 120_000,
      ...call,
      reservedNanoUsd: nanoUsd(usd),
    };
    await budgets.reserve(intent, scope);
    return intent.id;
  };
  return {
    budgets,
    ledger,
    states,
    clock,
    events,
    async told(type) {
      await budgets.told();
      return events.filter((event) => event.type === type) as never;
    },
    reserve,
    async spend(call) {
      const id = await reserve(call);
      await ledger.settle(id, settled(call.costUsd ?? call.usd ?? 0, call.reservedTokens ?? 100));
      return id;
    },
    async refusal(call) {
      return reserve(call).then(
        () => Promise.reject(new Error('the call was not refused')),
        (error) => error,
      );
    },
  };
}

export function settled(costUsd: number, tokens = 100): Settlement {
  return {
    outcome: 'succeeded',
    costNanoUsd: nanoUsd(costUsd),
    usage: { inputTokens: tokens, outputTokens: 0 },
    durationMs: 1_000,
  };
}
