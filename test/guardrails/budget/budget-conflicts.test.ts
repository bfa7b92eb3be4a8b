import { describe, expect, it } from 'vitest';
import { budgetConflicts } from '../../../src/guardrails/budget/budget-conflicts.ts';
import { parseBudget } from '../../../src/guardrails/budget/parse-budget.ts';

const usd = (id: string, limitUsd: number, action = 'fail') => parseBudget(id, { limitUsd, action });

describe('budgets contradict each other', () => {
  it.each([
    ['all/day', 'all/month'],
    ['all/month', 'all/total'],
    ['provider:openai/day', 'provider:openai/month'],
    ['provider:openai/day', 'all/day'],
    ['provider:openai/day', 'all/month'],
    ['user:*/month', 'all/month'],
    ['layer:cv/total', 'all/total'],
    ['user:anna/month', 'user:*/month'],
    ['job:*/total', 'all/month'],
  ])('when %s is above %s', (inner, outer) => {
    expect(budgetConflicts([usd(outer, 10), usd(inner, 11)])).toEqual([
      `${inner} allows 11.00 USD and ${outer}, which holds for the same calls, only 10.00 USD; lower ${inner} or raise ${outer}`,
    ]);
    expect(budgetConflicts([usd(outer, 10), usd(inner, 10)])).toEqual([]);
  });

  it.each([
    ['all/month', 'all/day'],
    ['provider:openai/month', 'all/day'],
    ['provider:openai/day', 'provider:cohere/day'],
    ['user:*/day', 'user:anna/month'],
    ['user:anna/day', 'layer:cv/day'],
    ['job:*/total', 'all/day'],
  ])('but not when %s is above %s', (one, other) => {
    expect(budgetConflicts([usd(one, 11), usd(other, 10)])).toEqual([]);
  });

  it('in tokens as in money, but not across the two', () => {
    const tokens = (id: string, limitTokens: number) => parseBudget(id, { limitTokens });
    expect(budgetConflicts([tokens('all/month', 10), tokens('all/day', 11)])).toHaveLength(1);
    expect(budgetConflicts([tokens('all/month', 10), usd('all/day', 11)])).toEqual([]);
  });

  it('but never with one that only warns, nor beyond the budget that is asked about', () => {
    expect(budgetConflicts([usd('all/month', 10, 'warn'), usd('all/day', 11)])).toEqual([]);
    const fresh = usd('user:anna/day', 1);
    expect(budgetConflicts([usd('all/month', 10), usd('all/day', 11), fresh], fresh)).toEqual([]);
  });
});
