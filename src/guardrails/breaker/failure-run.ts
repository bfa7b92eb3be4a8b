import { type CircuitState, ConsecutiveBreaker, type IBreaker } from 'cockatiel';

/** What a run of failures leaves for the next start: how long ago each failure was, oldest first. */
export type SavedRun = number[];

/**
 * Failures in a row. Cockatiel's decider counts them; where they count only for a while, the times of the last ones
 * are kept beside it.
 */
export class FailureRun implements IBreaker {
  readonly #threshold: number;
  readonly #withinMs: number;
  readonly #clock: () => number;
  readonly #counter: ConsecutiveBreaker;
  /** Of the run's last failures, oldest first; at most as many as open it. */
  #times: number[] = [];

  constructor(threshold: number, withinMs: number | undefined, clock: () => number) {
    this.#threshold = threshold;
    this.#withinMs = withinMs ?? Number.POSITIVE_INFINITY;
    this.#clock = clock;
    this.#counter = new ConsecutiveBreaker(threshold);
  }

  get state(): SavedRun {
    const now = this.#clock();
    this.#forget(now);
    return this.#times.map((at) => now - at);
  }

  set state(agesMs: SavedRun) {
    const now = this.#clock();
    this.#times = agesMs.slice(-this.#threshold).map((age) => now - age);
    this.#counter.state = this.#times.length;
  }

  /** In a row and young enough to count. */
  get length(): number {
    this.#forget(this.#clock());
    return this.#counter.state;
  }

  success(): void {
    this.#counter.success();
    if (this.#times.length > 0) this.#times = [];
  }

  failure(_state?: CircuitState): boolean {
    const now = this.#clock();
    this.#forget(now);
    this.#times.push(now);
    if (this.#times.length > this.#threshold) this.#times.shift();
    return this.#counter.failure();
  }

  #forget(now: number): void {
    let old = 0;
    while (old < this.#times.length && now - (this.#times[old] ?? now) > this.#withinMs) old++;
    if (old === 0) return;
    this.#times.splice(0, old);
    this.#counter.state = this.#times.length;
  }
}
