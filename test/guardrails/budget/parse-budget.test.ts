import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Budget, budgetId } from '../../../src/guardrails/budget/budget.ts';
import { parseBudget } from '../../../src/guardrails/budget/parse-budget.ts';
import { llmProviderNames } from '../../../src/providers/provider-name.ts';

describe('parseBudget', () => {
  it.each([
    ['all/month', { kind: 'all' }, 'month'],
    ['provider:openai/day', { kind: 'provider', name: 'openai' }, 'day'],
    ['user:*/month', { kind: 'user', name: '*' }, 'month'],
    ['user:team/anna/day', { kind: 'user', name: 'team/anna' }, 'day'],
    ['layer:cv/day', { kind: 'layer', name: 'cv' }, 'day'],
    ['job:*/total', { kind: 'job', name: '*' }, 'total'],
  ])('reads %s', (id, scope, period) => {
    expect(parseBudget(id, { limitUsd: 1 })).toEqual({
      scope,
      period,
      limitUsd: 1,
      action: 'skip',
      warnAt: 0.8,
    });
  });

  it('reads back the name of every budget', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => text.trim() === text);
    const scope = fc.oneof(
      fc.constant({ kind: 'all' } as const),
      fc.record({ kind: fc.constant('provider' as const), name: fc.constantFrom('*', ...llmProviderNames) }),
      fc.record({ kind: fc.constantFrom('user' as const, 'layer' as const), name }),
    );
    const period = fc.constantFrom('day' as const, 'month' as const, 'total' as const);
    fc.assert(
      fc.property(scope, period, (ofScope, ofPeriod) => {
        const budget: Budget = {
          scope: ofScope,
          period: ofPeriod,
          limitTokens: 5,
          action: 'park',
          warnAt: 1,
        };
        const again = parseBudget(budgetId(budget), { limitTokens: 5, action: 'park', warnAt: 1 });
        expect(again).toEqual(budget);
      }),
    );
  });

  it.each([
    ['all', {}, /period is ""/],
    ['all/week', {}, /period is "week"/],
    ['everyone/day', {}, /scope is "everyone"/],
    ['provider:/day', {}, /names no provider/],
    ['provider:gemini/day', {}, /provider "gemini" is unknown/],
    ['job:42/total', {}, /job:\*\/total/],
    ['job:*/day', {}, /a job has no periods/],
    ['all/day', { limitUsd: undefined }, /no limit/],
    ['all/day', { limitUsd: 0 }, /limitUsd is 0/],
    ['all/day', { limitUsd: Number.NaN }, /limitUsd is NaN/],
    ['all/day', { limitUsd: Number.POSITIVE_INFINITY }, /limitUsd is Infinity/],
    ['all/day', { limitTokens: -5 }, /limitTokens is -5/],
    ['all/day', { limitTokens: 1.5 }, /whole number/],
    ['all/day', { warnAt: 1.1 }, /warnAt is 1.1/],
    ['all/day', { warnAt: Number.NaN }, /warnAt is NaN/],
    ['all/day', { action: 'stop' }, /action "stop" is unknown/],
  ])('refuses %s with %j', (id, limits, message) => {
    const { limitUsd = 1, ...others } = limits as { limitUsd?: number };
    const given = 'limitUsd' in limits && limits.limitUsd === undefined ? others : { limitUsd, ...others };
    expect(() => parseBudget(id, given)).toThrow(
      expect.objectContaining({
        code: 'BUDGET_INVALID',
        kind: 'input',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('names all problems at once', () => {
    expect(() => parseBudget('provider:x/week', { limitUsd: -1, action: 'y', warnAt: 3 })).toThrow(
      /week.*"x".*"y".*-1.*3/,
    );
  });
});
