import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LimiterGrant, LimiterRule } from '../../../src/guardrails/limiter/limiter.ts';
import { MemoryLimiter, type MemoryLimiterOptions } from '../../../src/guardrails/limiter/memory-limiter.ts';
import type { StateStore } from '../../../src/store/state-store.ts';
import { describeLimiter } from '../../conformance/limiter.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const never = new AbortController().signal;
const anna = { provider: 'openai', user: 'anna', tokens: 0 } as const;
const started: MemoryLimiter[] = [];

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 12) });
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((limiter) => limiter.stop()));
  vi.useRealTimers();
});

async function limiterWith(options: Partial<MemoryLimiterOptions>): Promise<MemoryLimiter> {
  const limiter = new MemoryLimiter({
    rules: {},
    enabled: true,
    clock: () => performance.now(),
    now: () => Date.now(),
    ...options,
  });
  started.push(limiter);
  await limiter.start();
  return limiter;
}

describeLimiter({
  empty: limiterWith,
  windowMs: minuteMs,
  async pass(ms) {
    await vi.advanceTimersByTimeAsync(ms);
  },
  async until(holds) {
    for (let tries = 0; !holds() && tries < 1_000; tries++) await vi.advanceTimersByTimeAsync(100);
    expect(holds()).toBe(true);
  },
});

describe('in memory', () => {
  test('a grant is given without a promise where there is room', async () => {
    const limiter = await limiterWith({ rules: { openai: { requestsPerMinute: 1 } } });
    expect(limiter.acquire(anna, never)).not.toBeInstanceOf(Promise);
    const waiting = limiter.acquire(anna, never);
    expect(waiting).toBeInstanceOf(Promise);
    await vi.advanceTimersByTimeAsync(minuteMs);
    await waiting;
  });

  test('a call leaves its window after exactly a minute', async () => {
    const limiter = await limiterWith({ rules: { openai: { requestsPerMinute: 1 } } });
    limiter.acquire(anna, never);
    let granted = false;
    void Promise.resolve(limiter.acquire(anna, never)).then(() => {
      granted = true;
    });
    await vi.advanceTimersByTimeAsync(minuteMs - 1);
    expect(granted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(granted).toBe(true);
  });

  test('a call that comes a millisecond before the first has left its window still waits', async () => {
    const limiter = await limiterWith({
      rules: { openai: { requestsPerMinute: 1 }, cohere: { tokensPerMinute: 9 } },
    });
    const tokens = { provider: 'cohere', user: 'anna', tokens: 9 } as const;
    limiter.acquire(anna, never);
    limiter.acquire(tokens, never);
    await vi.advanceTimersByTimeAsync(minuteMs - 1);
    const waiting = [limiter.acquire(anna, never), limiter.acquire(tokens, never)];
    expect(waiting).toEqual([expect.any(Promise), expect.any(Promise)]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await Promise.all(waiting)).toMatchObject([{ waitedMs: 1 }, { waitedMs: 1 }]);
  });

  test('a wait that ends when the room comes is granted, not refused', async () => {
    const limiter = await limiterWith({ rules: { openai: { requestsPerMinute: 1 } }, maxWaitMs: minuteMs });
    limiter.acquire(anna, never);
    const waiting = limiter.acquire(anna, never);
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect((await waiting).waitedMs).toBe(minuteMs);
  });

  test('a wall clock that jumps changes nothing', async () => {
    const limiter = await limiterWith({ rules: { openai: { requestsPerMinute: 1, requestsPerDay: 2 } } });
    limiter.acquire(anna, never);
    for (const jump of [dayMs, -3 * dayMs]) {
      vi.setSystemTime(Date.now() + jump);
      expect(limiter.use()).toMatchObject([{ used: 1 }, { used: 1 }]);
    }
  });

  test('no timer runs while nobody waits', async () => {
    const limiter = await limiterWith({ rules: { openai: { requestsPerMinute: 1 } } });
    limiter.acquire(anna, never);
    expect(vi.getTimerCount()).toBe(0);
    const abort = new AbortController();
    const waiting = Promise.resolve(limiter.acquire(anna, abort.signal));
    void Promise.resolve(limiter.acquire(anna, abort.signal)).catch(() => {});
    expect(vi.getTimerCount()).toBe(1);
    abort.abort();
    await expect(waiting).rejects.toThrow();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('no window ever holds more than its limit, whatever comes, waits, is settled or given back', async () => {
    const step = fc.record({
      afterMs: fc.oneof(
        fc.constant(0),
        fc.nat(50),
        fc.nat(20_000),
        fc.constant(minuteMs),
        fc.constant(minuteMs - 1),
      ),
      user: fc.constantFrom('anna', 'ben', 'cleo'),
      tokens: fc.nat(40),
      fate: fc.constantFrom('settle', 'keep', 'release'),
      used: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const rule = fc.record({
      requests: fc.integer({ min: 1, max: 6 }),
      tokens: fc.integer({ min: 40, max: 90 }),
    });
    await fc.assert(
      fc.asyncProperty(rule, fc.array(step, { maxLength: 60 }), async ({ requests, tokens }, steps) => {
        const limiter = await limiterWith({
          rules: { openai: { requestsPerMinute: requests, tokensPerMinute: tokens } },
        });
        const calls: { at: number; tokens: number; requests: number }[] = [];
        const granted = (grant: LimiterGrant, { fate, used, tokens: reserved }: (typeof steps)[number]) => {
          const call = { at: performance.now(), tokens: reserved, requests: 1 };
          calls.push(call);
          expect(windowHolds(calls, call.at).requests).toBeLessThanOrEqual(requests);
          expect(windowHolds(calls, call.at).tokens).toBeLessThanOrEqual(tokens);
          setTimeout(() => {
            if (fate === 'settle') {
              call.tokens = Math.floor(reserved * used);
              grant.settle(call.tokens);
            } else if (fate === 'release') {
              Object.assign(call, { tokens: 0, requests: 0 });
              grant.release();
            }
          }, 700);
        };
        const failures: unknown[] = [];
        for (const each of steps) {
          await vi.advanceTimersByTimeAsync(each.afterMs);
          const asked = { provider: 'openai', user: each.user, tokens: each.tokens } as const;
          const answer = limiter.acquire(asked, never);
          if (answer instanceof Promise) {
            answer
              .then((grant) => granted(grant, each))
              .catch((error) => {
                if ((error as { code?: string }).code !== 'LIMIT_EXCEEDED') failures.push(error);
              });
          } else granted(answer, each);
        }
        await vi.advanceTimersByTimeAsync(2 * minuteMs);
        expect(failures).toEqual([]);
        expect(limiter.use()).toMatchObject([{ waiting: 0, used: 0 }, { used: 0 }]);
      }),
      { numRuns: 60 },
    );
  });

  test('a large day limit is counted coarsely, but never forgets too early', async () => {
    const limiter = await limiterWith({ rules: { openai: { requestsPerDay: 10_000 } } });
    for (let call = 0; call < 10_000; call++) limiter.acquire(anna, never);
    await vi.advanceTimersByTimeAsync(dayMs - 1);
    expect(limiter.use()).toMatchObject([{ used: 10_000 }]);
    await vi.advanceTimersByTimeAsync(30_001);
    expect(limiter.use()).toMatchObject([{ used: 0 }]);
  });
});

function windowHolds(calls: { at: number; tokens: number; requests: number }[], at: number) {
  const inside = calls.filter((call) => at - call.at < minuteMs);
  return {
    requests: inside.reduce((sum, call) => sum + call.requests, 0),
    tokens: inside.reduce((sum, call) => sum + call.tokens, 0),
  };
}

describe('a restart', () => {
  const rules: Partial<Record<'firecrawl', LimiterRule>> = { firecrawl: { requestsPerDay: 3 } };
  const page = { provider: 'firecrawl', user: 'anna', tokens: 0 } as const;

  test('keeps what the day has used, to the hour when it is free again', async () => {
    const states = new KeptStates();
    const before = await limiterWith({ rules, states });
    before.acquire(page, never);
    await vi.advanceTimersByTimeAsync(3_600_000);
    before.acquire(page, never);
    await before.stop();
    const after = await limiterWith({ rules, states, clock: clockFrom(5) });
    expect(after.use()).toMatchObject([{ used: 2, limit: 3 }]);
    await vi.advanceTimersByTimeAsync(dayMs - 3_600_000);
    expect(after.use()).toMatchObject([{ used: 1 }]);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(after.use()).toMatchObject([{ used: 0 }]);
  });

  test('counts calls of the future as made just now', async () => {
    const states = new KeptStates();
    const before = await limiterWith({ rules, states });
    before.acquire(page, never);
    await before.stop();
    vi.setSystemTime(Date.now() - 5 * 3_600_000);
    const early = await limiterWith({ rules, states });
    await vi.advanceTimersByTimeAsync(dayMs - 1);
    expect(early.use()).toMatchObject([{ used: 1 }]);
    await vi.advanceTimersByTimeAsync(1);
    expect(early.use()).toMatchObject([{ used: 0 }]);
  });

  test('of a while drops what is older than a day', async () => {
    const states = new KeptStates();
    const before = await limiterWith({ rules, states });
    before.acquire(page, never);
    await vi.advanceTimersByTimeAsync(dayMs - 3_600_000);
    before.acquire(page, never);
    await before.stop();
    vi.setSystemTime(Date.now() + 3_600_000);
    expect((await limiterWith({ rules, states })).use()).toMatchObject([{ used: 1 }]);
  });

  describe('after which the wall clock says that long has passed', () => {
    const provenMs = 5 * minuteMs;

    async function usedUp(): Promise<KeptStates> {
      const states = new KeptStates();
      const before = await limiterWith({ rules, states });
      for (let call = 0; call < 3; call++) before.acquire(page, never);
      await before.stop();
      return states;
    }

    test('gives the day up once the clock has gone on for a while', async () => {
      const states = await usedUp();
      vi.setSystemTime(Date.now() + 10 * dayMs);
      const after = await limiterWith({ rules, states });
      await vi.advanceTimersByTimeAsync(provenMs - 1);
      expect(after.use()).toMatchObject([{ used: 3 }]);
      await vi.advanceTimersByTimeAsync(1);
      expect(after.use()).toMatchObject([{ used: 0 }]);
      expect(after.acquire(page, never)).not.toBeInstanceOf(Promise);
    });

    test('keeps the day where the clock is set back meanwhile', async () => {
      const states = await usedUp();
      vi.setSystemTime(Date.now() + 25 * 3_600_000);
      const after = await limiterWith({ rules, states });
      await vi.advanceTimersByTimeAsync(minuteMs);
      vi.setSystemTime(Date.now() - 25 * 3_600_000);
      await vi.advanceTimersByTimeAsync(10 * provenMs);
      expect(after.use()).toMatchObject([{ used: 3 }]);
      await vi.advanceTimersByTimeAsync(dayMs);
      expect(after.use()).toMatchObject([{ used: 0 }]);
    });

    test('keeps the day over one restart after another with the wrong clock', async () => {
      const states = await usedUp();
      vi.setSystemTime(Date.now() + 25 * 3_600_000);
      for (let start = 0; start < 3; start++) {
        const after = await limiterWith({ rules, states });
        expect(after.use()).toMatchObject([{ used: 3 }]);
        after.pause('firecrawl', 1 + start);
        await vi.advanceTimersByTimeAsync(minuteMs);
        await after.stop();
      }
    });

    test('does not make old calls young again by short runs once a day', async () => {
      const states = new KeptStates();
      for (let day = 0; day < 10; day++) {
        const run = await limiterWith({ rules, states });
        expect(run.use().map(({ used }) => used)).toEqual([Math.min(day, 1)]);
        run.acquire(page, never);
        await vi.advanceTimersByTimeAsync(minuteMs);
        await run.stop();
        vi.setSystemTime(Date.now() + dayMs);
      }
    });
  });

  test('keeps what the minute has used, in requests and tokens', async () => {
    const minute = { openai: { requestsPerMinute: 10, tokensPerMinute: 1_000 } };
    const states = new KeptStates();
    const call = { ...anna, tokens: 100 };
    for (let start = 0; start < 5; start++) {
      const limiter = await limiterWith({ rules: minute, states, clock: clockFrom(start) });
      for (let tries = 0; tries < 2; tries++) {
        const grant = limiter.acquire(call, never);
        expect(grant).not.toBeInstanceOf(Promise);
        (grant as LimiterGrant).settle(50);
      }
      await limiter.stop();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    const full = await limiterWith({ rules: minute, states, maxWaitMs: minuteMs });
    expect(full.use()).toMatchObject([{ used: 10 }, { used: 500 }]);
    const waiting = full.acquire(call, never);
    await vi.advanceTimersByTimeAsync(minuteMs - 5_000);
    expect((await waiting).waitedMs).toBeGreaterThan(50_000);
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect(full.use()).toMatchObject([{ used: 0 }, { used: 0 }]);
  });

  test('after a crash counts the second that was not saved as one of the limit’s rate', async () => {
    const minute = { openai: { requestsPerMinute: 120, tokensPerMinute: 6_000 } };
    const states = new KeptStates();
    const crashed = await limiterWith({ rules: minute, states });
    crashed.acquire({ ...anna, tokens: 7 }, never);
    await vi.advanceTimersByTimeAsync(1);
    const after = await limiterWith({ rules: minute, states });
    expect(after.use()).toMatchObject([{ used: 1 + 2 }, { used: 7 + 100 }]);
    await crashed.stop();
    const clean = await limiterWith({ rules: minute, states });
    expect(clean.use()).toMatchObject([{ used: 1 }, { used: 7 }]);
  });

  test('takes up what an earlier version has saved', async () => {
    const states = new KeptStates();
    const now = Date.now();
    await states.put('limiter:firecrawl', { version: 1, savedAt: now, pausedUntil: 0, calls: [now - 5, 2] });
    expect((await limiterWith({ rules, states })).use()).toMatchObject([{ used: 2 }]);
  });

  test('keeps a pause, no longer than it was', async () => {
    const states = new KeptStates();
    const before = await limiterWith({ rules, states });
    before.pause('firecrawl', 30 * minuteMs);
    await before.stop();
    vi.setSystemTime(Date.now() - dayMs);
    const after = await limiterWith({ rules, states });
    expect(after.use()).toMatchObject([{ pausedForMs: 30 * minuteMs }]);
  });

  test('after a crash has lost no more than the last second', async () => {
    const states = new KeptStates();
    const crashed = await limiterWith({ rules, states });
    crashed.acquire(page, never);
    await vi.advanceTimersByTimeAsync(1);
    expect((await limiterWith({ rules, states })).use()).toMatchObject([{ used: 1 }]);
    crashed.acquire(page, never);
    crashed.acquire(page, never);
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await limiterWith({ rules, states })).use()).toMatchObject([{ used: 3 }]);
  });

  test('writes at most once a second, and nothing when nothing has changed', async () => {
    const states = new KeptStates();
    const limiter = await limiterWith({ rules: { firecrawl: { requestsPerDay: 600 } }, states });
    for (let call = 0; call < 100; call++) {
      limiter.acquire(page, never);
      await vi.advanceTimersByTimeAsync(30);
    }
    expect(states.writes).toBeLessThanOrEqual(4);
    await vi.advanceTimersByTimeAsync(2_000);
    const { writes } = states;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states.writes).toBe(writes);
    await limiter.stop();
    // That it came to a proper end.
    expect(states.writes).toBe(writes + 1);
  });

  test('a store that fails costs no call and is told', async () => {
    const states = new KeptStates();
    const told: unknown[] = [];
    const limiter = await limiterWith({ rules, states, onStateError: (cause) => told.push(cause) });
    states.failing = true;
    expect(limiter.acquire(page, never)).not.toBeInstanceOf(Promise);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toHaveLength(1);
    states.failing = false;
    await limiter.stop();
    expect((await limiterWith({ rules, states })).use()).toMatchObject([{ used: 1 }]);
  });

  test('a damaged record is told and left out', async () => {
    const states = new KeptStates();
    await states.put('limiter:firecrawl', { version: 1, calls: 'all of them' });
    const told: unknown[] = [];
    const limiter = await limiterWith({ rules, states, onStateError: (cause) => told.push(cause) });
    expect(told).toMatchObject([{ code: 'LIMITER_STATE_DAMAGED' }]);
    expect(limiter.use()).toMatchObject([{ used: 0 }]);
  });
});

/** Another process's monotonic clock: it started somewhere else. */
function clockFrom(startMs: number): () => number {
  const beganMs = performance.now();
  return () => performance.now() - beganMs + startMs;
}

/** Documents as JSON, as every store keeps them. */
class KeptStates implements StateStore {
  readonly #documents = new Map<string, string>();
  writes = 0;
  failing = false;

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async get(key: string): Promise<unknown> {
    const document = this.#documents.get(key);
    return document === undefined ? undefined : JSON.parse(document);
  }

  async put(key: string, value: unknown): Promise<void> {
    if (this.failing) throw new Error('the disk is full');
    this.writes += 1;
    this.#documents.set(key, JSON.stringify(value));
  }

  async delete(key: string): Promise<void> {
    this.#documents.delete(key);
  }

  async keys(prefix: string): Promise<string[]> {
    return [...this.#documents.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
}
