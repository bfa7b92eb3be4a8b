import { expect, it } from 'vitest';
import { type FaultRule, parseFaultRule } from '../../../simulator/faults/fault-rule.ts';

it.each<[string, FaultRule]>([
  ['openai:429:retryAfter=5:times=3', { provider: 'openai', fault: '429', retryAfter: 5, times: 3 }],
  ['*:slow:delayMs=300', { fault: 'slow', delayMs: 300 }],
  [
    'anthropic:hang:after=10:times=forever',
    { provider: 'anthropic', fault: 'hang', after: 10, times: 'forever' },
  ],
  [
    'openrouter:500:model=vendor/model:free:probability=0.1',
    { provider: 'openrouter', fault: '500', model: 'vendor/model:free', probability: 0.1 },
  ],
  [
    'openai:usage-parts:input=100:cached=90:reasoning=7',
    {
      provider: 'openai',
      fault: 'usage-parts',
      usage: { inputTokens: 100, cacheReadTokens: 90, reasoningTokens: 7 },
    },
  ],
])('reads %s', (text, rule) => {
  expect(parseFaultRule(text)).toEqual(rule);
});

it.each([
  ['openai', 'write provider:fault'],
  ['openai:sulk', 'fault'],
  ['nobody:500', 'provider'],
  ['openai:500:times=often', 'times'],
  ['openai:500:probability=2', 'probability'],
  ['openai:500:colour=red', 'colour'],
])('refuses %s', (text, where) => {
  expect(() => parseFaultRule(text)).toThrow(where);
});
