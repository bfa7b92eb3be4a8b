import { beforeEach, describe, expect, it } from 'vitest';
import {
  countedLedger,
  countedLimiter,
  limitsExceeded,
  recentLatencies,
  timedBreakers,
} from '../../src/composition/recent-calls.ts';
import type { BreakerPermit, Breakers } from '../../src/guardrails/breaker/breaker.ts';
import { MemoryLimiter } from '../../src/guardrails/limiter/memory-limiter.ts';
import { RecentCounts } from '../../src/health/recent-counts.ts';
import type { LedgerStore, Settlement } from '../../src/store/ledger-store.ts';

let recent: RecentCounts;
beforeEach(() => {
  recent = new RecentCounts({ windowMs: 300_000, clock: () => 0 });
});

describe('calls', () => {
  const counts = async (...settled: [id: string, Partial<Settlement>][]) => {
    const ledger = countedLedger({ settle: async () => undefined } as unknown as LedgerStore, recent);
    for (const [id, settlement] of settled) {
      await ledger.settle(id, {
        outcome: 'succeeded',
        costNanoUsd: 0,
        usage: {},
        durationMs: 1,
        ...settlement,
      });
    }
    return [recent.count('call'), recent.count('call failed')];
  };

  it('that were sent count, and those that failed once more', async () => {
    expect(await counts(['a', {}], ['b', { outcome: 'failed', errorCode: 'PROVIDER_FAILED' }])).toEqual([
      2, 1,
    ]);
  });

  it('that were never sent, or that their caller gave up, do not count', async () => {
    const released = { outcome: 'released', errorCode: 'BREAKER_OPEN' } as const;
    expect(await counts(['a', released], ['b', { outcome: 'unknown', errorCode: 'CALL_ABORTED' }])).toEqual([
      0, 0,
    ]);
  });

  it('answered without a usage have not failed', async () => {
    expect(await counts(['a', { outcome: 'unknown' }])).toEqual([1, 0]);
  });

  it('that answer after their time-out are counted once', async () => {
    const late = { outcome: 'unknown', errorCode: 'PROVIDER_TIMED_OUT' } as const;
    expect(await counts(['a', late], ['a', {}])).toEqual([1, 1]);
  });
});

it('waits in vain are told by provider', async () => {
  const limiter = countedLimiter(
    new MemoryLimiter({
      rules: { openai: { requestsPerMinute: 1 } },
      enabled: true,
      maxWaitMs: 0,
      clock: () => 0,
      now: () => 0,
    }),
    recent,
  );
  const acquire = async () =>
    limiter.acquire({ provider: 'openai', user: 'local', tokens: 0 }, new AbortController().signal);
  await acquire();
  expect(limitsExceeded(recent)).toEqual([]);
  await expect(acquire()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  expect(limitsExceeded(recent)).toEqual(['openai']);
});

it('latency is the mean of the calls that the breaker hears of', async () => {
  const heard: string[] = [];
  const permit: BreakerPermit = {
    succeeded: (ms) => void heard.push(`succeeded ${ms}`),
    failed: (ms) => void heard.push(`failed ${ms}`),
    ignored: () => void heard.push('ignored'),
  };
  for (const given of [permit, Promise.resolve(permit)]) {
    const breakers = timedBreakers({ enter: () => given } as unknown as Breakers, recent);
    (await breakers.enter('openai')).succeeded(10);
    (await breakers.enter('openai')).failed(31);
    (await breakers.enter('cohere')).ignored();
  }
  expect(heard).toEqual(['succeeded 10', 'failed 31', 'ignored', 'succeeded 10', 'failed 31', 'ignored']);
  expect(recentLatencies(recent)).toEqual({ openai: 21 });
});
