import type { BreakerSettings } from './breaker.ts';

/** One remembered call: its age in milliseconds, whether it failed, whether it was slow. */
export type SavedCall = [ageMs: number, failed: 0 | 1, slow: 0 | 1];

const failedBit = 1;
const slowBit = 2;

/**
 * The last calls in a ring, with their failures and slow calls counted as they come and go, so that recording one
 * costs the same however many it holds. A call is forgotten when the ring has gone round or when it is older than
 * the window, whether or not calls were made since (cockatiel's windows survive idleness).
 */
export class CallWindow {
  readonly #windowMs: number;
  readonly #minimumCalls: number;
  readonly #failureRate: number;
  readonly #slowCallRate: number;
  readonly #slowCallMs: number;
  readonly #times: Float64Array;
  readonly #bits: Uint8Array;
  #oldest = 0;
  #calls = 0;
  #failures = 0;
  #slowCalls = 0;

  constructor(settings: BreakerSettings) {
    this.#windowMs = settings.windowMs;
    this.#minimumCalls = settings.minimumCalls;
    this.#failureRate = settings.failureRate;
    this.#slowCallRate = settings.slowCallRate;
    this.#slowCallMs = settings.slowCallMs;
    this.#times = new Float64Array(settings.windowCalls);
    this.#bits = new Uint8Array(settings.windowCalls);
  }

  get calls(): number {
    return this.#calls;
  }

  get failures(): number {
    return this.#failures;
  }

  get slowCalls(): number {
    return this.#slowCalls;
  }

  /** Counts a call that ended at `nowMs`; a failed call can be slow as well. */
  record(failed: boolean, durationMs: number, nowMs: number): void {
    const slow = durationMs > this.#slowCallMs;
    this.#add((failed ? failedBit : 0) | (slow ? slowBit : 0), nowMs);
  }

  /**
   * Why the calls in the window ask for opening, if they do: a rate that is reached is enough, as in resilience4j,
   * so that "50 % of the last calls" opens at ten of twenty. Asked after a success as well: a success can be slow,
   * and can be the call that makes up the minimum.
   */
  verdict(): string | undefined {
    const calls = this.#calls;
    if (calls < this.#minimumCalls) return undefined;
    if (this.#failures / calls >= this.#failureRate)
      return `${this.#failures} of the last ${calls} calls failed`;
    if (this.#slowCalls / calls >= this.#slowCallRate) {
      return `${this.#slowCalls} of the last ${calls} calls took longer than ${this.#slowCallMs / 1000} s`;
    }
    return undefined;
  }

  forget(nowMs: number): void {
    while (this.#calls > 0 && nowMs - (this.#times[this.#oldest] ?? nowMs) > this.#windowMs) this.#drop();
  }

  clear(): void {
    this.#oldest = this.#calls = this.#failures = this.#slowCalls = 0;
  }

  /** Oldest first. */
  save(nowMs: number): SavedCall[] {
    this.forget(nowMs);
    return Array.from({ length: this.#calls }, (_, index) => {
      const at = (this.#oldest + index) % this.#times.length;
      const bits = this.#bits[at] ?? 0;
      return [nowMs - (this.#times[at] ?? nowMs), bits & failedBit ? 1 : 0, bits & slowBit ? 1 : 0];
    });
  }

  restore(calls: readonly SavedCall[], nowMs: number): void {
    this.clear();
    for (const [ageMs, failed, slow] of calls)
      this.#add((failed ? failedBit : 0) | (slow ? slowBit : 0), nowMs - ageMs);
    this.forget(nowMs);
  }

  #add(bits: number, atMs: number): void {
    this.forget(atMs);
    if (this.#calls === this.#times.length) this.#drop();
    let at = this.#oldest + this.#calls;
    if (at >= this.#times.length) at -= this.#times.length;
    this.#times[at] = atMs;
    this.#bits[at] = bits;
    this.#calls++;
    if (bits & failedBit) this.#failures++;
    if (bits & slowBit) this.#slowCalls++;
  }

  #drop(): void {
    const bits = this.#bits[this.#oldest] ?? 0;
    if (bits & failedBit) this.#failures--;
    if (bits & slowBit) this.#slowCalls--;
    this.#calls--;
    this.#oldest = this.#oldest + 1 === this.#times.length ? 0 : this.#oldest + 1;
  }
}
