import type { ProviderName } from '../../providers/provider-name.ts';
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
  /** Told when what must survive a restart has changed. */
  onDayChange?: (() => void) | undefined;
}

/** One provider's windows and pause in this process. */
export class MemoryRoom implements Room {
  readonly windows: ProviderWindows;
  /** By the monotonic clock. */
  pausedUntilMs = Number.NEGATIVE_INFINITY;
  readonly #limits: Limits;
  readonly #clock: () => number;
  readonly #warnings: LimitWarnings;
  readonly #onDayChange: (() => void) | undefined;
  #changed: () => void = () => {};

  constructor(options: MemoryRoomOptions) {
    this.#limits = options.limits;
    this.#clock = options.clock;
    this.#onDayChange = options.onDayChange;
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
    windows.expire(nowMs);
    if (!windows.fits(tokens)) return windows.noRoom(tokens);
    const minuteSlot = windows.countInMinute(nowMs, tokens);
    const daySlot = windows.countInDay(nowMs);
    this.#warnings.look(windows.minute.requests, windows.minute.tokens, windows.day.requests);
    if (daySlot >= 0) this.#onDayChange?.();
    return new MemoryGrant(this, minuteSlot, daySlot, tokens);
  }

  pause(forMs: number): void {
    if (!(forMs > 0)) return;
    const untilMs = this.#clock() + Math.min(forMs, longestPauseMs);
    if (untilMs <= this.pausedUntilMs) return;
    this.pausedUntilMs = untilMs;
    this.#onDayChange?.();
    this.#changed();
  }

  settle(minuteSlot: number, reserved: number, used: number): void {
    this.windows.minute.adjust(minuteSlot, 0, used - reserved);
    if (used < reserved) this.#changed();
  }

  giveBack(minuteSlot: number, daySlot: number, tokens: number): void {
    this.windows.minute.adjust(minuteSlot, -1, -tokens);
    this.windows.day.adjust(daySlot, -1, 0);
    if (daySlot >= 0) this.#onDayChange?.();
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
