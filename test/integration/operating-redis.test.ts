import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasRedis, type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type OperatedService, startOperatedService } from './support/operated-service.ts';

describe.runIf(hasRedis)('a service whose limits and breakers are shared through Redis', () => {
  let redis: RedisServer;
  let running: OperatedService;
  beforeEach(async () => {
    redis = await startRedisServer();
    running = await startOperatedService({ REDIS_URL: redis.url, TOKEN_BUDGET_USD: '1000' });
  });
  afterEach(async () => {
    await running.remove();
    await redis.stop();
  });

  async function healthUntil(isSo: (status: string) => boolean) {
    return vi.waitFor(
      async () => {
        const report = await running.health();
        if (!isSo(report.status)) throw new Error(`${report.status}: ${report.reasons.join()}`);
        return report;
      },
      { timeout: 30_000, interval: 100 },
    );
  }

  const redisIn = ({ components }: Awaited<ReturnType<OperatedService['health']>>) =>
    components.find(({ name }) => name === 'redis');

  /** Whether the calls of a provider are counted where other processes see them. */
  async function sharedKeys(): Promise<string[]> {
    const client = new Redis(redis.url);
    try {
      return await client.keys('*');
    } finally {
      client.disconnect();
    }
  }

  it('lists Redis with its latency while it is there', async () => {
    const report = await running.health();
    expect(report).toMatchObject({ status: 'healthy', reasons: [] });
    expect(redisIn(report)).toMatchObject({ status: 'up', latencyMs: expect.any(Number) });
    await running.run();
    expect((await sharedKeys()).filter((key) => key.startsWith('limiter:'))).not.toEqual([]);
  });

  it('goes on without it, says so, keeps its budgets, and shares again once it is back', async () => {
    expect((await running.run()).state).toBe('succeeded');
    const spentUsd = await spentByAll();
    const underWay = Promise.all([running.run(), running.run(), running.run()]);
    await redis.kill();
    for (const job of await underWay) expect(job.state).toBe('succeeded');

    const away = await healthUntil((status) => status === 'degraded');
    expect(away.httpStatus).toBe(200);
    expect(redisIn(away)).toMatchObject({ status: 'down' });
    expect(away.reasons.join()).toMatch(/each process judges the providers by itself/);
    expect(away.reasons.join()).toMatch(/limit/);
    expect(running.logText()).toContain('Redis is away');
    expect(await spentByAll()).toBeGreaterThan(spentUsd);

    // Still the same account: a budget just above what is spent holds the next calls back.
    const spent = await spentByAll();
    await running.ask('PUT', '/api/admin/budgets', { id: 'all/day', limitUsd: spent + 0.000_001 });
    const before = running.simulator.totals().byProvider;
    const held = await running.run();
    expect(held).toMatchObject({ state: 'degraded', budgetExceeded: true });
    const after = running.simulator.totals().byProvider;
    for (const model of ['openai', 'anthropic', 'openrouter', 'cohere'] as const) {
      expect(after[model] ?? 0, model).toBe(before[model] ?? 0);
    }
    expect(await spentByAll()).toBeCloseTo(spent, 9);
    expect((await running.ask('DELETE', '/api/admin/budgets?id=all/day')).status).toBe(204);
    running.goForward(6 * 60_000);

    await redis.restart();
    const back = await healthUntil((status) => status === 'healthy');
    expect(redisIn(back)).toMatchObject({ status: 'up' });
    expect((await running.run()).state).toBe('succeeded');
    expect((await sharedKeys()).filter((key) => key.startsWith('limiter:'))).not.toEqual([]);
  });

  async function spentByAll(): Promise<number> {
    const { body } = await running.ask('GET', '/api/admin/budgets');
    const { budgets } = body as { budgets: { id: string; spentUsd: number }[] };
    return budgets.find(({ id }) => id === 'all/month')?.spentUsd ?? Number.NaN;
  }
});
