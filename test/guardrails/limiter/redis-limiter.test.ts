import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { RedisLimiter, type RedisLimiterOptions } from '../../../src/guardrails/limiter/redis-limiter.ts';
import { RedisConnection } from '../../../src/shared-state/redis-connection.ts';
import { describeLimiter } from '../../conformance/limiter.ts';
import { hasRedis, type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import {
  type LimitedProcesses,
  mostInAnyWindow,
  startLimitedProcesses,
} from './support/limited-processes.ts';

const windowMs = 600;
const never = new AbortController().signal;
const anna = { provider: 'openai', user: 'anna', tokens: 0 } as const;
let server: RedisServer;
const open: { stop(): Promise<void> }[] = [];

const until = (holds: () => boolean | Promise<boolean>, timeout = 60_000) =>
  vi.waitFor(async () => expect(await holds()).toBe(true), { timeout, interval: 10 });

async function limiterWith(options: Partial<RedisLimiterOptions>): Promise<RedisLimiter> {
  const redis = new RedisConnection({ url: server.url });
  open.push(redis);
  await redis.start();
  const limiter = new RedisLimiter({
    rules: {},
    enabled: true,
    clock: () => performance.now(),
    redis,
    windowMs,
    beatMs: 50,
    rejoinGraceMs: 500,
    ...options,
  });
  open.push(limiter);
  await limiter.start();
  return limiter;
}

const usedOf = async (limiter: RedisLimiter) => (await limiter.use()).map(({ used }) => used);

describe.runIf(hasRedis)('in Redis', () => {
  let admin: Redis;

  beforeAll(async () => {
    server = await startRedisServer();
    admin = new Redis(server.url, { retryStrategy: () => 50 });
    admin.on('error', () => {});
  });

  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.stop();
  });

  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });

  describeLimiter({
    async empty(options) {
      await admin.flushall();
      return limiterWith(options);
    },
    windowMs,
    // Time is the server's: it passes as it does.
    pass: (ms) => pause(ms),
    until: (holds) => until(holds),
  });

  describe('several limiters', () => {
    test('count together', async () => {
      await admin.flushall();
      const rules = { openai: { requestsPerMinute: 3, tokensPerMinute: 100, requestsPerDay: 50 } };
      const [first, second] = [await limiterWith({ rules }), await limiterWith({ rules })];
      const grant = await first.acquire({ ...anna, tokens: 40 }, never);
      await second.acquire({ ...anna, tokens: 10 }, never);
      expect(await usedOf(first)).toEqual([2, 50, 2]);
      grant.settle(5);
      await until(async () => (await usedOf(second))[1] === 15);
      grant.release();
      const released = await second.acquire(anna, never);
      expect(await usedOf(first)).toEqual([3, 15, 3]);
      released.release();
      await until(async () => (await usedOf(first)).join() === '2,15,2');
    });

    test('keep a pause together', async () => {
      await admin.flushall();
      const [first, second] = [await limiterWith({}), await limiterWith({})];
      await first.pause('openai', windowMs / 2);
      expect((await second.acquire(anna, never)).waitedMs).toBeGreaterThan(windowMs / 4);
    });

    test('small calls of one do not starve a large one of the other', async () => {
      await admin.flushall();
      const rules = { openai: { tokensPerMinute: 100 } };
      const [first, second] = [await limiterWith({ rules }), await limiterWith({ rules })];
      const stop = new AbortController();
      const nibble = async () => {
        while (!stop.signal.aborted) {
          await first.acquire({ ...anna, tokens: 20 }, stop.signal);
          await pause(windowMs / 10);
        }
      };
      const nibbling = nibble().catch(() => {});
      await pause(windowMs / 2);
      const large = await second.acquire({ ...anna, tokens: 100 }, never);
      stop.abort();
      await nibbling;
      expect(large.waitedMs).toBeLessThan(5 * windowMs);
    });

    test('a large day limit is counted by the half minute', async () => {
      await admin.flushall();
      const limiter = await limiterWith({ rules: { openai: { requestsPerDay: 5_000 } } });
      const grants = [];
      for (let call = 0; call < 30; call++) grants.push(await limiter.acquire(anna, never));
      expect(await admin.llen('limiter:{openai}:day')).toBeLessThanOrEqual(2);
      grants[0]?.release();
      await until(async () => (await usedOf(limiter))[0] === 29);
    });
  });

  describe('the server’s clock', () => {
    test('set back neither opens nor freezes the windows', async () => {
      await admin.flushall();
      const limiter = await limiterWith({ rules: { openai: { requestsPerMinute: 1 } } });
      await limiter.acquire(anna, never);
      const before = Number(await admin.hget('limiter:{openai}:state', 'raw'));
      // What a clock that is an hour behind what was read last looks like.
      await admin.hset('limiter:{openai}:state', 'raw', before + 3_600_000);
      expect((await limiter.acquire(anna, never)).waitedMs).toBeGreaterThan(windowMs * 0.8);
    });

    test('set ahead does not open them either', async () => {
      await admin.flushall();
      const limiter = await limiterWith({ rules: { openai: { requestsPerMinute: 1, requestsPerDay: 5 } } });
      await limiter.acquire(anna, never);
      const before = Number(await admin.hget('limiter:{openai}:state', 'raw'));
      await admin.hset('limiter:{openai}:state', 'raw', before - 2 * 86_400_000);
      await limiter.acquire(anna, never);
      expect((await usedOf(limiter))[1]).toBe(2);
    });
  });

  test('all keys of a provider have one hash tag and expire by themselves', async () => {
    await admin.flushall();
    const limiter = await limiterWith({ rules: { openai: { requestsPerMinute: 5, requestsPerDay: 5 } } });
    await limiter.acquire(anna, never);
    await limiter.pause('openai', 10);
    const keys = (await admin.keys('*')).filter((key) => key.includes('openai')).sort();
    expect(keys).toEqual(['day', 'minute', 'processes', 'state'].map((name) => `limiter:{openai}:${name}`));
    for (const key of await admin.keys('*')) {
      expect(key).toMatch(/^limiter:\{[a-z_]+\}:/);
      expect(await admin.pttl(key)).toBeGreaterThan(0);
    }
  });

  describe('without Redis', () => {
    test('calls go on at once with what this process has counted, and say why', async () => {
      await admin.flushall();
      const limiter = await limiterWith({ rules: { openai: { requestsPerMinute: 5 } }, windowMs: 60_000 });
      expect(limiter.standIn()).toBeUndefined();
      for (let call = 0; call < 3; call++) await limiter.acquire(anna, never);
      await server.kill();
      try {
        await Promise.all([1, 2].map(() => limiter.acquire(anna, never)));
        expect(await usedOf(limiter)).toEqual([5]);
        expect(limiter.standIn()).toMatch(/this process alone: Redis cannot be used/);
      } finally {
        await server.restart();
      }
      await until(() => limiter.standIn() === undefined);
      // The new server knows nothing but what it was told.
      expect(await admin.llen('limiter:{openai}:minute')).toBe(5);
      expect(await usedOf(limiter)).toEqual([5]);
    });

    test('a limiter that starts without it keeps to the part that it was told to expect', async () => {
      await server.kill();
      try {
        const limiter = await limiterWith({
          rules: { openai: { requestsPerMinute: 9 } },
          expectedProcesses: 3,
          maxWaitMs: 50,
        });
        expect(await limiter.use()).toMatchObject([{ used: 0, limit: 3 }]);
        expect(limiter.standIn()).toMatch(/one part in 3/);
        for (let call = 0; call < 3; call++) await limiter.acquire(anna, never);
        await expect((async () => limiter.acquire(anna, never))()).rejects.toMatchObject({
          code: 'LIMIT_EXCEEDED',
        });
      } finally {
        await server.restart();
      }
    });

    test('a server that lost its data without going away is told what was done', async () => {
      await admin.flushall();
      const limiter = await limiterWith({
        rules: { openai: { requestsPerMinute: 9, requestsPerDay: 9 } },
        windowMs: 60_000,
      });
      for (let call = 0; call < 3; call++) await limiter.acquire(anna, never);
      await admin.flushall();
      await limiter.acquire(anna, never);
      await until(() => limiter.standIn() === undefined);
      expect(await usedOf(limiter)).toEqual([4, 4]);
      expect(await admin.llen('limiter:{openai}:minute')).toBe(4);
    });
  });

  describe('four processes on one key', () => {
    let processes: LimitedProcesses | undefined;

    afterEach(async () => {
      await processes?.stop();
      processes = undefined;
    });

    const limited = (limit: number) => ({
      url: server.url,
      rule: { requestsPerMinute: limit },
      windowMs,
      tokens: 0,
    });

    test('never exceed the limit together, by the server’s own record of the grants', async () => {
      await admin.flushall();
      const times: number[] = [];
      const monitor = await admin.monitor();
      monitor.on('monitor', (_time: string, [command, key, entry = '']: string[]) => {
        // The time that the script read, since the monitor's own is a little later.
        if (command?.toLowerCase() === 'rpush' && key === 'limiter:{openai}:minute') {
          times.push(Number(entry.split(':')[0]));
        }
      });
      try {
        processes = await startLimitedProcesses(4, limited(40));
        await until(() => times.length >= 160, 20_000);
      } finally {
        monitor.disconnect();
      }
      expect(mostInAnyWindow(times, windowMs)).toBe(40);
      expect(processes.refusals).toEqual([]);
    });

    test('go on within the divided limit when Redis is killed, and share again when it is back', async () => {
      await admin.flushall();
      processes = await startLimitedProcesses(4, limited(40));
      const { grants } = processes;
      const total = () => grants.reduce((sum, own) => sum + own.length, 0);
      await until(() => total() >= 80);
      await server.kill();
      const killedAt = performance.timeOrigin + performance.now();
      const own = (from: number) => grants.map((times) => times.filter((at) => at > from));
      await until(() => own(killedAt + windowMs).every((times) => times.length >= 20));
      expect(
        Math.max(...own(killedAt + windowMs).map((times) => mostInAnyWindow(times, windowMs * 0.95))),
      ).toBeLessThanOrEqual(10);
      await server.restart();
      const sharedAgain = async () =>
        Number(await admin.hget('limiter:{openai}:state', 'mn').catch(() => 0)) > 60;
      await until(sharedAgain);
      const backAt = performance.timeOrigin + performance.now();
      await until(() => own(backAt).flat().length >= 160);
      // By each process's own time of its grant, which is a little later than the grant itself.
      const inAll = (from: number) => mostInAnyWindow(own(from).flat(), windowMs * 0.9);
      expect(inAll(killedAt + windowMs)).toBeLessThanOrEqual(40);
      // What the others did since the last news of them is not known when the server is killed.
      expect(inAll(0)).toBeLessThanOrEqual(50);
      expect(processes.refusals).toEqual([]);
    });
  });
});
