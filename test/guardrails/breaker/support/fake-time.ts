/** A monotonic clock and a wall clock that move when told to, together or apart. */
export class FakeTime {
  #clockMs = 1_000;
  #wallMs = Date.UTC(2026, 0, 15, 12);
  readonly clock = () => this.#clockMs;
  readonly now = () => this.#wallMs;

  pass(ms: number): void {
    this.#clockMs += ms;
    this.#wallMs += ms;
  }

  /** Somebody sets the computer's clock. */
  stepWallClock(ms: number): void {
    this.#wallMs += ms;
  }
}
