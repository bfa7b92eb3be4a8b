import type { BreakerSettings } from './breaker.ts';
import { CallWindow, type SavedCall } from './call-window.ts';
import { FailureRun, type SavedRun } from './failure-run.ts';

export interface SavedCounts {
  failureAgesMs: SavedRun;
  calls: SavedCall[];
}

/** Decides from the results of calls when a closed breaker opens; knows nothing of states. */
export class CallJudge {
  readonly #threshold: number;
  readonly #clock: () => number;
  readonly #run: FailureRun;
  readonly #window: CallWindow;

  constructor(settings: BreakerSettings, clock: () => number) {
    this.#threshold = settings.consecutiveFailures;
    this.#clock = clock;
    this.#run = new FailureRun(settings.consecutiveFailures, settings.consecutiveWithinMs, clock);
    this.#window = new CallWindow(settings);
  }

  /** Counts a call that has just ended. Gives the reason for opening, if there is one. */
  record(failed: boolean, durationMs: number): string | undefined {
    this.#window.record(failed, durationMs, this.#clock());
    if (!failed) this.#run.success();
    else if (this.#run.failure()) return `${this.#threshold} failures in a row`;
    return this.#window.verdict();
  }

  counts(): { failuresInARow: number; calls: number; failures: number; slowCalls: number } {
    this.#window.forget(this.#clock());
    const { calls, failures, slowCalls } = this.#window;
    return { failuresInARow: this.#run.length, calls, failures, slowCalls };
  }

  clear(): void {
    this.#run.success();
    this.#window.clear();
  }

  save(): SavedCounts {
    return { failureAgesMs: this.#run.state, calls: this.#window.save(this.#clock()) };
  }

  restore(saved: SavedCounts, passedMs: number): void {
    this.#run.state = saved.failureAgesMs.map((ageMs) => ageMs + passedMs);
    this.#window.restore(
      saved.calls.map(([ageMs, failed, slow]): SavedCall => [ageMs + passedMs, failed, slow]),
      this.#clock(),
    );
  }
}
