import { setTimeout as pause } from 'node:timers/promises';
import { RedisConnection, type RedisScript } from '../../../../src/shared-state/redis-connection.ts';

/** Until when the key is paused, and the log of the minute, each entry `at:requests:tokens`. */
const lookScript: RedisScript = {
  name: 'proofLook',
  numberOfKeys: 2,
  lua: `return {redis.call('HGET', KEYS[1], 'paused') or '0', redis.call('LRANGE', KEYS[2], 0, -1)}`,
};

const lookEveryMs = 50;

/** Keeps what the shared limiter grants, with its own times, before it forgets. */
export class WatchedWindows {
  readonly #redis: RedisConnection;
  readonly #keys: [state: string, minute: string];
  /** How many grants of one moment were seen at once; each is seen, since it stays for the length of the window. */
  readonly #grants = new Map<number, number>();
  readonly #pauses = new Set<number>();
  readonly #ended = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  private constructor(redis: RedisConnection, provider: string) {
    this.#redis = redis;
    this.#keys = [`limiter:{${provider}}:state`, `limiter:{${provider}}:minute`];
  }

  static async start(redisUrl: string, provider: string): Promise<WatchedWindows> {
    const redis = new RedisConnection({ url: redisUrl });
    await redis.start();
    const watched = new WatchedWindows(redis, provider);
    watched.#looking = watched.#lookAgainAndAgain();
    return watched;
  }

  /** Milliseconds since the epoch by Redis' clock: each grant, and each moment until which there was a pause. */
  async end(): Promise<{ grants: number[]; pausedUntil: number[] }> {
    this.#ended.abort();
    await this.#looking;
    await this.#look();
    await this.#redis.stop();
    return {
      grants: [...this.#grants]
        .flatMap(([at, count]) => Array.from({ length: count }, () => at))
        .sort((a, b) => a - b),
      pausedUntil: [...this.#pauses].sort((a, b) => a - b),
    };
  }

  async #lookAgainAndAgain(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      await this.#look();
      await pause(lookEveryMs);
    }
  }

  async #look(): Promise<void> {
    const [paused, entries] = await this.#redis.run<[string, string[]]>(lookScript, this.#keys, []);
    if (Number(paused) > 0) this.#pauses.add(Number(paused));
    const now = new Map<number, number>();
    for (const entry of entries) {
      const [at = 0, requests = 0] = entry.split(':').map(Number);
      now.set(at, (now.get(at) ?? 0) + requests);
    }
    for (const [at, count] of now) this.#grants.set(at, Math.max(count, this.#grants.get(at) ?? 0));
  }
}
