import { describe, expect, test } from 'vitest';
import type { BreakerStatus } from '../../src/guardrails/breaker/breaker.ts';
import type { BudgetStatus } from '../../src/guardrails/budget/budget.ts';
import { type ProviderFacts, providerHealth } from '../../src/health/provider-health.ts';
import type { ProviderName } from '../../src/providers/provider-name.ts';

function breaker(provider: ProviderName, state: BreakerStatus['state']): BreakerStatus {
  return {
    provider,
    state,
    since: 0,
    failuresInARow: 0,
    calls: 0,
    failures: 0,
    slowCalls: 0,
    opened: 0,
    recovered: 0,
  };
}

function budget(usedRatio: number): BudgetStatus {
  return {
    id: 'all/month',
    budget: { scope: { kind: 'all' }, period: 'month', limitUsd: 100, action: 'skip', warnAt: 0.8 },
    account: 'all/month/2026-11',
    spentUsd: 100 * usedRatio,
    reservedUsd: 0,
    spentTokens: 0,
    reservedTokens: 0,
    usedRatio,
    source: 'settings',
  };
}

function limit(used: number): ProviderFacts['limits'][number] {
  return { provider: 'openai', window: 'minute', unit: 'requests', used, limit: 100, waiting: 0 };
}

function health(facts: Partial<ProviderFacts>) {
  return providerHealth({
    breakers: [breaker('openai', 'closed'), breaker('anthropic', 'closed')],
    budgets: [budget(0.1)],
    enforced: true,
    latenciesMs: {},
    limits: [limit(10)],
    budgetsExceeded: [],
    limitsExceeded: [],
    calls: { all: 100, failed: 0 },
    standIns: [],
    substitutes: [],
    critical: ['llm'],
    ...facts,
  });
}

test('all closed, little used, few errors is healthy, without reasons', () => {
  expect(health({ calls: { all: 100, failed: 4 } })).toMatchObject({ status: 'healthy', reasons: [] });
});

describe('breakers', () => {
  test.each(['open', 'half_open', 'forced_open'] as const)('one that is %s degrades', (state) => {
    const { status, reasons } = health({
      breakers: [breaker('openai', state), breaker('anthropic', 'closed')],
    });
    expect(status).toBe('degraded');
    expect(reasons.join()).toContain('openai');
  });

  test('every one of a critical kind open is unhealthy', () => {
    const breakers = [breaker('openai', 'open'), breaker('anthropic', 'forced_open')];
    expect(health({ breakers }).status).toBe('unhealthy');
    expect(health({ breakers, critical: [] }).status).toBe('degraded');
  });

  test('every one of another kind open only degrades', () => {
    expect(health({ breakers: [breaker('openai', 'closed'), breaker('firecrawl', 'open')] }).status).toBe(
      'degraded',
    );
  });
});

describe('budgets', () => {
  test('what a single job may cost is no matter of the service', () => {
    const ofJob = { ...budget(1), id: 'job:*/total', account: 'job 1' };
    const status = { ...ofJob, budget: { ...ofJob.budget, scope: { kind: 'job', name: '*' } as const } };
    expect(health({ budgets: [status] })).toMatchObject({ status: 'healthy', reasons: [] });
  });

  test.each([
    [0.749, 'healthy'],
    [0.75, 'degraded'],
    [0.9, 'degraded'],
    [1, 'degraded'],
  ])('used at %d is %s', (used, status) => {
    expect(health({ budgets: [budget(used)] }).status).toBe(status);
  });

  test('from nine tenths on it is called critical', () => {
    expect(health({ budgets: [budget(0.899)] }).reasons.join()).not.toContain('critical');
    expect(health({ budgets: [budget(0.9)] }).reasons.join()).toContain('critical');
  });

  test('one that refused a call in the last minutes is unhealthy', () => {
    expect(health({ budgetsExceeded: ['all/month'] }).status).toBe('unhealthy');
  });
});

describe('limits', () => {
  test('from four fifths on they degrade', () => {
    expect(health({ limits: [limit(79)] }).status).toBe('healthy');
    expect(health({ limits: [limit(80)] }).status).toBe('degraded');
  });

  test('a call that waited in vain is unhealthy', () => {
    expect(health({ limitsExceeded: ['openai'] }).status).toBe('unhealthy');
  });
});

describe('errors', () => {
  test.each([
    [5, 'degraded'],
    [19, 'degraded'],
    [20, 'unhealthy'],
  ])('%d of 100 is %s', (failed, status) => {
    expect(health({ calls: { all: 100, failed } }).status).toBe(status);
  });

  test('of fewer than twenty calls say nothing', () => {
    expect(health({ calls: { all: 19, failed: 19 } }).status).toBe('healthy');
    expect(health({ calls: { all: 20, failed: 19 } }).status).toBe('unhealthy');
  });
});

test('a stand-in or a substitute at work degrades and is named', () => {
  expect(health({ standIns: ['limits are this process’s own: Redis is away'] })).toMatchObject({
    status: 'degraded',
    reasons: ['limits are this process’s own: Redis is away'],
  });
  expect(health({ substitutes: ['LLM_UNAVAILABLE'] }).status).toBe('degraded');
});
