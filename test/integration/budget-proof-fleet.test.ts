import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { SqliteStateStore } from '../../src/store/sqlite/sqlite-state-store.ts';
import { mostInAnyWindow } from '../guardrails/limiter/support/limited-processes.ts';
import { hasRedis, type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type SimulatorProcess, startSimulatorProcess } from '../support/simulator.ts';
import { CallingProcess, type CallingSettings } from './support/guard-proof/calling-processes.ts';
import { writePrices } from './support/guard-proof/proof-setup.ts';
import { WatchedWindows } from './support/guard-proof/watched-windows.ts';

/** Clocks of processes of one machine agree to this. */
const clockToleranceMs = 50;
/** A process that tells of a pause once more does so by when it heard of it, which on a busy machine is later. */
const pauseToleranceMs = 500;
const waiting = { timeout: 60_000, interval: 20 };

describe.skipIf(!hasRedis)('processes that share one Redis, through the whole guard', () => {
  let folder: string;
  let pricesFile: string;
  let simulator: SimulatorProcess;
  let redis: RedisServer;
  const started: CallingProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strata-proof-'));
    pricesFile = await writePrices(folder);
    [simulator, redis] = await Promise.all([startSimulatorProcess(), startRedisServer()]);
  });
  beforeEach(async () => {
    await simulator.reset();
    await redis.restart();
  });
  afterEach(async () => {
    for (const each of started.splice(0)) await each.kill();
  });
  afterAll(async () => {
    await Promise.all([simulator.stop(), redis.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** A process of that name has the same data folder whenever it is started. */
  async function start(
    name: string,
    more: Record<string, string>,
    options: Partial<CallingSettings> = {},
  ): Promise<CallingProcess> {
    const settings: CallingSettings = {
      simulatorUrl: simulator.url,
      redisUrl: redis.url,
      dataDir: join(folder, name),
      pricesFile,
      budgetUsd: 1_000,
      name,
      seed: name.charCodeAt(0),
      timeoutMs: 20_000,
      more,
      ...options,
    };
    const process = await CallingProcess.start(settings);
    started.push(process);
    return process;
  }

  async function arrivals(): Promise<number> {
    return (await simulator.totals()).calls;
  }

  test('never make more calls than the limit in any window, and as many as that', async () => {
    const [limit, windowMs, windows] = [20, 1_500, 4];
    const watched = await WatchedWindows.start(redis.url, 'openai');
    const fleet = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) =>
        start(name, { OPENAI_RATE_LIMIT_PER_MIN: String(limit) }, { windowMs }),
      ),
    );
    await Promise.all(fleet.map((process) => process.loop(8)));
    await vi.waitFor(async () => expect(await arrivals()).toBeGreaterThanOrEqual(limit * windows), waiting);
    await Promise.all(fleet.map((process) => process.endLoop()));

    const { grants } = await watched.end();
    expect(mostInAnyWindow(grants, windowMs)).toBe(limit);
    // Each arrival has a grant of its own before it: the windows are those of the calls, a way through the net later.
    const arrived = (await simulator.calls('openai')).map(({ at }) => at).sort((a, b) => a - b);
    expect(arrived.length).toBeLessThanOrEqual(grants.length);
    for (const [index, at] of arrived.entries()) {
      expect(at).toBeGreaterThan((grants[index] ?? Number.POSITIVE_INFINITY) - clockToleranceMs);
    }
  }, 120_000);

  test('leave a provider alone from its 429 on until Retry-After is over', async () => {
    const [storm, waitMs] = [30, 2_000];
    await simulator.fault({ provider: 'openai', fault: '429', retryAfter: waitMs / 1000, times: storm });
    const watched = await WatchedWindows.start(redis.url, 'openai');
    const fleet = await Promise.all(
      ['e', 'f', 'g', 'h'].map((name) => start(name, { PROVIDER_ATTEMPTS: '10' })),
    );
    await Promise.all(fleet.map((process) => process.loop(5)));
    await vi.waitFor(
      async () => expect((await simulator.totals()).byOutcome.answered).toBeGreaterThan(20),
      waiting,
    );
    await Promise.all(fleet.map((process) => process.endLoop()));

    const { grants, pausedUntil } = await watched.end();
    const calls = await simulator.calls('openai');
    const refused = calls.filter(({ status }) => status === 429).map(({ endedAt }) => endedAt ?? 0);
    expect(refused).toHaveLength(storm);
    for (const at of refused) {
      expect(pausedUntil.some((until) => until > at + waitMs - clockToleranceMs)).toBe(true);
    }
    for (const until of pausedUntil) {
      const begun = until - waitMs;
      expect(grants.filter((at) => at > begun + 1 && at < until - pauseToleranceMs)).toEqual([]);
      // What was let go before the pause was known may still arrive, and nothing else.
      const arrived = calls.filter(({ at }) => at < until - pauseToleranceMs);
      expect(arrived.length).toBeLessThanOrEqual(grants.filter((at) => at <= begun + 1).length);
    }
  }, 120_000);

  test('open a breaker by majority, probe once in the fleet, and keep it open over a kill -9 of everything', async () => {
    const more = { PROVIDER_ATTEMPTS: '1', OPENAI_BREAKER_FAILURES: '5', OPENAI_BREAKER_OPEN_SECONDS: '8' };
    const startBoth = () =>
      Promise.all([start('x', more, { timeoutMs: 2_000 }), start('y', more, { timeoutMs: 2_000 })]);
    const [x, y] = await startBoth();
    expect(await x.call(1)).toEqual({ answered: 1 });
    expect(await y.call(1)).toEqual({ answered: 1 });

    await simulator.fault({ provider: 'openai', fault: '500' });
    expect(await x.call(5)).toEqual({ PROVIDER_FAILED: 5 });
    expect(await x.call(1)).toEqual({ BREAKER_OPEN: 1 });
    // One process with trouble of its own opens nothing for the other.
    expect(await y.call(4)).toEqual({ PROVIDER_FAILED: 4 });
    expect(await y.call(1)).toEqual({ PROVIDER_FAILED: 1 });
    expect([await x.breaker(), await y.breaker()]).toEqual(['open', 'open']);
    const before = await arrivals();
    expect(before).toBe(12);

    // The one probe hangs until its time-out; everybody else is refused meanwhile.
    await simulator.clearFaults();
    await simulator.fault({ provider: 'openai', fault: 'hang' });
    const asked = [x, y].map(async (process) => {
      const endings: Record<string, number> = {};
      while (
        endings.PROVIDER_TIMED_OUT === undefined &&
        (await simulator.totals()).byOutcome.hung === undefined
      ) {
        const found = await process.call(20);
        for (const [ending, count] of Object.entries(found)) endings[ending] = (endings[ending] ?? 0) + count;
      }
      return endings;
    });
    const [inX = {}, inY = {}] = await Promise.all(asked);
    expect((inX.PROVIDER_TIMED_OUT ?? 0) + (inY.PROVIDER_TIMED_OUT ?? 0)).toBe(1);
    expect([...Object.keys(inX), ...Object.keys(inY)]).toContain('BREAKER_OPEN');
    expect(await arrivals()).toBe(before + 1);

    for (const name of ['x', 'y']) await savedAsOpen(join(folder, name, 'strata.db'));
    await Promise.all([x.kill(), y.kill(), redis.kill()]);
    await redis.restart();
    const [again, other] = await startBoth();
    expect(await again.call(10)).toEqual({ BREAKER_OPEN: 10 });
    expect(await other.call(10)).toEqual({ BREAKER_OPEN: 10 });
    expect(await arrivals()).toBe(before + 1);
  }, 120_000);
});

/** Resolves when the breaker's second opening, that after the probe, is on the disk. */
async function savedAsOpen(file: string): Promise<void> {
  const states = new SqliteStateStore({ file, readOnly: true });
  await states.start();
  await vi.waitFor(
    async () => expect(await states.get('breaker/openai')).toMatchObject({ state: 'open', openings: 2 }),
    waiting,
  );
  await states.stop();
}
