import { describe, expect, test } from 'vitest';
import type { Limiter, LimiterGrant, LimiterUse } from '../../src/guardrails/limiter/limiter.ts';
import type { LimiterOptions } from '../../src/guardrails/limiter/limiter-options.ts';

/** What every suite needs of a limiter under test. */
export interface LimiterUnderTest {
  /** A started limiter on empty data, stopped after the test. */
  empty(options: Partial<LimiterOptions>): Promise<Limiter>;
  /** Lets so much time pass by the limiter's clock, and whatever is due in it happen. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until it holds; fails where that takes much longer than it should. */
  until(holds: () => boolean): Promise<void>;
  /** Long enough for tests to fit in, short enough for them to wait for. */
  windowMs: number;
}

const never = new AbortController().signal;
const anna = { provider: 'openai', user: 'anna', tokens: 0 } as const;

/** What a `Limiter` promises, wherever its windows are. */
export function describeLimiter(under: LimiterUnderTest): void {
  const { windowMs } = under;
  const rules = (rule: NonNullable<LimiterOptions['rules']['openai']>) => ({
    rules: { openai: rule },
    windowMs,
  });
  const take = async (limiter: Limiter, count: number): Promise<LimiterGrant[]> => {
    const grants: LimiterGrant[] = [];
    for (let index = 0; index < count; index++) grants.push(await limiter.acquire(anna, never));
    return grants;
  };
  const used = async (limiter: Limiter, unit: LimiterUse['unit'] = 'requests') =>
    (await limiter.use()).find((use) => use.provider === 'openai' && use.unit === unit)?.used;
  const ended = (promise: LimiterGrant | Promise<LimiterGrant>) => {
    const state = { grant: undefined as LimiterGrant | undefined, error: undefined as unknown };
    void Promise.resolve(promise).then(
      (grant) => {
        state.grant = grant;
      },
      (error) => {
        state.error = error;
      },
    );
    return state;
  };

  describe('room', () => {
    test('a burst up to the limit passes without a wait', async () => {
      const limiter = await under.empty(rules({ requestsPerMinute: 5 }));
      expect((await take(limiter, 5)).map((grant) => grant.waitedMs)).toSatisfy((waits: number[]) =>
        waits.every((wait) => wait < windowMs / 4),
      );
      expect(await used(limiter)).toBe(5);
    });

    test('the call over the limit waits until the first has left the window', async () => {
      const limiter = await under.empty(rules({ requestsPerMinute: 2 }));
      await take(limiter, 2);
      const third = ended(limiter.acquire(anna, never));
      await under.pass(windowMs * 0.6);
      expect(third.grant).toBeUndefined();
      await under.until(() => third.grant !== undefined);
      expect(third.grant?.waitedMs).toBeGreaterThan(windowMs * 0.6);
    });

    test('providers without a rule are not limited', async () => {
      const limiter = await under.empty(rules({ requestsPerMinute: 1 }));
      for (let index = 0; index < 20; index++) {
        expect((await limiter.acquire({ ...anna, provider: 'cohere' }, never)).waitedMs).toBeLessThan(
          windowMs,
        );
      }
    });

    test('nothing is limited where limits are switched off', async () => {
      const limiter = await under.empty({ ...rules({ requestsPerMinute: 1 }), enabled: false });
      expect(await take(limiter, 5)).toHaveLength(5);
    });

    test('a call larger than the whole limit is refused at once, and says so', async () => {
      const limiter = await under.empty(rules({ tokensPerMinute: 100 }));
      const asked = (async () => limiter.acquire({ ...anna, tokens: 101 }, never))();
      await expect(asked).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', retryable: false });
      await expect(asked).rejects.toThrow(/larger than the whole limit/);
    });

    test('the day limits as the minute does', async () => {
      const limiter = await under.empty({ ...rules({ requestsPerDay: 2 }), maxWaitMs: windowMs });
      await take(limiter, 2);
      const third = (async () => limiter.acquire(anna, never))();
      await expect(third).rejects.toMatchObject({
        code: 'LIMIT_EXCEEDED',
        message: expect.stringContaining('day'),
      });
      const refusal = (await third.catch((error: unknown) => error)) as { retryAfterMs: number };
      expect(refusal.retryAfterMs).toBeGreaterThan(86_400_000 - 10 * windowMs);
      expect(refusal.retryAfterMs).toBeLessThanOrEqual(86_400_000 + 10);
    });
  });

  describe('settlement', () => {
    test('tokens that were not used are free again at once', async () => {
      const limiter = await under.empty(rules({ tokensPerMinute: 100 }));
      const first = await limiter.acquire({ ...anna, tokens: 90 }, never);
      const second = ended(limiter.acquire({ ...anna, tokens: 50 }, never));
      await under.pass(windowMs / 10);
      expect(second.grant).toBeUndefined();
      first.settle(50);
      await under.until(() => second.grant !== undefined);
      expect(second.grant?.waitedMs).toBeLessThan(windowMs);
      expect(await used(limiter, 'tokens')).toBe(100);
    });

    test('tokens used beyond the reservation count', async () => {
      const limiter = await under.empty(rules({ tokensPerMinute: 100 }));
      const first = await limiter.acquire({ ...anna, tokens: 10 }, never);
      first.settle(95);
      await under.pass(windowMs / 20);
      expect(await used(limiter, 'tokens')).toBe(95);
      const second = ended(limiter.acquire({ ...anna, tokens: 10 }, never));
      await under.pass(windowMs / 4);
      expect(second.grant).toBeUndefined();
    });

    test('only the first settlement or release of a grant counts', async () => {
      const limiter = await under.empty(rules({ tokensPerMinute: 100, requestsPerMinute: 10 }));
      const first = await limiter.acquire({ ...anna, tokens: 50 }, never);
      first.settle(20);
      first.settle(1);
      first.release();
      await under.pass(windowMs / 20);
      expect(await used(limiter, 'tokens')).toBe(20);
      expect(await used(limiter)).toBe(1);
    });

    test('a released call leaves its place to the next one', async () => {
      const limiter = await under.empty(rules({ requestsPerMinute: 1, requestsPerDay: 1 }));
      const [first] = await take(limiter, 1);
      first?.release();
      await under.pass(windowMs / 20);
      expect(await take(limiter, 1)).toHaveLength(1);
    });
  });

  describe('waiting', () => {
    test('users are served in turn, each in its own order', async () => {
      const limiter = await under.empty({ ...rules({ requestsPerMinute: 1 }), maxWaitMs: 100 * windowMs });
      const [held] = await take(limiter, 1);
      const order: string[] = [];
      const grants: LimiterGrant[] = held ? [held] : [];
      for (const name of ['anna 1', 'anna 2', 'anna 3', 'ben 1', 'ben 2', 'cleo 1']) {
        const waiting = limiter.acquire({ ...anna, user: name.slice(0, -2) }, never);
        void Promise.resolve(waiting).then((grant) => {
          order.push(name);
          grants.push(grant);
        });
      }
      for (let served = 0; served < 6; served++) {
        grants.pop()?.release();
        await under.until(() => order.length > served);
      }
      expect(order).toEqual(['anna 1', 'ben 1', 'cleo 1', 'anna 2', 'ben 2', 'anna 3']);
    });

    test('small calls do not overtake a large one that waits', async () => {
      const limiter = await under.empty(rules({ tokensPerMinute: 100 }));
      const first = await limiter.acquire({ ...anna, tokens: 60 }, never);
      const large = ended(limiter.acquire({ ...anna, tokens: 90 }, never));
      const small = ended(limiter.acquire({ ...anna, user: 'ben', tokens: 10 }, never));
      await under.pass(windowMs / 10);
      expect([large.grant, small.grant]).toEqual([undefined, undefined]);
      first.settle(0);
      await under.until(() => large.grant !== undefined && small.grant !== undefined);
    });

    test('the wait is bounded, and the refusal says when there will be room', async () => {
      const limiter = await under.empty({ ...rules({ requestsPerMinute: 1 }), maxWaitMs: windowMs / 2 });
      await take(limiter, 1);
      const second = ended(limiter.acquire(anna, never));
      await under.pass(windowMs / 4);
      expect(second.error).toBeUndefined();
      await under.until(() => second.error !== undefined);
      expect(second.error).toMatchObject({ code: 'LIMIT_EXCEEDED', kind: 'unavailable', provider: 'openai' });
      const { retryAfterMs } = second.error as { retryAfterMs: number };
      expect(retryAfterMs).toBeGreaterThan(0);
      expect(retryAfterMs).toBeLessThanOrEqual(windowMs / 2);
    });

    test('a full queue refuses the next call', async () => {
      const limiter = await under.empty({ ...rules({ requestsPerMinute: 1 }), maxQueue: 2 });
      await take(limiter, 1);
      const waiting = [1, 2].map(() => ended(limiter.acquire(anna, never)));
      await under.pass(windowMs / 20);
      const refused = (async () => limiter.acquire(anna, never))();
      await expect(refused).rejects.toThrow(/too many calls are waiting/);
      expect(waiting.map(({ error }) => error)).toEqual([undefined, undefined]);
    });

    test('an abort ends the wait at once with its reason, and frees the place', async () => {
      const limiter = await under.empty({ ...rules({ requestsPerMinute: 1 }), maxQueue: 1 });
      const [held] = await take(limiter, 1);
      const abort = new AbortController();
      const waiting = (async () => limiter.acquire(anna, abort.signal))();
      await under.pass(windowMs / 20);
      const reason = new Error('cancelled');
      abort.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      const next = ended(limiter.acquire(anna, never));
      held?.release();
      await under.until(() => next.grant !== undefined);
    });

    test('a signal that is aborted already takes nothing', async () => {
      const limiter = await under.empty(rules({ requestsPerMinute: 5 }));
      const reason = new Error('cancelled');
      await expect((async () => limiter.acquire(anna, AbortSignal.abort(reason)))()).rejects.toBe(reason);
      expect(await used(limiter)).toBe(0);
    });

    test('a stop turns away whoever waits', async () => {
      const limiter = await under.empty(rules({ requestsPerMinute: 1 }));
      await take(limiter, 1);
      const waiting = ended(limiter.acquire(anna, never));
      await under.pass(windowMs / 20);
      await limiter.stop();
      await under.until(() => waiting.error !== undefined);
      expect(waiting.error).toMatchObject({ code: 'LIMITER_STOPPED' });
    });
  });

  describe('pauses', () => {
    test('no call passes before a pause is over, whatever room there is', async () => {
      const limiter = await under.empty(rules({ requestsPerMinute: 5 }));
      await limiter.pause('openai', windowMs / 2);
      const call = ended(limiter.acquire(anna, never));
      await under.pass(windowMs / 4);
      expect(call.grant).toBeUndefined();
      await under.until(() => call.grant !== undefined);
      expect(call.grant?.waitedMs).toBeGreaterThanOrEqual(windowMs / 2 - 5);
    });

    test('a shorter pause does not shorten a longer one, and nonsense is none', async () => {
      const limiter = await under.empty(rules({ requestsPerMinute: 5 }));
      await limiter.pause('openai', Number.NaN);
      await limiter.pause('openai', -5);
      expect(await take(limiter, 1)).toHaveLength(1);
      await limiter.pause('openai', windowMs);
      await limiter.pause('openai', 1);
      const pausedForMs = (await limiter.use()).find((use) => use.provider === 'openai')?.pausedForMs;
      expect(pausedForMs).toBeGreaterThan(windowMs / 2);
    });

    test('a pause of a week is kept whole, and refuses at once until then', async () => {
      const limiter = await under.empty(rules({ requestsPerMinute: 10 }));
      const weekMs = 7 * 86_400_000;
      await limiter.pause('openai', weekMs);
      const refused = await Promise.resolve()
        .then(() => limiter.acquire(anna, never))
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'LIMIT_EXCEEDED' });
      const { retryAfterMs } = refused as { retryAfterMs: number };
      expect(retryAfterMs).toBeGreaterThan(weekMs - 60_000);
      expect(retryAfterMs).toBeLessThanOrEqual(weekMs);
    });

    test('a pause longer than the longest wait refuses at once, also those who wait', async () => {
      const limiter = await under.empty({ ...rules({ requestsPerMinute: 1 }), maxWaitMs: windowMs });
      await take(limiter, 1);
      const waiting = ended(limiter.acquire(anna, never));
      await under.pass(windowMs / 20);
      await limiter.pause('openai', 10 * windowMs);
      await under.until(() => waiting.error !== undefined);
      expect(waiting.error).toMatchObject({ code: 'LIMIT_EXCEEDED' });
      const refused = (async () => limiter.acquire(anna, never))();
      await expect(refused).rejects.toThrow(/asked to be left alone/);
    });

    test('other providers go on', async () => {
      const limiter = await under.empty(rules({ requestsPerMinute: 5 }));
      await limiter.pause('openai', windowMs);
      expect(await limiter.acquire({ ...anna, provider: 'anthropic' }, never)).toBeDefined();
    });
  });

  test('use names each limit, what is used of it and who waits; 80 % is warned of once', async () => {
    const warnings: LimiterUse[] = [];
    const limiter = await under.empty({
      ...rules({ requestsPerMinute: 5, tokensPerMinute: 1000 }),
      onWarning: (use) => {
        warnings.push(use);
        throw new Error('a listener that fails');
      },
    });
    await take(limiter, 3);
    expect(warnings).toEqual([]);
    await take(limiter, 2);
    expect(warnings).toMatchObject([
      { provider: 'openai', window: 'minute', unit: 'requests', used: 4, limit: 5 },
    ]);
    ended(limiter.acquire(anna, never));
    await under.pass(windowMs / 20);
    expect(await limiter.use()).toMatchObject([
      { provider: 'openai', window: 'minute', unit: 'requests', used: 5, limit: 5, waiting: 1 },
      { provider: 'openai', window: 'minute', unit: 'tokens', used: 0, limit: 1000, waiting: 1 },
    ]);
  });
}
