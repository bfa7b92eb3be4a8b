import { expect, onTestFinished, test } from 'vitest';
import { RedisConnection } from '../../src/shared-state/redis-connection.ts';
import { hasRedis, startRedisServer } from '../support/redis-server.ts';

// Its own time-out was due before it had read the answer: it took Redis for dead, and limits were exceeded.
test.skipIf(!hasRedis)('a process that was held up reads its answers before it gives Redis up', async () => {
  const server = await startRedisServer();
  const connection = new RedisConnection({ url: server.url });
  onTestFinished(async () => {
    await connection.stop();
    await server.stop();
  });
  await connection.start();
  await connection.command('PING');
  // The command leaves, and then nothing runs here for longer than a command may take. Of what is due afterwards,
  // timers come before sockets.
  await new Promise((resolve) => setImmediate(resolve));
  const answered = connection.command('PING');
  process.nextTick(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_700));
  expect(await answered).toBe('PONG');
  expect(connection.up).toBe(true);
});
