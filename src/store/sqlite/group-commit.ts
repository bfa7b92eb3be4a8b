// Taken from the module, so that clocks that tests put in place of the global ones do not stop the store.
import { setImmediate } from 'node:timers';

interface Waiting {
  /** Runs inside the transaction; what it throws fails its caller alone, so it must not have written yet. */
  work: () => unknown;
  resolve: (result: never) => void;
  reject: (error: unknown) => void;
}

/** So much is committed at once at most, so that a crowd does not hold up the event loop for long. */
const mostAtOnce = 512;

/**
 * Commits what was asked for within one turn of the event loop together: a commit costs a write to the disk, one
 * piece of work among many does not. Callers hear of it after the commit; one that fails, fails all of them.
 */
export class GroupCommit {
  readonly #transaction: (work: () => void) => void;
  readonly #isFatal: (error: unknown) => boolean;
  readonly #waiting: Waiting[] = [];

  /**
   * @param transaction runs work within a transaction, committed when it returns, rolled back when anything throws
   * @param isFatal whether an error of one piece of work says that the whole transaction is lost
   */
  constructor(options: { transaction: (work: () => void) => void; isFatal: (error: unknown) => boolean }) {
    this.#transaction = options.transaction;
    this.#isFatal = options.isFatal;
  }

  run<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#commitNext());
    });
  }

  /** Commits now all that is waiting. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commit(this.#waiting.splice(0, mostAtOnce));
  }

  #commitNext(): void {
    this.#commit(this.#waiting.splice(0, mostAtOnce));
    if (this.#waiting.length > 0) setImmediate(() => this.#commitNext());
  }

  #commit(group: Waiting[]): void {
    if (group.length === 0) return;
    const answers: (() => void)[] = [];
    try {
      this.#transaction(() => {
        for (const { work, resolve, reject } of group) {
          try {
            const result = work() as never;
            answers.push(() => resolve(result));
          } catch (error) {
            if (this.#isFatal(error)) throw error;
            answers.push(() => reject(error));
          }
        }
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const answer of answers) answer();
  }
}
