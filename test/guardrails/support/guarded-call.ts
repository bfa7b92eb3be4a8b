import { onTestFinished } from 'vitest';
import { LocalBreakers } from '../../../src/guardrails/breaker/local-breakers.ts';
import { CallGuard, type CallGuardOptions } from '../../../src/guardrails/call-guard.ts';
import type { GuardedCall } from '../../../src/guardrails/guard.ts';
import type { LimiterRule } from '../../../src/guardrails/limiter/limiter.ts';
import { MemoryLimiter } from '../../../src/guardrails/limiter/memory-limiter.ts';
import { BudgetRefused } from '../../../src/guardrails/refusals.ts';
import type { Intent, LedgerEntry } from '../../../src/store/ledger-store.ts';
import { MemoryLedgerStore } from '../../support/memory-ledger-store.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';
import { type Started, started } from '../../telemetry/support/started.ts';

export const reserved = { costNanoUsd: 1000, tokens: 100 };

export interface Guarded extends Started {
  guard: CallGuard;
  ledger: MemoryLedgerStore;
  breakers: LocalBreakers;
  limiter: MemoryLimiter;
  /** What the guard did, in order: `reserve`, `acquire`, `enter`, `attempt`, `settle succeeded`, … */
  steps: string[];
  entries(): Promise<LedgerEntry[]>;
}

export interface GuardedOptions {
  rule?: LimiterRule;
  maxWaitMs?: number;
  limitNanoUsd?: number;
  retry?: CallGuardOptions['retry'];
  drift?: CallGuardOptions['drift'];
  /** In place of what the ledger does. */
  settle?: CallGuardOptions['ledger']['settle'];
  beforeReserve?(intent: Intent): void | Promise<void>;
}

/** A guard of real parts on a ledger in memory, with every step written down. */
export async function guarded(options: GuardedOptions = {}): Promise<Guarded> {
  const telemetry = await started({ level: 'info' });
  const clock = () => performance.now();
  const ledger = new MemoryLedgerStore();
  const limiter = new MemoryLimiter({
    rules: options.rule ? { openai: options.rule } : {},
    enabled: true,
    clock,
    now: Date.now,
    ...(options.maxWaitMs === undefined ? {} : { maxWaitMs: options.maxWaitMs }),
  });
  const breakers = new LocalBreakers({
    states: new MemoryStateStore(),
    clock,
    now: Date.now,
    onListenerError: () => undefined,
    onSaveError: () => undefined,
  });
  await limiter.start();
  await breakers.start();
  const steps: string[] = [];
  const order: string[] = [];
  const guard = new CallGuard({
    budgets: {
      async reserve(intent) {
        await options.beforeReserve?.(intent);
        const { limitNanoUsd } = options;
        const limit = limitNanoUsd === undefined ? {} : { limitNanoUsd };
        const reservation = await ledger.reserve(intent, [{ account: 'all/total', covers: {}, ...limit }]);
        if (!reservation.granted) {
          throw new BudgetRefused('full', { scope: 'user anna', budgetAction: 'fail' });
        }
        steps.push('reserve');
        order.push(intent.id);
      },
    },
    limiter: {
      acquire(request, signal) {
        steps.push('acquire');
        return limiter.acquire(request, signal);
      },
      pause(provider, forMs) {
        steps.push(`pause ${forMs}`);
        return limiter.pause(provider, forMs);
      },
    },
    breakers: {
      enter(provider) {
        steps.push('enter');
        return breakers.enter(provider);
      },
    },
    ledger: {
      settle(id, settlement) {
        steps.push(`settle ${settlement.outcome}`);
        return options.settle ? options.settle(id, settlement) : ledger.settle(id, settlement);
      },
    },
    telemetry: telemetry.telemetry,
    clock,
    now: Date.now,
    random: () => 1,
    ...(options.retry ? { retry: options.retry } : {}),
    ...(options.drift ? { drift: options.drift } : {}),
  });
  onTestFinished(async () => {
    await limiter.stop();
    await breakers.stop();
  });
  return {
    ...telemetry,
    guard,
    ledger,
    breakers,
    limiter,
    steps,
    // As they were reserved: the ledger orders those of one millisecond by chance.
    entries: async () =>
      (await ledger.entries({ limit: 100 })).entries.toSorted(
        (one, other) => order.indexOf(one.id) - order.indexOf(other.id),
      ),
  };
}

/** A chat with a model that costs a nano-dollar a token; every part can be put differently. */
export function chat(call: Partial<GuardedCall<string>> = {}): GuardedCall<string> {
  return {
    provider: 'openai',
    operation: 'chat',
    model: 'small',
    scope: { user: 'anna', jobId: 'j1', pipeline: 'application', layer: 'fit' },
    worst: reserved,
    timeoutMs: 1000,
    attempt: async () => ({ value: 'answer', usage: { inputTokens: 20, outputTokens: 10 } }),
    priceOf: ({ inputTokens = 0, outputTokens = 0 }) => inputTokens + outputTokens,
    ...call,
  };
}
