import type { ProviderName } from '../../providers/provider-name.ts';
import type { RedisConnection, RedisScript } from '../../shared-state/redis-connection.ts';
import { dayMs, longestPauseMs } from './limiter-options.ts';
import { dayResolutionMs, type Limits } from './provider-windows.ts';
import { beatScript, joinScript, pauseScript, settleScript, takeScript } from './redis-scripts.ts';
import type { LoggedSlot } from './sliding-log.ts';
import type { LastSeen } from './stand-in-caps.ts';

export interface RedisWindowsOptions {
  provider: ProviderName;
  limits: Limits;
  windowMs: number;
  clock: () => number;
  redis: RedisConnection;
  processId: string;
}

/** What all processes together have used. */
export interface SharedFigures extends LastSeen {
  pausedForMs: number;
}

/** Where a grant stands in the shared windows. */
export interface SharedSlot {
  gen: string;
  minute: number;
  day: number;
}

export type SharedAnswer =
  | { kind: 'taken'; slot: SharedSlot; figures: SharedFigures }
  | { kind: 'wait'; waitMs: number; window: string; figures: SharedFigures }
  /** Redis has other data than this process thought. */
  | { kind: 'join' };

export type Joined =
  /** `opensInMs`: for so long nothing is granted yet. */
  | { kind: 'joined'; epoch: string; opensInMs: number; alive: number; figures: SharedFigures }
  | { kind: 'changed' };

type Reply = (string | number)[];

/** A reply takes no longer: RedisConnection gives up before. */
const slowestReplyMs = 1_500;
/** More than the silence between two signs of life of a single process. */
const allAwayAfterMs = 3_000;

/** One provider's windows in Redis: the scripts with their keys and arguments. Throws `REDIS_UNAVAILABLE`. */
export class RedisWindows {
  readonly #options: RedisWindowsOptions;
  readonly #keys: readonly [state: string, minute: string, day: string, processes: string];
  #lastSentMs: number | undefined;

  constructor(options: RedisWindowsOptions) {
    this.#options = options;
    // The braces are a hash tag: a cluster keeps the keys of one provider in one slot, as scripts need it.
    const prefix = `limiter:{${options.provider}}`;
    this.#keys = [`${prefix}:state`, `${prefix}:minute`, `${prefix}:day`, `${prefix}:processes`];
  }

  async take(epoch: string, tokens: number, waits: boolean): Promise<SharedAnswer> {
    const { limits } = this.#options;
    const numbers = [limits.requestsPerMinute, limits.tokensPerMinute, limits.requestsPerDay].map((limit) =>
      Number.isFinite(limit) ? limit : -1,
    );
    const args = [...numbers, dayResolutionMs(limits), tokens, waits ? 1 : 0];
    const [kind, a, b, c, ...rest] = await this.#run(takeScript, epoch, args);
    if (kind === 'join') return { kind };
    if (kind === 'taken') {
      return {
        kind,
        slot: { gen: String(a), minute: Number(b), day: Number(c) },
        figures: figuresOf(rest),
      };
    }
    return {
      kind: 'wait',
      waitMs: Number(a),
      window: String(b),
      figures: figuresOf([c as number, ...rest]),
    };
  }

  async settle(slot: SharedSlot, addTokens: number, release: boolean): Promise<void> {
    const args = [slot.gen, slot.minute, addTokens, slot.day, release ? 1 : 0];
    await this.#run(settleScript, '', args);
  }

  async pause(forMs: number): Promise<void> {
    await this.#run(pauseScript, '', [Math.ceil(Math.min(forMs, longestPauseMs))]);
  }

  async beat(): Promise<{ epoch: string; alive: number; figures: SharedFigures }> {
    const [epoch, alive, ...rest] = await this.#run(beatScript, '', []);
    return { epoch: String(epoch), alive: Number(alive), figures: figuresOf(rest) };
  }

  /** The name of the data that Redis has; empty where it has none. */
  async epoch(): Promise<string> {
    const found = await this.#options.redis.command<string | null>('HGET', this.#keys[0], 'epoch');
    return found ?? '';
  }

  async join(
    found: string,
    names: { epoch: string; gen: string },
    told: {
      minute: readonly LoggedSlot[];
      day: readonly LoggedSlot[];
      pausedForMs: number;
      /** How long the others are to be given to tell theirs, if all were away; 0 where there are none. */
      graceMs: number;
    },
  ): Promise<Joined> {
    const nowMs = this.#options.clock();
    const entries = (slots: readonly LoggedSlot[]) =>
      JSON.stringify(slots.map(({ atMs, requests, tokens }) => [Math.floor(nowMs - atMs), requests, tokens]));
    const args = [
      names.epoch,
      names.gen,
      entries(told.minute),
      entries(told.day),
      Math.ceil(Math.min(Math.max(0, told.pausedForMs), longestPauseMs)),
      told.graceMs,
      allAwayAfterMs,
    ];
    const [epoch, opensInMs, alive, ...rest] = await this.#run(joinScript, found, args);
    if (epoch === 'changed') return { kind: 'changed' };
    return {
      kind: 'joined',
      epoch: String(epoch),
      opensInMs: Number(opensInMs),
      alive: Number(alive),
      figures: figuresOf(rest),
    };
  }

  /** Takes this process out of the number among which limits would be divided. */
  async leave(): Promise<void> {
    await this.#options.redis.command('ZREM', this.#keys[3], this.#options.processId);
  }

  async #run(script: RedisScript, epoch: string, args: readonly (string | number)[]): Promise<Reply> {
    const { clock, redis, windowMs, processId } = this.#options;
    const sentMs = clock();
    const longestMs =
      this.#lastSentMs === undefined ? -1 : Math.ceil(sentMs - this.#lastSentMs + slowestReplyMs);
    const all = [epoch, longestMs, windowMs, dayMs, processId, ...args];
    const reply = await redis.run<Reply | number>(script, this.#keys, all);
    this.#lastSentMs = sentMs;
    return Array.isArray(reply) ? reply : [reply];
  }
}

function figuresOf([, minuteRequests, minuteTokens, dayRequests, pausedForMs]: Reply): SharedFigures {
  return {
    minuteRequests: Number(minuteRequests ?? 0),
    minuteTokens: Number(minuteTokens ?? 0),
    dayRequests: Number(dayRequests ?? 0),
    pausedForMs: Number(pausedForMs ?? 0),
  };
}
