import { describe, expect, it } from 'vitest';
import { usageProblem } from '../../../src/guardrails/pricing/usage-problem.ts';

describe('usageProblem', () => {
  it.each([
    [{ inputTokens: 10, outputTokens: 5 }],
    [{ inputTokens: 10, outputTokens: 5, cacheReadTokens: 6, cacheWriteTokens: 4, reasoningTokens: 5 }],
    [{ inputTokens: 0, outputTokens: 0 }],
    [{ units: 0 }],
  ])('has nothing to say about %j', (usage) => {
    expect(usageProblem(usage)).toBeUndefined();
  });

  it.each([
    [{}, /inputTokens is missing/],
    [{ inputTokens: 1 }, /outputTokens is missing/],
    [{ inputTokens: -1, outputTokens: 1 }, /inputTokens is -1/],
    [{ inputTokens: 1, outputTokens: Number.NaN }, /outputTokens is NaN/],
    [{ units: Number.POSITIVE_INFINITY }, /units is Infinity/],
    [{ inputTokens: 10, outputTokens: 1, cacheReadTokens: 6, cacheWriteTokens: 5 }, /11 tokens .* exceed 10/],
    [{ inputTokens: 10, outputTokens: 1, reasoningTokens: 2 }, /2 reasoningTokens exceed 1/],
  ])('names what is wrong with %j', (usage, message) => {
    expect(usageProblem(usage)).toMatch(message);
  });
});
