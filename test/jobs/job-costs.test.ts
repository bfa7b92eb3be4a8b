import { expect, test } from 'vitest';
import { nanoUsd } from '../../src/guardrails/money.ts';
import { JobCosts } from '../../src/jobs/job-costs.ts';
import { exampleJob } from '../conformance/example-job.ts';

function job() {
  return exampleJob({
    layers: [
      { name: 'fit', status: 'running', attempts: 1, costUsd: 0 },
      { name: 'cv', status: 'pending', attempts: 0, costUsd: 0 },
    ],
    tokenUsage: { totalCost: 0, inputTokens: 0, outputTokens: 0, byProvider: {} },
  });
}

const call = (usd: number, inputTokens: number, outputTokens: number) => ({
  provider: 'openai' as const,
  costNanoUsd: nanoUsd(usd),
  usage: { inputTokens, outputTokens },
  outcome: 'succeeded' as const,
});

test('the job shows what its calls cost, by layer and provider, each call once', () => {
  const before = job();
  const costs = new JobCosts(before, () => undefined);
  costs.scopeOf('fit').onSettled?.(call(0.1, 100, 10));
  costs.scopeOf('fit').onSettled?.(call(0.2, 200, 20));
  const after = costs.carryInto(before);
  expect(after.tokenUsage).toEqual({
    totalCost: 0.3,
    inputTokens: 300,
    outputTokens: 30,
    byProvider: { openai: { cost: 0.3, inputTokens: 300, outputTokens: 30 } },
  });
  expect(after.layers.map(({ costUsd }) => costUsd)).toEqual([0.3, 0]);
  costs.scopeOf('cv').onSettled?.({ ...call(0.05, 1, 1), provider: 'anthropic' });
  const later = costs.carryInto(after);
  expect(later.tokenUsage.totalCost).toBe(0.35);
  expect(later.tokenUsage.byProvider.anthropic).toEqual({ cost: 0.05, inputTokens: 1, outputTokens: 1 });
  expect(costs.carryInto(later)).toBe(later);
});

test('calls carry the job, its user, pipeline and own budget', () => {
  const one = {
    ...job(),
    user: 'anna',
    options: { onUnavailable: 'substitute' as const, tokenBudgetUsd: 0.5 },
  };
  expect(new JobCosts(one, () => undefined).scopeOf('fit')).toMatchObject({
    user: 'anna',
    jobId: one.id,
    pipeline: one.pipeline,
    layer: 'fit',
    jobBudgetUsd: 0.5,
  });
});

test('a budget that only warns is told, and marks the job', () => {
  const told: string[] = [];
  const before = job();
  const costs = new JobCosts(before, (message) => told.push(message));
  costs.scopeOf('fit').onBudgetWarning?.('all/month is used up');
  expect(told).toEqual(['all/month is used up']);
  expect(costs.carryInto(before).budgetExceeded).toBe(true);
});
