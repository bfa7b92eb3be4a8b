import type { Redis } from 'ioredis';
import { StrataError } from '../error.ts';

/** A script for `RedisConnection.run`: atomic, cached in the server by its hash. */
export interface RedisScript {
  /** Letters only; one script to a name. */
  name: string;
  /** Uses `redis.call('TIME')` for the time, never an argument: clocks of processes differ. */
  lua: string;
  numberOfKeys: number;
}

export interface RedisConnectionOptions {
  url: string;
  /** PEM of the authorities to trust for `rediss://`; the system's where absent. */
  ca?: string;
  /** Told once when the server goes and once when it comes back. What it throws is ignored. */
  onChange?(up: boolean, reason?: string): void;
}

const commandTimeoutMs = 1_000;
const connectTimeoutMs = 2_000;
const slowestRetryMs = 2_000;

/**
 * One connection to the Redis that processes share. Commands fail at once while it is away, so that stand-ins take
 * over without a wait; it reconnects by itself for as long as it is started.
 */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  #redis: Redis | undefined;
  #up = false;
  #reason: string | undefined;
  readonly #listeners = new Set<(up: boolean) => void>();

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
  }

  /** Whether the server answers now. */
  get up(): boolean {
    return this.#up;
  }

  /** Why it does not, for people; without credentials. */
  get reason(): string | undefined {
    return this.#up ? undefined : (this.#reason ?? 'it has not answered yet');
  }

  /** Resolves when the first attempt to connect is over, however it ended. */
  async start(): Promise<void> {
    if (this.#redis) return;
    const { Redis } = await import('ioredis');
    const redis = new Redis(this.#options.url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      // The check whether the server is ready has no other limit; our own commands end earlier, see below.
      commandTimeout: commandTimeoutMs + 2_000,
      connectTimeout: connectTimeoutMs,
      retryStrategy: (times) => Math.min(times * 100, slowestRetryMs),
      ...(this.#options.ca === undefined ? {} : { tls: { ca: this.#options.ca } }),
    });
    this.#redis = redis;
    redis.on('ready', () => this.#became(true));
    redis.on('close', () => this.#became(false, this.#reason ?? 'the connection was closed'));
    redis.on('error', (error: NodeJS.ErrnoException) => {
      this.#reason = reasonOf(error);
    });
    await redis.connect().catch((error: unknown) => this.#became(false, reasonOf(error)));
  }

  async stop(): Promise<void> {
    const redis = this.#redis;
    this.#redis = undefined;
    this.#up = false;
    redis?.disconnect();
  }

  /** Called at each change between up and down; gives the way to stop that. */
  onChange(listener: (up: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws StrataError `REDIS_UNAVAILABLE` */
  run<Reply>(
    script: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<Reply> {
    return this.#with(async (redis) => {
      const commands = redis as unknown as Record<string, (...values: (string | number)[]) => Promise<Reply>>;
      if (commands[script.name] === undefined) {
        redis.defineCommand(script.name, { lua: script.lua, numberOfKeys: script.numberOfKeys });
      }
      return (await commands[script.name]?.(...keys, ...args)) as Reply;
    });
  }

  /** Any other command. @throws StrataError `REDIS_UNAVAILABLE` */
  command<Reply>(name: string, ...args: (string | number)[]): Promise<Reply> {
    return this.#with(async (redis) => (await redis.call(name, ...args)) as Reply);
  }

  async #with<T>(use: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = this.#redis;
    if (!redis || !this.#up) throw redisUnavailable(this.reason ?? 'it was not started');
    const late = Promise.withResolvers<never>();
    // A process that was held up finds its timers due before it has read what has long come in.
    const timer = setTimeout(() => setImmediate(() => late.reject(new NoAnswer())), commandTimeoutMs);
    try {
      return await Promise.race([use(redis), late.promise]);
    } catch (cause) {
      if (cause instanceof NoAnswer && this.#redis === redis && this.#up) {
        // A server that hangs keeps its connections: without a new one every command would wait as long.
        this.#became(false, cause.message);
        redis.disconnect(true);
      }
      throw redisUnavailable(reasonOf(cause), cause);
    } finally {
      clearTimeout(timer);
    }
  }

  #became(up: boolean, reason?: string): void {
    if (up) this.#reason = undefined;
    else this.#reason ??= reason;
    if (this.#up === up || !this.#redis) return;
    this.#up = up;
    quietly(() => this.#options.onChange?.(up, this.reason));
    for (const listener of [...this.#listeners]) quietly(() => listener(up));
  }
}

class NoAnswer extends Error {
  constructor() {
    super(`no answer within ${commandTimeoutMs / 1000} s`);
  }
}

/** For people, and without anything of the address: messages of the driver may hold it. */
function reasonOf(cause: unknown): string {
  if (cause instanceof NoAnswer) return cause.message;
  const { code, name, message } = cause as NodeJS.ErrnoException;
  // The server's own refusals begin with their code: WRONGPASS, NOAUTH, OOM, READONLY.
  return code ?? (name === 'ReplyError' ? message.match(/^[A-Z]+/)?.[0] : undefined) ?? name;
}

function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // Whoever listens must not cost the connection its state.
  }
}

function redisUnavailable(reason: string, cause?: unknown): StrataError {
  return new StrataError('REDIS_UNAVAILABLE', `Redis cannot be used (${reason})`, {
    kind: 'unavailable',
    retryable: true,
    action: 'check that the server runs and REDIS_URL',
    ...(cause === undefined ? {} : { cause }),
  });
}
