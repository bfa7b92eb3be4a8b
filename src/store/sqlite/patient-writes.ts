// Taken from the module, so that clocks that tests put in place of the global ones do not stop the store.
import { setTimeout as pause } from 'node:timers/promises';
import { busyWaitsMs } from './busy-waits.ts';
import { isBusy } from './sqlite-error.ts';

/**
 * Writes that find the file locked by another program are tried again without holding up the event loop, and those
 * behind them wait for their turn, so that a later write never lands before an earlier one.
 */
export class PatientWrites {
  #last: Promise<unknown> | undefined;

  /** @param write whole or not at all; done at once where nothing is in its way */
  async run<Result>(write: () => Result): Promise<Result> {
    if (this.#last === undefined) {
      try {
        return write();
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
    }
    const before = this.#last ?? Promise.resolve();
    const mine = before.then(() => untilFree(write));
    const settled = mine
      .catch(() => {})
      .then(() => {
        if (this.#last === settled) this.#last = undefined;
      });
    this.#last = settled;
    return mine;
  }

  /** When nothing waits any more. */
  async idle(): Promise<void> {
    await this.#last;
  }
}

async function untilFree<Result>(write: () => Result): Promise<Result> {
  for (const waitMs of busyWaitsMs()) {
    try {
      return write();
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    await pause(waitMs);
  }
  return write();
}
