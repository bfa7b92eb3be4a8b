import type { AccountLimit, Balance, LedgerStore } from '../../store/ledger-store.ts';
import { usdOf } from '../money.ts';
import { type Budget, type BudgetStatus, budgetId } from './budget.ts';
import { type AccountRules, accountOf, type BudgetAccount, type StandingBudget } from './budget-accounts.ts';
import { usedRatio } from './budget-text.ts';
import { type CalendarDay, calendarDay, periodOf } from './calendar.ts';
import { type Pace, projectedNanoUsd, readPace } from './forecast.ts';

const dayMs = 24 * 60 * 60_000;
const paceKeptMs = 60_000;
/** Accounts of one `*` budget that are told of at most: those that spent most. */
const mostAccounts = 500;

/** Reads budgets as they stand, for health, metrics and people. */
export class BudgetStatuses {
  readonly #ledger: LedgerStore;
  readonly #timeZone: string;
  readonly #now: () => number;
  #pace: { readAtMs: number; pace: Promise<Pace> } | undefined;

  constructor(ledger: LedgerStore, timeZone: string, now: () => number) {
    this.#ledger = ledger;
    this.#timeZone = timeZone;
    this.#now = now;
  }

  async of(rules: AccountRules): Promise<BudgetStatus[]> {
    const nowMs = this.#now();
    const calendar = calendarDay(nowMs, this.#timeZone);
    const named = await Promise.all(
      rules.standing.map(async (standing) => {
        const names = await this.#accountNames(standing.budget, calendar, nowMs);
        return names.map((name) => ({
          standing,
          account: accountOf(standing, name, rules, calendar),
        }));
      }),
    );
    const found = named.flat();
    const asked = found.map(({ account }) => account.asked);
    const [pace, [month, day, ...balances]] = await Promise.all([
      this.pace(),
      this.#ledger.balances([everything('month', calendar), everything('day', calendar), ...asked]),
    ]);
    return found.map(({ standing, account }, index) => {
      const balance = balances[index] as Balance;
      const spentByAll = (standing.budget.period === 'day' ? day : month)?.spentNanoUsd ?? 0;
      const share = spentByAll > 0 ? balance.spentNanoUsd / spentByAll : 0;
      return statusOf(standing, account, balance, (endMs) =>
        projectedNanoUsd(balance.spentNanoUsd, share, pace, nowMs, endMs),
      );
    });
  }

  /** Read at most once a minute. */
  async pace(): Promise<Pace> {
    const nowMs = this.#now();
    const known = this.#pace;
    if (known && nowMs >= known.readAtMs && nowMs - known.readAtMs < paceKeptMs) return known.pace;
    const fresh = { readAtMs: nowMs, pace: readPace(this.#ledger, nowMs, this.#timeZone) };
    this.#pace = fresh;
    fresh.pace.catch(() => {
      if (this.#pace === fresh) this.#pace = undefined;
    });
    return fresh.pace;
  }

  /** Of a budget for each: the names that have spent something in the period. */
  async #accountNames({ scope, period }: Budget, calendar: CalendarDay, nowMs: number): Promise<string[]> {
    if (scope.kind === 'all') return [''];
    if (scope.name !== '*') return [scope.name];
    const { fromMs, toMs: to } = periodOf(period, calendar);
    // Jobs are over within a day; all that there ever were would be a long list.
    const from = scope.kind === 'job' ? nowMs - dayMs : fromMs;
    const rows = await this.#ledger.costs({
      by: scope.kind,
      timeZone: this.#timeZone,
      limit: mostAccounts,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    // Calls that belong to none of them are listed under an empty name.
    return rows.map(({ key }) => key).filter((key) => key !== '');
  }
}

function everything(period: 'day' | 'month', calendar: CalendarDay): AccountLimit {
  const { key, fromMs, toMs } = calendar[period];
  return { account: `all/${period}/${key}`, covers: { fromMs, toMs } };
}

function statusOf(
  { budget, source }: StandingBudget,
  account: BudgetAccount,
  balance: Balance,
  projectTo: (endMs: number) => number,
): BudgetStatus {
  const used = {
    nanoUsd: balance.spentNanoUsd + balance.reservedNanoUsd,
    tokens: balance.spentTokens + balance.reservedTokens,
  };
  return {
    id: budgetId(budget),
    budget,
    account: account.label,
    spentUsd: usdOf(balance.spentNanoUsd),
    reservedUsd: usdOf(balance.reservedNanoUsd),
    spentTokens: balance.spentTokens,
    reservedTokens: balance.reservedTokens,
    usedRatio: usedRatio(account, used),
    source,
    ...(account.endsAtMs === undefined
      ? {}
      : { periodEndsAt: account.endsAtMs, projectedUsd: usdOf(projectTo(account.endsAtMs)) }),
  };
}
