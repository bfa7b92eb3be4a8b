import { randomUUID } from 'node:crypto';
import { type ProviderName, providerNames } from '../../providers/provider-name.ts';
import type { RedisConnection } from '../../shared-state/redis-connection.ts';
import type { Limiter, LimiterGrant, LimiterRequest, LimiterUse } from './limiter.ts';
import { defaultMaxQueue, defaultMaxWaitMs, type LimiterOptions, minuteMs } from './limiter-options.ts';
import { limitsOf } from './provider-windows.ts';
import { RedisRoom } from './redis-room.ts';
import { WaitingLine } from './waiting-line.ts';

export interface RedisLimiterOptions extends LimiterOptions {
  /** Started and stopped by whoever hands it in. */
  redis: RedisConnection;
  /** 0–1, `Math.random` if absent: spreads the moments at which processes ask again. */
  random?: () => number;
  /** How many processes to reckon with where Redis was never reached; 1 if absent. */
  expectedProcesses?: number;
  /** How often a process says that it is alive; 2,000 ms if absent. */
  beatMs?: number;
  /** How long processes are given to tell a Redis that lost its data what they did; 5,000 ms if absent. */
  rejoinGraceMs?: number;
}

interface Lane {
  room: RedisRoom;
  line: WaitingLine;
}

const defaultBeatMs = 2_000;
const defaultRejoinGraceMs = 5_000;

/**
 * Limits that all processes on one Redis keep together. Where Redis is away each process goes on with its part of
 * the limits, and comes back by itself.
 */
export class RedisLimiter implements Limiter {
  readonly #options: RedisLimiterOptions;
  readonly #lanes = new Map<ProviderName, Lane>();
  #beats: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;

  constructor(options: RedisLimiterOptions) {
    this.#options = options;
    const processId = randomUUID();
    for (const provider of providerNames) this.#lanes.set(provider, this.#newLane(provider, processId));
  }

  /** Resolves too where Redis is away: the stand-in is at work then. */
  async start(): Promise<void> {
    if (this.#beats) return;
    const { redis, beatMs = defaultBeatMs } = this.#options;
    this.#stopListening = redis.onChange((up) => {
      for (const { room } of this.#lanes.values()) {
        if (up) void room.join();
        else room.standInFor(unreachable(redis));
      }
    });
    this.#beats = setInterval(() => {
      for (const { room } of this.#lanes.values()) void room.beat();
    }, beatMs);
    this.#beats.unref();
    await Promise.all(
      [...this.#lanes.values()].map(({ room }) =>
        redis.up ? room.join() : room.standInFor(unreachable(redis)),
      ),
    );
  }

  /** Turns waiting calls away and waits for what is on its way to Redis. */
  async stop(): Promise<void> {
    clearInterval(this.#beats);
    this.#beats = undefined;
    this.#stopListening?.();
    for (const { line } of this.#lanes.values()) line.stop();
    await Promise.all([...this.#lanes.values()].map(({ room }) => room.stop()));
  }

  acquire(request: LimiterRequest, signal: AbortSignal): LimiterGrant | Promise<LimiterGrant> {
    return this.#lane(request.provider).line.acquire(request, signal);
  }

  async pause(provider: ProviderName, forMs: number): Promise<void> {
    await this.#lane(provider).room.pause(forMs);
  }

  async use(): Promise<LimiterUse[]> {
    const uses = await Promise.all([...this.#lanes.values()].map(({ room, line }) => room.use(line.size)));
    return uses.flat();
  }

  standIn(): string | undefined {
    for (const { room } of this.#lanes.values()) {
      const reason = room.standIn();
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  #lane(provider: ProviderName): Lane {
    return this.#lanes.get(provider) as Lane;
  }

  #newLane(provider: ProviderName, processId: string): Lane {
    const { rules, enabled, clock, redis, onWarning, random = Math.random } = this.#options;
    const room = new RedisRoom({
      provider,
      limits: limitsOf(enabled ? rules[provider] : undefined),
      windowMs: this.#options.windowMs ?? minuteMs,
      clock,
      random,
      redis,
      processId,
      expectedProcesses: this.#options.expectedProcesses ?? 1,
      rejoinGraceMs: this.#options.rejoinGraceMs ?? defaultRejoinGraceMs,
      onWarning: onWarning && ((use) => onWarning(use)),
    });
    const line = new WaitingLine({
      provider,
      room,
      maxWaitMs: this.#options.maxWaitMs ?? defaultMaxWaitMs,
      maxQueue: this.#options.maxQueue ?? defaultMaxQueue,
      clock,
    });
    return { room, line };
  }
}

function unreachable(redis: RedisConnection): string {
  return `Redis cannot be used (${redis.reason ?? 'it does not answer'})`;
}
