import { dayMs } from './limiter-options.ts';
import type { LoggedSlot, SlidingLog } from './sliding-log.ts';

/** For so long the wall clock has to go in step with the monotonic one before it is believed. */
const provenAfterMs = 5 * 60_000;
const inStepWithinMs = 10_000;
const lookEveryMs = 60_000;

interface Moment {
  clockMs: number;
  nowMs: number;
}

interface DoubtedCalls {
  slot: number;
  requests: number;
  /** By the wall clock. */
  at: number;
}

/**
 * Calls of a day that was saved long ago by what the wall clock says at a start, when it may not have been set yet.
 * They count as if no time had passed since. Once the clock has gone on for five minutes without being set, it is
 * believed, and those that are older than a day by it leave their window; a clock that is set begins anew.
 */
export class DoubtedDay {
  /** As of when they were put back, by the wall clock of then. */
  readonly asOf: number;
  readonly #day: SlidingLog;
  #since: Moment;
  #lookAtMs: number;
  #calls: DoubtedCalls[] = [];
  #sealed = 0;
  #isProven = false;

  constructor(day: SlidingLog, asOf: number, start: Moment) {
    this.#day = day;
    this.asOf = asOf;
    this.#since = start;
    this.#lookAtMs = start.clockMs + provenAfterMs;
  }

  /** Whether the wall clock is believed by now. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** Before anything else of the day is counted. */
  add(clockMs: number, requests: number, at: number): void {
    this.#calls.push({ slot: this.#day.add(clockMs, requests, 0), requests, at });
    this.#sealed = this.#day.seal();
  }

  /** The calls as they are to be saved again: still with the times that they were saved with. */
  calls(): readonly { at: number; requests: number }[] {
    return this.#calls;
  }

  /** What was counted since. */
  others(): LoggedSlot[] {
    return this.#day.slots(this.#sealed);
  }

  /** Whether it is time to look at the wall clock. */
  isDue(clockMs: number): boolean {
    return clockMs >= this.#lookAtMs;
  }

  /** @returns whether any calls are left to be looked at again */
  look({ clockMs, nowMs }: Moment): boolean {
    const passedMs = clockMs - this.#since.clockMs;
    if (!this.#isProven && Math.abs(nowMs - this.#since.nowMs - passedMs) > inStepWithinMs) {
      this.#since = { clockMs, nowMs };
      this.#lookAtMs = clockMs + provenAfterMs;
      return true;
    }
    this.#isProven = true;
    this.#lookAtMs = clockMs + lookEveryMs;
    this.#calls = this.#calls.filter(({ slot, requests, at }) => {
      if (nowMs - at < dayMs) return true;
      this.#day.adjust(slot, -requests, 0);
      return false;
    });
    return this.#calls.length > 0;
  }
}
