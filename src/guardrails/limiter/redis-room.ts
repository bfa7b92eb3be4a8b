import { randomUUID } from 'node:crypto';
import type { ProviderName } from '../../providers/provider-name.ts';
import type { RedisConnection } from '../../shared-state/redis-connection.ts';
import { LimitWarnings } from './limit-warnings.ts';
import type { LimiterUse } from './limiter.ts';
import { dayMs, longestPauseMs } from './limiter-options.ts';
import { MemoryRoom } from './memory-room.ts';
import { type Limits, usesOf } from './provider-windows.ts';
import { RedisWindows, type SharedAnswer, type SharedFigures, type SharedSlot } from './redis-windows.ts';
import { NoRoom, type Room, type Taken, type WindowName } from './room.ts';
import { evenShare, firstShare } from './stand-in-caps.ts';

export interface RedisRoomOptions {
  provider: ProviderName;
  limits: Limits;
  windowMs: number;
  clock: () => number;
  /** 0–1: spreads the moments at which processes ask again. */
  random: () => number;
  redis: RedisConnection;
  processId: string;
  /** How many processes to reckon with until Redis has told. */
  expectedProcesses: number;
  /** After Redis lost its data: how long the others are given to tell what they did. */
  rejoinGraceMs: number;
  onWarning: ((use: LimiterUse) => void) | undefined;
}

type Mode =
  | { kind: 'shared'; epoch: string }
  /** Slots from these on are not known to Redis. */
  | {
      kind: 'stand-in';
      reason: string;
      sinceMs: number;
      minuteFrom: number;
      dayFrom: number;
      /** From then on Redis is told the rest and asked, as by all other processes. */
      endsAtMs?: number;
    };

const longestAskAgainMs = 1_000;
const widestSpreadMs = 50;
const mostJoinTries = 3;
/** Within so long all processes tell their last grants after their stand-ins have ended. */
const lastWordsMs = 500;

/**
 * One provider's windows in Redis, with a stand-in in memory. Whatever this process is granted is counted here too,
 * so that the stand-in knows it at once, and a Redis that lost its data can be told.
 */
export class RedisRoom implements Room {
  readonly #options: RedisRoomOptions;
  readonly #shared: RedisWindows;
  readonly #here: MemoryRoom;
  readonly #warnings: LimitWarnings;
  #mode: Mode;
  #processes: number;
  #figures: SharedFigures = { minuteRequests: 0, minuteTokens: 0, dayRequests: 0, pausedForMs: 0 };
  #knownEpoch = '';
  #stoodIn = false;
  #firstCaps: Limits | undefined;
  #joining: Promise<void> | undefined;
  #telling: Promise<unknown> | undefined;
  #ending: NodeJS.Timeout | undefined;
  #evenly: NodeJS.Timeout | undefined;
  readonly #corrections = new Set<Promise<void>>();
  #changed: () => void = () => {};

  constructor(options: RedisRoomOptions) {
    this.#options = options;
    this.#shared = new RedisWindows(options);
    this.#here = new MemoryRoom({ ...options, onWarning: undefined });
    this.#warnings = new LimitWarnings(options.provider, options.limits, options.onWarning);
    this.#processes = options.expectedProcesses;
    const reason = 'not started yet';
    this.#mode = { kind: 'stand-in', reason, sinceMs: options.clock(), minuteFrom: 0, dayFrom: 0 };
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
    this.#here.onChange(listener);
  }

  tooLarge(tokens: number): WindowName | undefined {
    return this.#here.tooLarge(tokens);
  }

  take(tokens: number, waited: boolean): Taken | NoRoom | Promise<Taken | NoRoom> {
    if (this.#options.clock() < this.#here.pausedUntilMs)
      return new NoRoom(this.#here.pausedUntilMs, 'pause');
    if (this.#telling) return this.#telling.then(() => this.take(tokens, waited));
    const mode = this.#mode;
    if (mode.kind === 'shared') return this.#takeShared(mode.epoch, tokens, waited);
    if (mode.endsAtMs === undefined || this.#options.clock() < mode.endsAtMs) return this.#takeHere(tokens);
    delete mode.endsAtMs;
    return this.join().then(() => this.take(tokens, waited));
  }

  async pause(forMs: number): Promise<void> {
    if (!(forMs > 0)) return;
    this.#here.pause(forMs);
    if (this.#mode.kind === 'shared')
      await this.#shared.pause(forMs).catch((cause) => this.standInFor(cause));
  }

  async use(waiting: number): Promise<LimiterUse[]> {
    if (this.#mode.kind === 'shared') await this.beat();
    const { provider, limits, clock } = this.#options;
    const nowMs = clock();
    const pausedForMs = Math.max(0, this.#here.pausedUntilMs - nowMs);
    if (this.#mode.kind === 'shared')
      return usesOf(provider, limits, this.#figures, { waiting, pausedForMs });
    this.#here.windows.expire(nowMs);
    return usesOf(provider, this.#caps(nowMs), this.#own(), { waiting, pausedForMs });
  }

  /** Why the windows are not shared now. */
  standIn(): string | undefined {
    if (this.#mode.kind === 'shared') return undefined;
    const part = this.#processes > 1 ? `, one part in ${this.#processes} of each` : '';
    return `rate limits are kept by this process alone${part}: ${this.#mode.reason}`;
  }

  /** A sign of life; joins where the windows are not shared yet. Never rejects. */
  async beat(): Promise<void> {
    if (this.#mode.kind === 'stand-in') {
      if (this.#options.redis.up) await this.join();
      return;
    }
    const { epoch } = this.#mode;
    try {
      const heard = await this.#shared.beat();
      if (this.#mode.kind !== 'shared' || this.#mode.epoch !== epoch) return;
      if (heard.epoch !== epoch) {
        this.standInFor('Redis has lost its data');
        await this.join();
        return;
      }
      this.#processes = Math.max(1, heard.alive);
      this.#heard(heard.figures);
    } catch (cause) {
      this.standInFor(cause);
    }
  }

  /** Puts the windows in Redis to use, after telling it what it does not know. Never rejects. */
  join(): Promise<void> {
    this.#joining ??= this.#join()
      .catch((cause) => this.standInFor(cause))
      .finally(() => {
        this.#joining = undefined;
        this.#changed();
      });
    return this.#joining;
  }

  /** From now on this process keeps to its part of the limits. */
  standInFor(cause: unknown): void {
    const reason =
      typeof cause === 'string' ? cause : cause instanceof Error ? cause.message : 'Redis failed';
    this.#stoodIn = true;
    if (this.#mode.kind === 'stand-in') {
      this.#mode.reason = reason;
      return;
    }
    const { windows } = this.#here;
    const nowMs = this.#options.clock();
    windows.expire(nowMs);
    const { limits } = this.#options;
    this.#firstCaps = firstShare(limits, this.#processes, this.#own(), this.#figures);
    const minuteFrom = windows.minute.seal();
    this.#mode = { kind: 'stand-in', reason, sinceMs: nowMs, minuteFrom, dayFrom: windows.day.seal() };
    this.#changed();
    // A first share of nothing gives no time at which to ask again: whoever waits is woken when the even share begins.
    clearTimeout(this.#evenly);
    this.#evenly = setTimeout(() => this.#changed(), this.#options.windowMs + 1);
    this.#evenly.unref();
  }

  /** Waits for what is on its way to Redis, and leaves the count of processes. Never rejects. */
  async stop(): Promise<void> {
    clearTimeout(this.#ending);
    clearTimeout(this.#evenly);
    await Promise.all(this.#corrections);
    if (this.#mode.kind === 'shared') await this.#shared.leave().catch(() => {});
  }

  /** Corrects the shared windows; where Redis is away the reservation stays as it is, which is the safe side. */
  correct(slot: SharedSlot, addTokens: number, release: boolean): void {
    if (this.#mode.kind !== 'shared' || (addTokens === 0 && !release)) return;
    const correction: Promise<void> = this.#shared
      .settle(slot, addTokens, release)
      .catch((cause) => this.standInFor(cause))
      .finally(() => this.#corrections.delete(correction));
    this.#corrections.add(correction);
  }

  #caps(nowMs: number): Limits {
    const even = evenShare(this.#options.limits, this.#processes);
    const first = this.#firstCaps;
    if (this.#mode.kind === 'shared' || !first) return even;
    const sinceMs = nowMs - this.#mode.sinceMs;
    return {
      requestsPerMinute: sinceMs < this.#options.windowMs ? first.requestsPerMinute : even.requestsPerMinute,
      tokensPerMinute: sinceMs < this.#options.windowMs ? first.tokensPerMinute : even.tokensPerMinute,
      requestsPerDay: sinceMs < dayMs ? first.requestsPerDay : even.requestsPerDay,
    };
  }

  #own() {
    const { minute, day } = this.#here.windows;
    return { minuteRequests: minute.requests, minuteTokens: minute.tokens, dayRequests: day.requests };
  }

  #takeHere(tokens: number): Taken | NoRoom {
    this.#here.windows.caps = this.#caps(this.#options.clock());
    return this.#here.take(tokens);
  }

  async #takeShared(epoch: string, tokens: number, waited: boolean): Promise<Taken | NoRoom> {
    try {
      const answer = await this.#shared.take(epoch, tokens, waited);
      if (answer.kind !== 'join') return this.#read(answer, tokens);
    } catch (cause) {
      this.standInFor(cause);
      return this.#takeHere(tokens);
    }
    this.standInFor('Redis has lost its data');
    void this.join();
    return this.#takeHere(tokens);
  }

  #read(answer: Exclude<SharedAnswer, { kind: 'join' }>, tokens: number): Taken | NoRoom {
    const { figures } = answer;
    this.#heard(figures);
    const nowMs = this.#options.clock();
    if (answer.kind === 'taken') {
      const { windows } = this.#here;
      windows.expire(nowMs);
      const minuteSlot = windows.countInMinute(nowMs, tokens);
      const daySlot = windows.countInDay(nowMs);
      this.#warnings.look(figures.minuteRequests, figures.minuteTokens, figures.dayRequests);
      return new SharedGrant(this, this.#here, answer.slot, { minuteSlot, daySlot, tokens });
    }
    const window = answer.window as WindowName | 'pause';
    // Tokens may be given back by other processes without a word: their windows are looked at again before long.
    const askInMs = window === 'minute (tokens)' ? Math.min(answer.waitMs, longestAskAgainMs) : answer.waitMs;
    const spreadMs = this.#options.random() * Math.min(widestSpreadMs, askInMs / 20);
    return new NoRoom(nowMs + answer.waitMs, window, nowMs + askInMs + spreadMs);
  }

  #heard(figures: SharedFigures): void {
    this.#figures = figures;
    if (figures.pausedForMs <= 0) return;
    const untilMs = this.#options.clock() + Math.min(figures.pausedForMs, longestPauseMs);
    this.#here.pausedUntilMs = Math.max(this.#here.pausedUntilMs, untilMs);
  }

  async #join(): Promise<void> {
    for (let tries = 0; tries < mostJoinTries; tries++) {
      const found = await this.#shared.epoch();
      if (this.#mode.kind === 'shared') return;
      // Redis answers: calls wait the moment that it takes to tell, so that none is missing from what is told.
      const told = this.#tell(found, this.#mode);
      this.#telling = told.catch(() => {});
      try {
        if (await told) return;
      } finally {
        this.#telling = undefined;
      }
    }
  }

  /** @returns false where somebody else was faster and all is to be looked at again */
  async #tell(found: string, mode: Exclude<Mode, { kind: 'shared' }>): Promise<boolean> {
    const { windows, pausedUntilMs } = this.#here;
    const nowMs = this.#options.clock();
    windows.expire(nowMs);
    const known = found !== '' && found === this.#knownEpoch;
    const told = {
      minute: windows.minute.slots(known ? mode.minuteFrom : 0),
      day: windows.day.slots(known ? mode.dayFrom : 0),
      pausedForMs: pausedUntilMs - nowMs,
      graceMs: this.#stoodIn && this.#processes > 1 ? this.#options.rejoinGraceMs + lastWordsMs : 0,
    };
    const minuteFrom = windows.minute.seal();
    const dayFrom = windows.day.seal();
    const joined = await this.#shared.join(found, { epoch: randomUUID(), gen: randomUUID() }, told);
    if (joined.kind === 'changed') return false;
    this.#knownEpoch = joined.epoch;
    if (this.#stoodIn && joined.opensInMs > lastWordsMs) {
      const reason = 'Redis was away, and the other processes have not told yet what they did';
      const endsInMs = joined.opensInMs - lastWordsMs;
      this.#mode = { ...mode, reason, minuteFrom, dayFrom, endsAtMs: this.#options.clock() + endsInMs };
      clearTimeout(this.#ending);
      this.#ending = setTimeout(() => void this.beat(), Math.ceil(endsInMs));
      this.#ending.unref();
      return true;
    }
    this.#mode = { kind: 'shared', epoch: joined.epoch };
    this.#stoodIn = false;
    this.#firstCaps = undefined;
    this.#processes = Math.max(1, joined.alive);
    this.#heard(joined.figures);
    return true;
  }
}

/** Where this process counted a grant of its own. */
interface OwnCount {
  minuteSlot: number;
  daySlot: number;
  tokens: number;
}

class SharedGrant implements Taken {
  waitedMs = 0;
  readonly #room: RedisRoom;
  readonly #here: MemoryRoom;
  readonly #slot: SharedSlot;
  readonly #own: OwnCount;
  #done = false;

  constructor(room: RedisRoom, here: MemoryRoom, slot: SharedSlot, own: OwnCount) {
    this.#room = room;
    this.#here = here;
    this.#slot = slot;
    this.#own = own;
  }

  settle(tokens: number): void {
    if (this.#done) return;
    this.#done = true;
    const used = tokens > 0 ? Math.ceil(tokens) : 0;
    // Redis first: whoever is woken by the change asks it after it knows.
    this.#room.correct(this.#slot, used - this.#own.tokens, false);
    this.#here.settle(this.#own.minuteSlot, this.#own.tokens, used);
  }

  release(): void {
    if (this.#done) return;
    this.#done = true;
    const { minuteSlot, daySlot, tokens } = this.#own;
    this.#room.correct(this.#slot, -tokens, true);
    this.#here.giveBack(minuteSlot, daySlot, tokens);
  }
}
