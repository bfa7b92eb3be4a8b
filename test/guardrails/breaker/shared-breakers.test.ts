import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalBreakers } from '../../../src/guardrails/breaker/local-breakers.ts';
import {
  SharedBreakers,
  type SharedBreakersOptions,
} from '../../../src/guardrails/breaker/shared-breakers.ts';
import { BreakerOpen } from '../../../src/guardrails/refusals.ts';
import { RedisConnection } from '../../../src/shared-state/redis-connection.ts';
import { describeBreakers, failInARow } from '../../conformance/breakers.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';
import { hasRedis, type RedisServer, startRedisServer } from '../../support/redis-server.ts';

const clock = () => performance.now();

describe.skipIf(!hasRedis)('breakers of a fleet', () => {
  let server: RedisServer;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await server.restart();
  });

  /** A process of the fleet, as far as breakers can tell. It polls when told to. */
  async function member(
    options: Partial<SharedBreakersOptions> & { openMs?: number; states?: MemoryStateStore } = {},
  ) {
    const { openMs = 60_000, states = new MemoryStateStore(), ...others } = options;
    const redis = new RedisConnection({ url: server.url });
    await redis.start();
    const local = new LocalBreakers({
      settings: { pdf_service: { openMs } },
      states,
      clock,
      now: () => Date.now(),
      onListenerError() {},
      onSaveError(error) {
        throw error;
      },
    });
    const breakers = new SharedBreakers({
      local,
      redis,
      clock,
      pollMs: 3_600_000,
      voteDelayMs: 0,
      ...others,
    });
    await breakers.start();
    ends.push(async () => {
      await breakers.stop();
      await redis.stop();
    });
    return {
      breakers,
      redis,
      use: async () => {
        (await breakers.enter('pdf_service')).succeeded(1);
        await breakers.refresh();
      },
      fail: async () => {
        await failInARow(breakers, 'pdf_service', 3);
        await breakers.refresh();
      },
      state: async () => {
        await breakers.refresh();
        return breakers.status('pdf_service').state;
      },
      due: () =>
        vi.waitFor(() => expect(breakers.status('pdf_service').retryAfterMs).toBe(0), { interval: 5 }),
      away: async () => {
        await vi.waitFor(() => expect(redis.up).toBe(false), { interval: 5 });
      },
      back: async () => {
        await vi.waitFor(() => expect(breakers.standIn()).toBeUndefined(), { interval: 5, timeout: 10_000 });
        await breakers.refresh();
      },
    };
  }

  async function fleetOf(size: number, options: Parameters<typeof member>[0] = {}) {
    const members = [];
    for (let index = 0; index < size; index++) members.push(await member(options));
    for (const each of members) await each.use();
    return members as [Member, Member, Member];
  }
  type Member = Awaited<ReturnType<typeof member>>;

  async function circuit(): Promise<Record<string, unknown>> {
    const redis = new RedisConnection({ url: server.url });
    await redis.start();
    try {
      expect(await redis.command('TTL', 'circuit:pdf_service')).toBe(-1);
      return JSON.parse(await redis.command('GET', 'circuit:pdf_service'));
    } finally {
      await redis.stop();
    }
  }

  describe('quorum', () => {
    it('one of three that fails opens it for itself alone', async () => {
      const [a, b, c] = await fleetOf(3);
      await a.fail();
      expect([await a.state(), await b.state(), await c.state()]).toEqual(['open', 'closed', 'closed']);
      await b.use();
      expect(() => a.breakers.enter('pdf_service')).toThrow(BreakerOpen);
      expect(await circuit()).toMatchObject({ version: 1, state: 'closed' });
    });

    it('two of three that fail open it for all', async () => {
      const [a, b, c] = await fleetOf(3);
      await a.fail();
      await b.fail();
      expect([await a.state(), await b.state(), await c.state()]).toEqual(['open', 'open', 'open']);
      expect(() => c.breakers.enter('pdf_service')).toThrow(BreakerOpen);
      expect(await circuit()).toMatchObject({
        state: 'open',
        reason: '3 failures in a row; agreed by 2 of 3 processes',
      });
    });

    it('those that do not use the provider are not asked', async () => {
      const [a] = [await member(), await member(), await member()];
      await a.use();
      await a.fail();
      expect(await circuit()).toMatchObject({ state: 'open' });
    });

    it('those that have not used it for a while are not asked', async () => {
      const [a] = await fleetOf(3, { activeMs: 50 });
      const seen = Date.now();
      await vi.waitFor(() => expect(Date.now() - seen).toBeGreaterThan(60), { interval: 5 });
      await a.fail();
      expect(await circuit()).toMatchObject({ state: 'open' });
    });

    it('those that stopped are not asked', async () => {
      const [a, b, c] = await fleetOf(3);
      await b.breakers.stop();
      await c.breakers.stop();
      await a.fail();
      expect(await circuit()).toMatchObject({ state: 'open' });
    });

    it('a vote is taken back by its own recovery', async () => {
      const [a, b, c] = await fleetOf(3, { openMs: 30 });
      await a.fail();
      await a.due();
      for (let probe = 0; probe < 7; probe++) (await a.breakers.enter('pdf_service')).succeeded(1);
      expect(await a.state()).toBe('closed');
      expect(await circuit()).toMatchObject({ votes: {} });
      await b.fail();
      expect([await a.state(), await c.state()]).toEqual(['closed', 'closed']);
    });
  });

  describe('half-open', () => {
    it('has one probe in the whole fleet, round after round, and closes it for all', async () => {
      const [a, b, c] = await fleetOf(3, { openMs: 30 });
      await a.fail();
      await b.fail();
      for (const each of [a, c]) {
        await each.breakers.refresh();
        await each.due();
      }
      for (const prober of [c, a, b]) {
        const probe = await prober.breakers.enter('pdf_service');
        for (const other of [a, b, c]) {
          await expect(async () => other.breakers.enter('pdf_service')).rejects.toThrow(BreakerOpen);
        }
        probe.succeeded(1);
        for (const each of [prober, a, b, c]) await each.breakers.refresh();
      }
      expect([await a.state(), await b.state(), await c.state()]).toEqual(['closed', 'closed', 'closed']);
      for (const each of [a, b, c]) {
        expect(each.breakers.status('pdf_service')).toMatchObject({ opened: 1, recovered: 1 });
      }
    });

    it('opens it for all when the probe fails, for twice as long', async () => {
      const [a, b] = await fleetOf(2, { openMs: 500 });
      await a.fail();
      await b.fail();
      const opened = await circuit();
      await a.breakers.refresh();
      await vi.waitFor(() => expect(a.breakers.status('pdf_service').retryAfterMs).toBe(0), {
        interval: 5,
        timeout: 5_000,
      });
      (await a.breakers.enter('pdf_service')).failed(1);
      expect([await a.state(), await b.state()]).toEqual(['open', 'open']);
      const again = await circuit();
      expect(Number(opened.openUntil) - Number(opened.since)).toBe(500);
      expect(Number(again.openUntil) - Number(again.since)).toBe(1_000);
      expect(b.breakers.status('pdf_service').retryAfterMs).toBeGreaterThan(500);
    });

    it('is not probed by one that opened by itself and has not heard yet that all did', async () => {
      const a = await member({ openMs: 30 });
      const b = await member();
      await a.use();
      await b.use();
      await a.fail();
      await b.fail();
      await a.due();
      await expect(async () => a.breakers.enter('pdf_service')).rejects.toThrow(BreakerOpen);
      expect(a.breakers.status('pdf_service')).toMatchObject({ state: 'open', opened: 1 });
    });

    it('a probe that says nothing leaves its place to another process', async () => {
      const [a, b] = await fleetOf(2, { openMs: 30 });
      await a.fail();
      await b.fail();
      await a.breakers.refresh();
      await a.due();
      await b.due();
      (await a.breakers.enter('pdf_service')).ignored();
      await a.breakers.refresh();
      const probe = await b.breakers.enter('pdf_service');
      expect(await b.state()).toBe('half_open');
      probe.ignored();
    });

    it('a late result of a lease that ran out changes nothing', async () => {
      const [a, b] = await fleetOf(2, { openMs: 30, probeLeaseMs: 30 });
      await a.fail();
      await b.fail();
      await a.breakers.refresh();
      await a.due();
      await b.due();
      const late = await a.breakers.enter('pdf_service');
      const probe = await vi.waitFor(async () => b.breakers.enter('pdf_service'), { interval: 5 });
      late.failed(1);
      await a.breakers.refresh();
      expect(await circuit()).toMatchObject({ state: 'half_open', probe: { token: expect.any(String) } });
      probe.ignored();
    });

    it('the lease of a call that takes long is renewed', async () => {
      const [a, b] = await fleetOf(2, { openMs: 30, probeLeaseMs: 90, pollMs: 10 });
      await a.fail();
      await b.fail();
      await a.breakers.refresh();
      await a.due();
      await b.due();
      const probe = await a.breakers.enter('pdf_service');
      const first = (await circuit()).probe as { ends: number };
      await vi.waitFor(
        async () =>
          expect(((await circuit()).probe as { ends: number }).ends).toBeGreaterThan(first.ends + 90),
        { interval: 10 },
      );
      await expect(async () => b.breakers.enter('pdf_service')).rejects.toThrow(BreakerOpen);
      probe.ignored();
    });
  });

  describe('by hand', () => {
    it('what one process says holds for all, and is released by any other', async () => {
      const [a, b, c] = await fleetOf(3);
      await a.breakers.control('pdf_service', 'open');
      expect([await b.state(), await c.state()]).toEqual(['forced_open', 'forced_open']);
      expect(() => c.breakers.enter('pdf_service')).toThrow(/switched off by hand/);
      await c.breakers.control('pdf_service', 'disable');
      expect([await a.state(), await b.state()]).toEqual(['disabled', 'disabled']);
      await b.breakers.control('pdf_service', 'close');
      expect([await a.state(), await c.state()]).toEqual(['closed', 'closed']);
    });

    it('closes a fleet’s open circuit, votes and all', async () => {
      const [a, b, c] = await fleetOf(3);
      await a.fail();
      await b.fail();
      await c.breakers.control('pdf_service', 'close');
      expect([await a.state(), await b.state(), await c.state()]).toEqual(['closed', 'closed', 'closed']);
      await a.fail();
      expect(await b.state()).toBe('closed');
    });

    it('said while Redis is away reaches the others when it is back', async () => {
      const [a, b] = await fleetOf(2);
      await server.kill();
      await a.away();
      await a.breakers.control('pdf_service', 'open');
      expect(() => a.breakers.enter('pdf_service')).toThrow(/switched off by hand/);
      await server.restart();
      await a.back();
      await b.back();
      expect([await a.state(), await b.state()]).toEqual(['forced_open', 'forced_open']);
    });
  });

  describe('without Redis', () => {
    it('each process judges by itself, says why, and probes by itself', async () => {
      const [a, b] = await fleetOf(2, { openMs: 30 });
      await server.kill();
      await a.away();
      await b.away();
      expect(a.breakers.standIn()).toMatch(/judges the providers by itself: Redis cannot be used/);
      await failInARow(a.breakers, 'pdf_service', 3);
      expect(() => a.breakers.enter('pdf_service')).toThrow(BreakerOpen);
      expect(b.breakers.enter('pdf_service')).not.toBeInstanceOf(Promise);
      await a.due();
      for (let probe = 0; probe < 7; probe++) {
        const permit = a.breakers.enter('pdf_service');
        expect(permit).not.toBeInstanceOf(Promise);
        (await permit).succeeded(1);
      }
      expect(a.breakers.status('pdf_service').state).toBe('closed');
    });

    it('starts, by what it saved itself', async () => {
      const states = new MemoryStateStore();
      const a = await member({ states });
      await a.fail();
      await a.breakers.stop();
      await server.kill();
      const again = await member({ states });
      expect(again.breakers.status('pdf_service').state).toBe('open');
      expect(again.breakers.standIn()).toBeDefined();
    });

    it('an open circuit stays open, and is put back into a Redis that lost it', async () => {
      const [a, b, c] = await fleetOf(3);
      await a.fail();
      await b.fail();
      expect(await c.state()).toBe('open');
      const before = await circuit();
      await server.kill();
      await c.away();
      expect(() => c.breakers.enter('pdf_service')).toThrow(BreakerOpen);
      await server.restart();
      for (const each of [c, a, b]) await each.back();
      const after = await circuit();
      expect(after).toMatchObject({ state: 'open', epoch: before.epoch });
      expect(Math.abs(Number(after.openUntil) - Number(before.openUntil))).toBeLessThan(1_000);
      expect([await a.state(), await b.state(), await c.state()]).toEqual(['open', 'open', 'open']);
    });

    it('an opening of its own is voted on when Redis is back', async () => {
      const a = await member();
      await a.use();
      await server.kill();
      await a.away();
      await failInARow(a.breakers, 'pdf_service', 3);
      await server.restart();
      await a.back();
      expect(await circuit()).toMatchObject({ state: 'open', reason: '3 failures in a row' });
    });

    it('a failed probe of the fleet that cannot be told counts here', async () => {
      const a = await member({ openMs: 30 });
      await a.fail();
      await a.due();
      const probe = await a.breakers.enter('pdf_service');
      await server.kill();
      await a.away();
      probe.failed(1);
      await vi.waitFor(() => expect(a.breakers.status('pdf_service').state).toBe('open'), { interval: 5 });
    });
  });

  it('leaves a circuit that is not its own kind of document alone until it has to change it', async () => {
    const redis = new RedisConnection({ url: server.url });
    await redis.start();
    await redis.command('SET', 'circuit:pdf_service', 'not JSON');
    const a = await member();
    expect(await a.state()).toBe('closed');
    await a.fail();
    expect(await circuit()).toMatchObject({ state: 'open' });
    await redis.stop();
  });

  describeBreakers('shared through Redis', async () => {
    const states = new MemoryStateStore();
    return {
      probesToClose: 3,
      async make(settings) {
        const redis = new RedisConnection({ url: server.url });
        await redis.start();
        const local = new LocalBreakers({
          states,
          ...(settings && { settings }),
          clock,
          now: () => Date.now(),
          onListenerError() {},
          onSaveError(error) {
            throw error;
          },
        });
        const breakers = new SharedBreakers({ local, redis, clock });
        await breakers.start();
        ends.push(() => redis.stop());
        return breakers;
      },
      async untilDue(breakers, provider) {
        await vi.waitFor(() => expect(breakers.status(provider).retryAfterMs).toBe(0), { interval: 5 });
      },
      async settled(breakers) {
        await (breakers as SharedBreakers).refresh();
      },
      async end() {},
    };
  });
});
