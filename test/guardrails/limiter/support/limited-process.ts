/*
 * A process that takes as much as a RedisLimiter gives it and writes the time of each grant, in milliseconds since
 * the epoch, as a line. Its arguments: the options as JSON. It ends with its standard input.
 */
import { RedisLimiter } from '../../../../src/guardrails/limiter/redis-limiter.ts';
import { RedisConnection } from '../../../../src/shared-state/redis-connection.ts';
import type { LimitedProcessOptions } from './limited-processes.ts';

const { url, rule, windowMs, tokens } = JSON.parse(process.argv[2] ?? '') as LimitedProcessOptions;
const redis = new RedisConnection({ url });
await redis.start();
const limiter = new RedisLimiter({
  rules: { openai: rule },
  enabled: true,
  clock: () => performance.now(),
  redis,
  windowMs,
  maxWaitMs: 600_000,
  beatMs: 100,
  rejoinGraceMs: 1_000,
});
await limiter.start();

const stopped = new AbortController();
process.stdin.on('end', () => stopped.abort()).resume();
process.stdout.write('ready\n');

async function takeAll(user: string): Promise<void> {
  while (!stopped.signal.aborted) {
    try {
      await limiter.acquire({ provider: 'openai', user, tokens }, stopped.signal);
    } catch (error) {
      if (!stopped.signal.aborted) process.stdout.write(`refused ${(error as Error).message}\n`);
      return;
    }
    process.stdout.write(`${performance.timeOrigin + performance.now()}\n`);
  }
}

await Promise.all(['anna', 'ben', 'cleo'].map(takeAll));
await limiter.stop();
await redis.stop();
