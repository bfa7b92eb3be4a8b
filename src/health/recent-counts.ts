const bucketMs = 5_000;

/** Counts of the last minutes by name, in buckets of five seconds, so that memory does not grow with the traffic. */
export class RecentCounts {
  readonly #windowMs: number;
  readonly #clock: () => number;
  readonly #buckets = new Map<string, Map<number, number>>();

  /** @param clock monotonic, milliseconds */
  constructor(options: { windowMs: number; clock: () => number }) {
    this.#windowMs = options.windowMs;
    this.#clock = options.clock;
  }

  /** @param by how many, or how much of something that is added up */
  add(name: string, by = 1): void {
    const bucket = Math.floor(this.#clock() / bucketMs);
    let ofName = this.#buckets.get(name);
    if (ofName === undefined) {
      ofName = new Map();
      this.#buckets.set(name, ofName);
    }
    const before = ofName.get(bucket);
    ofName.set(bucket, (before ?? 0) + by);
    if (before === undefined) this.#forget(ofName);
  }

  count(name: string): number {
    const ofName = this.#buckets.get(name);
    if (ofName === undefined) return 0;
    this.#forget(ofName);
    let sum = 0;
    for (const count of ofName.values()) sum += count;
    return sum;
  }

  /** Names that were counted within the window. */
  names(): string[] {
    return [...this.#buckets.keys()].filter((name) => this.count(name) > 0);
  }

  #forget(ofName: Map<number, number>): void {
    const oldest = Math.floor((this.#clock() - this.#windowMs) / bucketMs);
    for (const bucket of ofName.keys()) if (bucket < oldest) ofName.delete(bucket);
  }
}
