const keptMs = 5 * 60_000;

export interface RecentRefusal {
  /** As in `budgetId`; `job` for a job's own. */
  budget: string;
  /** Milliseconds since the epoch. */
  at: number;
  kind: 'refused' | 'skipped';
}

/** The last refusal of each budget, for as long as it makes the budget count as exceeded: five minutes. */
export class RecentRefusals {
  readonly #last = new Map<string, RecentRefusal>();

  add(refusal: RecentRefusal): void {
    this.#last.set(`${refusal.budget} ${refusal.kind}`, refusal);
  }

  since(nowMs: number): RecentRefusal[] {
    for (const [key, { at }] of this.#last) if (at < nowMs - keptMs) this.#last.delete(key);
    return [...this.#last.values()];
  }
}
