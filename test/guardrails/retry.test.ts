import { describe, expect, test, vi } from 'vitest';
import { defaultRetry, retryDelays, retryWait } from '../../src/guardrails/retry.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';

const settings = { ...defaultRetry, maxAttempts: 20 };

function retryable(retryAfterMs?: number): ProviderError {
  return new ProviderError('PROVIDER_FAILED', 'it failed', {
    provider: 'openai',
    charge: { kind: 'none' },
    breaker: 'failure',
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

describe('the wait before a retry', () => {
  test.each([
    [0, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]],
    [1, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]],
  ])('doubles up to the longest, jittered between a half and the whole (%s)', async (random, expected) => {
    const delays = await retryDelays(settings, () => random);
    expect(expected.map((_, index) => delays.after(retryable(), index + 1))).toEqual(expected);
  });

  test.each([
    [100, 500],
    [60_000, 60_000],
    [60_001, undefined],
  ])('is at least what the provider asks for, unless that is too long (%s ms)', async (asked, expected) => {
    const delays = await retryDelays(settings, () => 1);
    expect(delays.after(retryable(asked), 1)).toBe(expected);
  });

  test('is not made for other errors', async () => {
    const delays = await retryDelays(settings, () => 1);
    expect(delays.after(new Error('x'), 1)).toBeUndefined();
  });

  test('ends at once when aborted before it begins', async () => {
    await expect(retryWait(1000, AbortSignal.abort('enough'))).rejects.toBe('enough');
  });

  test('leaves no timer behind when aborted', async () => {
    vi.useFakeTimers();
    try {
      const caller = new AbortController();
      const wait = expect(retryWait(1000, caller.signal)).rejects.toBe('enough');
      caller.abort('enough');
      await wait;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
