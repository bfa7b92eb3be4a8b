import type { Balance } from '../../store/ledger-store.ts';
import type { StateStore } from '../../store/state-store.ts';
import { usdOf, usdText } from '../money.ts';
import type { BudgetAccount } from './budget-accounts.ts';
import type { BudgetEvent } from './budget-event.ts';
import { budgetText, usedRatio } from './budget-text.ts';
import { ToldThresholds } from './told-thresholds.ts';

/** Told of beside the budget's own `warnAt`. */
const lateThresholds = [0.9, 1];
const mostWarned = 10_000;

/**
 * Looks at accounts as calls pass and tells, once each, of thresholds that they have crossed. What it has told this
 * day is in memory, so that the usual look costs a comparison; what it tells first is checked against the store.
 */
export class BudgetWatch {
  readonly #told: ToldThresholds;
  readonly #onEvent: (event: BudgetEvent) => void;
  readonly #timeZone: string;
  readonly #crossed = new Map<string, number>();
  #warnedJobs = new Set<string>();
  #warnedScopes = new WeakMap<object, Set<string>>();
  #work: Promise<void> = Promise.resolve();

  constructor(states: StateStore, timeZone: string, onEvent: (event: BudgetEvent) => void) {
    this.#told = new ToldThresholds(states);
    this.#timeZone = timeZone;
    this.#onEvent = onEvent;
  }

  forgetOld(nowMs: number): void {
    this.#then(() => this.#told.forgetOld(nowMs));
  }

  /** Waits for everything seen so far to be told. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** What is spent counts here, not what is reserved: a reservation is mostly far above what the call will cost. */
  look(account: BudgetAccount, balance: Balance, nowMs: number): void {
    const { budget, alert } = account;
    if (budget) {
      const ratio = usedRatio(account, { nanoUsd: balance.spentNanoUsd, tokens: balance.spentTokens });
      if (ratio > 0 && ratio >= Math.min(budget.warnAt, 0.9)) {
        const threshold = highestReached(budget.warnAt, ratio);
        if (threshold !== undefined)
          this.#cross(account, threshold, this.#percentText(account, ratio), nowMs);
      }
    }
    if (alert && balance.spentNanoUsd >= alert.thresholdNanoUsd) this.#alert(account, balance, nowMs);
  }

  /** A budget that has refused a call is used up, though a smaller call might still fit. */
  refused(account: BudgetAccount, message: string, nowMs: number): void {
    this.#cross(account, 1, message, nowMs);
  }

  /** Whether a job (or, without one, a scope) has not been warned of this account yet. It has been from now on. */
  isFirstWarning(job: string | object, account: string): boolean {
    if (typeof job === 'string') {
      const key = `${job} ${account}`;
      if (this.#warnedJobs.has(key)) return false;
      if (this.#warnedJobs.size >= mostWarned) this.#warnedJobs = new Set();
      this.#warnedJobs.add(key);
      return true;
    }
    const warned = this.#warnedScopes.get(job) ?? new Set();
    this.#warnedScopes.set(job, warned);
    if (warned.has(account)) return false;
    warned.add(account);
    return true;
  }

  #cross(account: BudgetAccount, threshold: number, message: string, nowMs: number): void {
    const { budget, asked } = account;
    if (!budget || (this.#crossed.get(asked.account) ?? -1) >= threshold) return;
    this.#remember(asked.account, threshold);
    this.#then(async () => {
      const isNews = await this.#told.isNews(asked.account, threshold, account.endsAtMs, nowMs);
      if (!isNews) return;
      this.#onEvent({
        type: 'threshold',
        budget: budget.id,
        scope: budget.kind,
        account: asked.account,
        threshold,
        message,
      });
    });
  }

  #alert(account: BudgetAccount, balance: Balance, nowMs: number): void {
    const { alert, asked } = account;
    if (!alert) return;
    // The amount is part of the name: a new threshold is told of anew.
    const key = `${asked.account}!${alert.thresholdNanoUsd}`;
    if (this.#crossed.has(key)) return;
    this.#remember(key, 1);
    const spentUsd = usdOf(balance.spentNanoUsd);
    const thresholdUsd = usdOf(alert.thresholdNanoUsd);
    const period = account.period === 'total' ? '' : ` in the ${account.period} ${account.periodKey}`;
    this.#then(async () => {
      if (!(await this.#told.isNews(key, 1, account.endsAtMs, nowMs))) return;
      this.#onEvent({
        type: 'spending',
        of: alert.of,
        account: account.label,
        thresholdUsd,
        spentUsd,
        message: `${account.label} has spent ${usdText(spentUsd)}${period}, over the alert at ${usdText(thresholdUsd)}`,
      });
    });
  }

  #percentText(account: BudgetAccount, ratio: number): string {
    const end =
      account.endsAtMs === undefined
        ? ''
        : `; the ${account.period} ends at ${Temporal.Instant.fromEpochMilliseconds(account.endsAtMs)
            .toZonedDateTimeISO(this.#timeZone)
            .toPlainDateTime()
            .toString({ smallestUnit: 'minute' })} (${this.#timeZone})`;
    return `${budgetText(account)} is used to ${Math.floor(ratio * 100)} %${end}`;
  }

  #remember(key: string, threshold: number): void {
    if (this.#crossed.size >= mostWarned) this.#crossed.clear();
    this.#crossed.set(key, threshold);
  }

  /** One after the other, so that two thresholds of one account cannot overtake each other. */
  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch(() => {
      // Only the store can fail here, and it says so itself wherever it matters.
    });
  }
}

function highestReached(warnAt: number, ratio: number): number | undefined {
  let highest: number | undefined;
  for (const threshold of [warnAt, ...lateThresholds]) {
    if (ratio >= threshold && (highest === undefined || threshold > highest)) highest = threshold;
  }
  return highest;
}
