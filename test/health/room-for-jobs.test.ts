import { describe, expect, it } from 'vitest';
import type { BreakerState, BreakerStatus } from '../../src/guardrails/breaker/breaker.ts';
import type { BudgetStatus } from '../../src/guardrails/budget/budget.ts';
import type { LimiterUse } from '../../src/guardrails/limiter/limiter.ts';
import { roomForJobs } from '../../src/health/room-for-jobs.ts';
import type { ProviderName } from '../../src/providers/provider-name.ts';

const breaker = (provider: ProviderName, state: BreakerState = 'closed'): BreakerStatus => ({
  provider,
  state,
  since: 0,
  failuresInARow: 0,
  calls: 0,
  failures: 0,
  slowCalls: 0,
  opened: 0,
  recovered: 0,
});
const limit = (
  provider: ProviderName,
  unit: 'requests' | 'tokens',
  used: number,
  of: number,
): LimiterUse => ({
  provider,
  window: 'minute',
  unit,
  used,
  limit: of,
  waiting: 0,
});
const budget = (given: Partial<BudgetStatus['budget']>, spent: Partial<BudgetStatus> = {}): BudgetStatus => ({
  id: 'all/month',
  budget: { scope: { kind: 'all' }, period: 'month', action: 'skip', warnAt: 0.8, ...given },
  account: 'all',
  spentUsd: 0,
  reservedUsd: 0,
  spentTokens: 0,
  reservedTokens: 0,
  usedRatio: 0,
  source: 'settings',
  ...spent,
});
const room = (facts: Partial<Parameters<typeof roomForJobs>[0]>) =>
  roomForJobs({ breakers: [breaker('openai')], limits: [], budgets: [], enforced: true, ...facts });

describe('room for jobs', () => {
  it('has no end without models, or where nothing limits them', () => {
    expect(room({ breakers: [breaker('firecrawl', 'open')] })).toBe(Number.POSITIVE_INFINITY);
    expect(room({})).toBe(Number.POSITIVE_INFINITY);
  });

  it('is none when every model is left alone', () => {
    expect(room({ breakers: [breaker('openai', 'open'), breaker('cohere', 'forced_open')] })).toBe(0);
    expect(room({ breakers: [breaker('openai', 'open'), breaker('cohere', 'half_open')] })).toBeGreaterThan(
      0,
    );
  });

  it('is what the best model has room for in its limits', () => {
    const breakers = [breaker('openai'), breaker('cohere')];
    const limits = [
      limit('openai', 'requests', 0, 1000),
      limit('openai', 'tokens', 70_000, 100_000),
      limit('cohere', 'requests', 55, 60),
    ];
    expect(room({ breakers, limits })).toBe(2);
  });

  it('is what is left of the budgets, at what tokens have cost so far', () => {
    expect(room({ budgets: [budget({ limitUsd: 10 }, { spentUsd: 4, spentTokens: 60_000 })] })).toBe(6);
    expect(room({ budgets: [budget({ limitTokens: 100_000 }, { spentTokens: 50_000 })] })).toBe(3);
    expect(room({ budgets: [budget({ limitUsd: 10 }, { spentUsd: 10, spentTokens: 1 })] })).toBe(0);
    expect(room({ budgets: [budget({ limitUsd: 0 })] })).toBe(0);
  });

  it('is not narrowed by budgets that hold nothing back', () => {
    const usedUp = { spentUsd: 11, spentTokens: 1 };
    expect(room({ budgets: [budget({ limitUsd: 10, action: 'warn' }, usedUp)] })).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(room({ enforced: false, budgets: [budget({ limitUsd: 10 }, usedUp)] })).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
