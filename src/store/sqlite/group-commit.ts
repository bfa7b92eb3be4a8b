// Taken from the module, so that clocks that tests put in place of the global ones do not stop the store.
import { setImmediate } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import { busyWaitsMs } from './busy-waits.ts';

interface Waiting {
  /** Runs inside the transaction; an error that is not the database's must come before it has written anything. */
  work: () => unknown;
  resolve: (result: never) => void;
  reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** Runs work within a transaction, committed when it returns, rolled back when anything throws. */
  transaction: (work: () => void) => void;
  /** Runs one piece within the transaction such that nothing is left of it when it throws. */
  isolated: (work: () => unknown) => unknown;
  /**
   * Whose fault an error is: that of the file, which is locked, or of the disk and so `everyone`'s; that of a piece of
   * work which has `written` already; or of one that has not, and stops nobody else.
   */
  faultOf: (error: unknown) => 'busy' | 'everyone' | 'written' | 'own';
}

/** So much is committed at once at most, so that a crowd does not hold up the event loop for long. */
const mostAtOnce = 512;

/**
 * Commits what was asked for within one turn of the event loop together: a commit costs a write to the disk, one
 * piece of work among many does not. Callers hear of it after the commit. A piece that the database does not take
 * fails alone: the group is done again with each piece by itself, which is slower and seldom needed. While another
 * program holds the file, the group waits without holding up the event loop.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  run<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      this.#running ??= this.#commitAll();
    });
  }

  /** When all that is waiting has been committed. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #commitAll(): Promise<void> {
    do {
      await new Promise<void>((resolve) => setImmediate(resolve));
      await this.#commit(this.#waiting.splice(0, mostAtOnce));
    } while (this.#waiting.length > 0);
    this.#running = undefined;
  }

  async #commit(group: Waiting[]): Promise<void> {
    try {
      for (const waitMs of busyWaitsMs()) {
        try {
          this.#attempt(group);
          return;
        } catch (error) {
          if (this.#options.faultOf(error) !== 'busy') throw error;
        }
        await pause(waitMs);
      }
      this.#attempt(group);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  #attempt(group: Waiting[]): void {
    let answers: (() => void)[];
    try {
      answers = this.#commitOnce(group, (work) => work());
    } catch (error) {
      if (this.#options.faultOf(error) !== 'written') throw error;
      answers = this.#commitOnce(group, this.#options.isolated);
    }
    for (const answer of answers) answer();
  }

  #commitOnce(group: Waiting[], run: (work: () => unknown) => unknown): (() => void)[] {
    const { transaction, isolated, faultOf } = this.#options;
    const answers: (() => void)[] = [];
    transaction(() => {
      for (const { work, resolve, reject } of group) {
        try {
          const result = run(work) as never;
          answers.push(() => resolve(result));
        } catch (error) {
          const fault = faultOf(error);
          const isDone = fault === 'own' || (fault === 'written' && run === isolated);
          if (!isDone) throw error;
          answers.push(() => reject(error));
        }
      }
    });
    return answers;
  }
}
