import type { ProviderName } from '../../providers/provider-name.ts';
import type { DoubtedDay } from './doubted-day.ts';
import { LimitWarnings } from './limit-warnings.ts';
import type { LimiterUse } from './limiter.ts';
import { longestPauseMs } from './limiter-options.ts';
import { type Limits, ProviderWindows, windowTooSmall } from './provider-windows.ts';
import { NoRoom, type Room, type Taken, type WindowName } from './room.ts';

export interface MemoryRoomOptions {
  provider: ProviderName;
  limits: Limits;
  windowMs: number;
  clock: () => number;
  onWarning: ((use: LimiterUse) => void) | undefined;
  /** The wall clock, milliseconds since the epoch: for calls whose age is in doubt. */
  now?: () => number;
  /** Told when what must survive a restart has changed. */
  onChangeToSave?: (() => void) | undefined;
}

/** One provider's windows and pause in this process. */
export class MemoryRoom implements Room {
  readonly windows: ProviderWindows;
  /** By the monotonic clock. */
  pausedUntilMs = Number.NEGATIVE_INFINITY;
  /** Calls of a day that the wall clock alone says are over. */
  doubted: DoubtedDay | undefined;
  readonly #limits: Limits;
  readonly #clock: () => number;
  readonly #now: () => number;
  readonly #warnings: LimitWarnings;
  readonly #onChangeToSave: (() => void) | undefined;
  #changed: () => void = () => {};

  constructor(options: MemoryRoomOptions) {
    this.#limits = options.limits;
    this.#clock = options.clock;
    this.#now = options.now ?? Date.now;
    this.#onChangeToSave = options.onChangeToSave;
    this.windows = new ProviderWindows(options.limits, options.windowMs);
    this.#warnings = new LimitWarnings(options.provider, options.limits, options.onWarning);
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  tooLarge(tokens: number): WindowName | undefined {
    return windowTooSmall(this.#limits, tokens);
  }

  take(tokens: number): Taken | NoRoom {
    const nowMs = this.#clock();
    if (nowMs < this.pausedUntilMs) return new NoRoom(this.pausedUntilMs, 'pause');
    const { windows } = this;
    if (this.doubted?.isDue(nowMs)) this.#onDoubt(nowMs);
    windows.expire(nowMs);
    if (!windows.fits(tokens)) return windows.noRoom(tokens);
    const minuteSlot = windows.countInMinute(nowMs, tokens);
    const daySlot = windows.countInDay(nowMs);
    this.#warnings.look(windows.minute.requests, windows.minute.tokens, windows.day.requests);
    if (minuteSlot >= 0 || daySlot >= 0) this.#onChangeToSave?.();
    return new MemoryGrant(this, minuteSlot, daySlot, tokens);
  }

  /** Looks at calls whose age is in doubt, where it is time to. */
  review(): void {
    const nowMs = this.#clock();
    if (this.doubted?.isDue(nowMs)) this.#onDoubt(nowMs);
  }

  #onDoubt(clockMs: number): void {
    if (!this.doubted?.look({ clockMs, nowMs: this.#now() })) this.doubted = undefined;
  }

  pause(forMs: number): void {
    if (!(forMs > 0)) return;
    const untilMs = this.#clock() + Math.min(forMs, longestPauseMs);
    if (untilMs <= this.pausedUntilMs) return;
    this.pausedUntilMs = untilMs;
    this.#onChangeToSave?.();
    this.#changed();
  }

  settle(minuteSlot: number, reserved: number, used: number): void {
    if (used === reserved || minuteSlot < 0) return;
    this.windows.minute.adjust(minuteSlot, 0, used - reserved);
    this.#onChangeToSave?.();
    if (used < reserved) this.#changed();
  }

  giveBack(minuteSlot: number, daySlot: number, tokens: number): void {
    this.windows.minute.adjust(minuteSlot, -1, -tokens);
    this.windows.day.adjust(daySlot, -1, 0);
    if (minuteSlot >= 0 || daySlot >= 0) this.#onChangeToSave?.();
    this.#changed();
  }
}

class MemoryGrant implements Taken {
  waitedMs = 0;
  readonly #room: MemoryRoom;
  readonly #minuteSlot: number;
  readonly #daySlot: number;
  readonly #tokens: number;
  #done = false;

  constructor(room: MemoryRoom, minuteSlot: number, daySlot: number, tokens: number) {
    this.#room = room;
    this.#minuteSlot = minuteSlot;
    this.#daySlot = daySlot;
    this.#tokens = tokens;
  }

  settle(tokens: number): void {
    if (this.#done) return;
    this.#done = true;
    this.#room.settle(this.#minuteSlot, this.#tokens, tokens > 0 ? Math.ceil(tokens) : 0);
  }

  release(): void {
    if (this.#done) return;
    this.#done = true;
    this.#room.giveBack(this.#minuteSlot, this.#daySlot, this.#tokens);
  }
}
