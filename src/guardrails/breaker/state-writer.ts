const intervalMs = 1_000;

export interface StateWriterOptions {
  /** Writes the state as it is when called. */
  write(): Promise<void>;
  /** Must not throw. */
  onError(error: unknown): void;
}

/**
 * Writes one state whenever it changed: at once where that was asked for, else at most once a second. Writes follow
 * one another, so that an older one never lands on a newer one; one that failed is tried again a second later.
 */
export class StateWriter {
  readonly #options: StateWriterOptions;
  #running: Promise<void> | undefined;
  #again = false;
  #dirty = false;
  #started = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StateWriterOptions) {
    this.#options = options;
  }

  start(): void {
    this.#started = true;
    if (this.#dirty) this.writeNow();
  }

  /** Ends the timer and writes what is not written. */
  async stop(): Promise<void> {
    this.#started = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#dirty) this.#begin();
    await this.written();
  }

  /** Before `start()` it is only remembered, since what is saved may not be read yet. */
  writeNow(): void {
    this.#dirty = true;
    if (this.#started) this.#begin();
  }

  writeSoon(): void {
    this.#dirty = true;
    if (this.#timer !== undefined || !this.#started) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#dirty) this.#begin();
    }, intervalMs);
    this.#timer.unref();
  }

  /** Resolves when no write is under way. */
  async written(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #begin(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#writeAll().finally(() => {
      this.#running = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    do {
      this.#again = this.#dirty = false;
      try {
        await this.#options.write();
      } catch (error) {
        this.#dirty = true;
        this.#options.onError(error);
        this.writeSoon();
        return;
      }
    } while (this.#again);
  }
}
