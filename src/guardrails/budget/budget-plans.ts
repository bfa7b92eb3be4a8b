import type { AccountLimit } from '../../store/ledger-store.ts';
import { type AccountRules, accountsOf, type BudgetAccount, type BudgetedCall } from './budget-accounts.ts';
import { calendarDay } from './calendar.ts';

/** A change of the calendar's day empties the plans; this bounds them within one. */
const mostPlans = 5_000;

/** The accounts of a call, and what the ledger is asked for them. */
export interface BudgetPlan {
  accounts: readonly BudgetAccount[];
  asked: readonly AccountLimit[];
}

/** Plans made before, so that a call costs a look-up and not a calendar. */
export class BudgetPlans {
  readonly #timeZone: string;
  readonly #plans = new Map<string, BudgetPlan>();
  #rules: AccountRules;
  #calendar: ReturnType<typeof calendarDay>;
  /** The plans are those of calls within this span. */
  #fromMs = 0;
  #toMs = 0;

  constructor(timeZone: string, rules: AccountRules) {
    this.#timeZone = timeZone;
    this.#rules = rules;
    this.#calendar = calendarDay(0, timeZone);
  }

  change(rules: AccountRules): void {
    this.#rules = rules;
    this.#toMs = 0;
  }

  /** @param atMs when the call is reserved: its accounts are those of that moment's day and month */
  of(
    provider: BudgetedCall['provider'],
    user: string,
    layer: string | undefined,
    jobId: string | undefined,
    jobBudgetUsd: number | undefined,
    atMs: number,
  ): BudgetPlan {
    if (atMs < this.#fromMs || atMs >= this.#toMs) this.#begin(atMs);
    // No name holds a NUL.
    const key = `${provider}\0${user}\0${layer ?? ''}\0${jobId ?? ''}\0${jobBudgetUsd ?? ''}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const call = { provider, user, layer, jobId, jobBudgetUsd };
    const accounts = accountsOf(call, this.#rules, this.#calendar);
    const plan = { accounts, asked: accounts.map(({ asked }) => asked) };
    if (this.#plans.size >= mostPlans) this.#plans.clear();
    this.#plans.set(key, plan);
    return plan;
  }

  #begin(atMs: number): void {
    this.#calendar = calendarDay(atMs, this.#timeZone);
    this.#plans.clear();
    this.#fromMs = this.#calendar.day.fromMs;
    this.#toMs = this.#calendar.day.toMs;
  }
}
