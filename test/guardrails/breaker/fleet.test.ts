import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasRedis, type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { BreakersProcess } from './support/breakers-process.ts';

describe.skipIf(!hasRedis)('real processes on one Redis', () => {
  let server: RedisServer;
  const started: BreakersProcess[] = [];

  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());
  afterEach(async () => {
    for (const each of started.splice(0)) await each.kill();
    await server.restart();
  });

  async function start(openMs?: number): Promise<BreakersProcess> {
    const each = await BreakersProcess.start({
      redisUrl: server.url,
      ...(openMs === undefined ? {} : { openMs }),
    });
    started.push(each);
    return each;
  }

  async function bothOpen(openMs?: number): Promise<[BreakersProcess, BreakersProcess]> {
    const [a, b] = [await start(openMs), await start(openMs)];
    await a.call('succeeded');
    await b.call('succeeded');
    await a.call('failed', 3);
    await b.call('failed', 3);
    await vi.waitFor(async () => expect([await a.state(), await b.state()]).toEqual(['open', 'open']));
    return [a, b];
  }

  it('make one probe between them, and another when its process is killed in mid-probe', async () => {
    const [a, b] = await bothOpen(200);
    const first = await vi.waitFor(
      async () => {
        const [inA, inB] = await Promise.all([a.call('hang', 100), b.call('hang', 100)]);
        expect((inA.entered ?? 0) + (inB.entered ?? 0)).toBeGreaterThan(0);
        return { inA, inB };
      },
      { interval: 5, timeout: 5_000 },
    );
    expect((first.inA.entered ?? 0) + (first.inB.entered ?? 0)).toBe(1);
    expect((first.inA.refused ?? 0) + (first.inB.refused ?? 0)).toBe(199);
    const [prober, other] = first.inA.entered === 1 ? [a, b] : [b, a];
    expect(await other.call('succeeded', 20)).toMatchObject({ entered: 0, refused: 20 });
    await prober.kill();
    await vi.waitFor(async () => expect((await other.call('succeeded')).entered).toBe(1), { timeout: 5_000 });
  });

  it('find it still open after all of them were killed and started again', async () => {
    const [a, b] = await bothOpen();
    await a.kill();
    await b.kill();
    const [c, d] = [await start(), await start()];
    expect(await c.call('succeeded')).toMatchObject({ refused: 1, state: 'open' });
    expect(await d.call('succeeded')).toMatchObject({ refused: 1, state: 'open' });
  });

  it('keep what was said by hand when the one that said it is killed', async () => {
    const [a, b] = [await start(), await start()];
    await a.ask({ kind: 'control', command: 'open' });
    await a.kill();
    await vi.waitFor(async () => expect(await b.state()).toBe('forced_open'));
    expect(await (await start()).state()).toBe('forced_open');
  });
});
