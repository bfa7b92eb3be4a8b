import type { StateStore } from '../../store/state-store.ts';

const prefix = 'budget-told/';
const dayMs = 24 * 60 * 60_000;
/** Accounts without an end, such as jobs, are forgotten after this. */
const keptMs = 40 * dayMs;

/** Remembers what was told of each account, over restarts, so that nobody is told twice. */
export class ToldThresholds {
  readonly #states: StateStore;

  constructor(states: StateStore) {
    this.#states = states;
  }

  /**
   * Whether this is news; it is not the next time. Telling twice is better than never, so that a store that cannot
   * be reached makes everything news.
   */
  async isNews(
    account: string,
    threshold: number,
    endsAtMs: number | undefined,
    nowMs: number,
  ): Promise<boolean> {
    const key = prefix + account;
    try {
      const told = (await this.#states.get(key)) as { threshold?: unknown } | undefined;
      if (typeof told?.threshold === 'number' && told.threshold >= threshold) return false;
      await this.#states.put(key, { threshold, forgetAtMs: (endsAtMs ?? nowMs) + keptMs });
    } catch {
      return true;
    }
    return true;
  }

  /** Removes what belongs to periods long past. */
  async forgetOld(nowMs: number): Promise<void> {
    for (const key of await this.#states.keys(prefix)) {
      const told = (await this.#states.get(key)) as { forgetAtMs?: unknown } | undefined;
      if (typeof told?.forgetAtMs !== 'number' || told.forgetAtMs <= nowMs) await this.#states.delete(key);
    }
  }
}
