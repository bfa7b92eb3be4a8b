const warnAt = 0.8;
// Below the threshold of the warning, so that a window that hovers around it does not warn at every call.
const calmBelow = 0.75;

/** Tells when the use of one limit becomes high: once each time. */
export class LimitMeter {
  readonly #warnFrom: number;
  readonly #calmBelow: number;
  #high = false;

  constructor(limit: number) {
    this.#warnFrom = limit * warnAt;
    this.#calmBelow = limit * calmBelow;
  }

  /** True where this use is the first one of 80 % or more. */
  rises(used: number): boolean {
    if (used >= this.#warnFrom) {
      const rose = !this.#high;
      this.#high = true;
      return rose;
    }
    if (used < this.#calmBelow) this.#high = false;
    return false;
  }
}
