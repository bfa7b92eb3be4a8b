import { LocalBreakers } from '../../src/guardrails/breaker/local-breakers.ts';
import { Budgets } from '../../src/guardrails/budget/budgets.ts';
import { CallGuard } from '../../src/guardrails/call-guard.ts';
import type { Answered, GuardedCall } from '../../src/guardrails/guard.ts';
import { MemoryLimiter } from '../../src/guardrails/limiter/memory-limiter.ts';
import type { LedgerStore } from '../../src/store/ledger-store.ts';
import { startTelemetry } from '../../src/telemetry/start.ts';
import type { Telemetry } from '../../src/telemetry/telemetry.ts';
import { MemoryStateStore } from '../../test/support/memory-state-store.ts';

/** Every guard there is, as the service would put them together, with limits that the benchmark does not reach. */
export interface Parts {
  telemetry: Telemetry;
  budgets: Budgets;
  limiter: MemoryLimiter;
  breakers: LocalBreakers;
  ledger: LedgerStore;
  guard: CallGuard;
  stop(): Promise<void>;
}

export async function startParts(ledger: LedgerStore): Promise<Parts> {
  const telemetry = await startTelemetry(
    { telemetry: { serviceName: 'strata', environment: 'bench' }, log: { level: 'info' } },
    { mode: 'serve' },
  );
  const clock = () => performance.now();
  const states = new MemoryStateStore();
  const budgets = new Budgets({
    ledger,
    states,
    settings: { tokenBudgetUsd: 1_000_000, action: 'skip', enforce: true, warnAt: 0.8 },
    timeZone: 'Europe/Berlin',
  });
  const limiter = new MemoryLimiter({
    rules: { openai: { requestsPerMinute: 100_000_000, tokensPerMinute: 1_000_000_000_000 } },
    enabled: true,
    clock,
    now: Date.now,
    states,
  });
  const breakers = new LocalBreakers({
    states,
    clock,
    now: Date.now,
    onListenerError: () => undefined,
    onSaveError: () => undefined,
  });
  await Promise.all([ledger.start(), limiter.start(), breakers.start()]);
  await budgets.start();
  const guard = new CallGuard({
    budgets,
    limiter,
    breakers,
    ledger,
    telemetry,
    clock,
    now: Date.now,
    random: Math.random,
  });
  return {
    telemetry,
    budgets,
    limiter,
    breakers,
    ledger,
    guard,
    async stop() {
      await guard.stop();
      await Promise.all([budgets.stop(), limiter.stop(), breakers.stop()]);
      await ledger.stop();
      await telemetry.stop();
    },
  };
}

export function chat(attempt: GuardedCall<string>['attempt'], jobId: string): GuardedCall<string> {
  return {
    provider: 'openai',
    operation: 'chat',
    model: 'gpt-5-mini',
    scope: { user: 'local', jobId, pipeline: 'application', layer: 'fit', jobBudgetUsd: 1000 },
    worst: { costNanoUsd: 2_000_000, tokens: 3000 },
    timeoutMs: 60_000,
    attempt,
    priceOf: ({ inputTokens = 0, outputTokens = 0 }) => inputTokens * 250 + outputTokens * 2000,
  };
}

export const answer: Answered<string> = {
  value: 'answer',
  usage: { inputTokens: 500, outputTokens: 120, cacheReadTokens: 0, reasoningTokens: 60 },
  model: 'gpt-5-mini-2026-08-07',
  finishReason: 'stop',
};
