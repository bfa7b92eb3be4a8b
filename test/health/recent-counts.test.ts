import { expect, test } from 'vitest';
import { RecentCounts } from '../../src/health/recent-counts.ts';

test('counts what happened within the window and forgets what is older', () => {
  let now = 0;
  const counts = new RecentCounts({ windowMs: 300_000, clock: () => now });
  counts.add('openai');
  now = 200_000;
  counts.add('openai');
  counts.add('cohere');
  expect(counts.count('openai')).toBe(2);
  now = 310_000;
  expect(counts.count('openai')).toBe(1);
  now = 600_000;
  expect(counts.count('openai')).toBe(0);
  expect(counts.names()).toEqual([]);
});

test('a name that was never counted is zero', () => {
  expect(new RecentCounts({ windowMs: 1000, clock: () => 0 }).count('nobody')).toBe(0);
});
