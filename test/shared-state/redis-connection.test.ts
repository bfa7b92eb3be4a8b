import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { RedisConnection, type RedisScript } from '../../src/shared-state/redis-connection.ts';
import { hasRedis, type RedisServer, startRedisServer } from '../support/redis-server.ts';

const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.stop();
});

async function server(): Promise<RedisServer> {
  const redis = await startRedisServer();
  open.push(redis);
  return redis;
}

function connectionTo(url: string, onChange?: (up: boolean, reason?: string) => void): RedisConnection {
  const connection = new RedisConnection({ url, ...(onChange ? { onChange } : {}) });
  open.push(connection);
  return connection;
}

const double: RedisScript = { name: 'double', lua: 'return ARGV[1] * 2', numberOfKeys: 0 };
const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 10_000 });

describe.runIf(hasRedis)('a connection to Redis', () => {
  test('runs commands and scripts, also after the server forgot its scripts', async () => {
    const connection = connectionTo((await server()).url);
    await connection.start();
    expect(connection).toMatchObject({ up: true, reason: undefined });
    expect(await connection.command('SET', 'a', 1)).toBe('OK');
    expect(await connection.run(double, [], [21])).toBe(42);
    await connection.command('SCRIPT', 'FLUSH');
    expect(await connection.run(double, [], [4])).toBe(8);
  });

  test('tells of going and coming once each, fails at once between, and works again after', async () => {
    const redis = await server();
    const changes: [boolean, string | undefined][] = [];
    const heard: boolean[] = [];
    const connection = connectionTo(redis.url, (up, reason) => {
      changes.push([up, reason]);
      throw new Error('a listener that fails');
    });
    const stopListening = connection.onChange((up) => heard.push(up));
    await connection.start();
    await redis.kill();
    await until(() => !connection.up);
    await expect(connection.command('PING')).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      kind: 'unavailable',
      retryable: true,
    });
    await redis.restart();
    await until(() => connection.up);
    expect(await connection.run(double, [], [3])).toBe(6);
    expect(changes.map(([up]) => up)).toEqual([true, false, true]);
    expect(changes[1]?.[1]).toBeTruthy();
    expect(heard).toEqual([true, false, true]);
    stopListening();
    await redis.kill();
    await until(() => !connection.up);
    expect(heard).toHaveLength(3);
  });

  test('starts without a server and finds it when it comes', async () => {
    const redis = await server();
    await redis.kill();
    const connection = connectionTo(redis.url);
    await connection.start();
    expect(connection).toMatchObject({ up: false, reason: 'ECONNREFUSED' });
    await redis.restart();
    await until(() => connection.up);
  });

  test('a refusal of the server is named by its code', async () => {
    const connection = connectionTo((await server()).url);
    await connection.start();
    await connection.command('SET', 'text', 'a');
    await expect(connection.command('LPUSH', 'text', 'b')).rejects.toThrow(/WRONGTYPE/);
    expect(connection.up).toBe(true);
  });

  test('neither password nor address is in a reason or an error', async () => {
    const { url } = await server();
    const connection = connectionTo(url.replace('redis://', 'redis://someone:canary-password@'));
    await connection.start();
    const error = await connection.command('PING').catch((cause: Error) => cause);
    expect(`${connection.reason} ${error}`).not.toMatch(/canary|127\.0\.0\.1|someone/);
    expect(connection.reason).toBe('WRONGPASS');
  });

  test('after a stop nothing is up and commands fail', async () => {
    const connection = connectionTo((await server()).url);
    await connection.start();
    await connection.stop();
    expect(connection.up).toBe(false);
    await expect(connection.command('PING')).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE' });
  });
});

test('a server that takes connections and never answers is down, and the start ends', async () => {
  const { url } = await silentServer(() => undefined);
  const connection = connectionTo(url);
  await connection.start();
  expect(connection.up).toBe(false);
});

test('a server that stops answering is given up with the first command that it leaves waiting', async () => {
  let answering = true;
  const { url } = await silentServer(() => (answering ? '$15\r\nredis_version:7\r\n' : undefined));
  const connection = connectionTo(url);
  await connection.start();
  expect(connection.up).toBe(true);
  answering = false;
  await expect(connection.command('PING')).rejects.toThrow(/no answer within 1 s/);
  expect(connection).toMatchObject({ up: false, reason: 'no answer within 1 s' });
  await expect(connection.command('PING')).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE' });
});

/** Gives every packet that comes the same answer, or none. */
async function silentServer(answer: () => string | undefined): Promise<{ url: string }> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const reply = answer();
      const commands = data.toString().match(/\*\d+\r\n/g)?.length ?? 1;
      if (reply !== undefined) socket.write(reply.repeat(commands));
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => listener.close(() => resolve()));
  });
  const address = listener.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return { url: `redis://127.0.0.1:${address.port}` };
}
