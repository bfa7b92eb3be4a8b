import type { ProviderName } from '../../providers/provider-name.ts';
import type { AccountLimit } from '../../store/ledger-store.ts';
import { type NanoUsd, nanoUsd } from '../money.ts';
import type { BudgetAction } from '../refusals.ts';
import type { Budget, BudgetPeriod } from './budget.ts';
import { budgetId } from './budget.ts';
import type { BudgetKind } from './budget-event.ts';
import { type CalendarDay, periodOf } from './calendar.ts';

/** A budget as it is in force. */
export interface StandingBudget {
  budget: Budget;
  source: 'settings' | 'stored';
  /** Of stored ones: when it was first set, milliseconds since the epoch. */
  sinceMs?: number;
}

/** What decides which budgets a call belongs to. */
export interface BudgetedCall {
  provider: ProviderName;
  user: string;
  jobId?: string | undefined;
  layer?: string | undefined;
  /** The job's own budget in USD. */
  jobBudgetUsd?: number | undefined;
}

/** Amounts in USD at which somebody is told: of a job, of a user in a calendar month, of a calendar month. */
export interface SpendingAlerts {
  jobUsd?: number;
  userUsd?: number;
  monthUsd?: number;
}

/** The budget behind an account. */
export interface AccountBudget {
  /** As in `budgetId`; `job` for a job's own. */
  id: string;
  kind: BudgetKind;
  limitNanoUsd?: NanoUsd;
  limitTokens?: number;
  action: BudgetAction;
  warnAt: number;
}

/** An account that a call is to be reserved at. */
export interface BudgetAccount {
  /** What the ledger is asked: without limits where the account is only counted. */
  asked: AccountLimit;
  /** For people: `all`, `provider openai`, `user anna`, `job 0193…`. */
  label: string;
  period: BudgetPeriod;
  /** `2026-11-23`, `2026-11`, or nothing. */
  periodKey: string;
  endsAtMs?: number;
  budget?: AccountBudget;
  alert?: { of: 'job' | 'user' | 'month'; thresholdNanoUsd: NanoUsd };
}

export interface AccountRules {
  standing: readonly StandingBudget[];
  alerts: SpendingAlerts;
  /** False: every budget only warns. */
  enforce: boolean;
}

/**
 * The accounts of a call at a moment: the hard ones first, and of those first what would refuse it for longest, so
 * that a job is not parked until midnight for a call that the month's budget refuses then too.
 */
export function accountsOf(call: BudgetedCall, rules: AccountRules, calendar: CalendarDay): BudgetAccount[] {
  const accounts: BudgetAccount[] = [];
  for (const standing of rules.standing) {
    const name = nameIn(call, standing.budget);
    if (name !== undefined) accounts.push(accountOf(standing, name, rules, calendar));
  }
  // Counted with and without a budget: one that is set, taken away and set again must not forget what was spent.
  const month = counted(accounts, { kind: 'all' }, 'all', 'month', calendar);
  if (rules.alerts.monthUsd !== undefined) month.alert = alert('month', rules.alerts.monthUsd);
  if (rules.alerts.userUsd !== undefined) {
    const scope = { kind: 'user', name: call.user } as const;
    counted(accounts, scope, `user ${call.user}`, 'month', calendar).alert = alert(
      'user',
      rules.alerts.userUsd,
    );
  }
  const { jobId, jobBudgetUsd } = call;
  if (jobId !== undefined && (jobBudgetUsd !== undefined || rules.alerts.jobUsd !== undefined)) {
    const own = counted(accounts, { kind: 'job', name: jobId }, `job ${jobId}`, 'total', calendar);
    if (rules.alerts.jobUsd !== undefined) own.alert = alert('job', rules.alerts.jobUsd);
    if (jobBudgetUsd !== undefined) {
      const limitNanoUsd = limitOf(jobBudgetUsd);
      own.budget = { id: 'job', kind: 'job', limitNanoUsd, action: 'skip', warnAt: 0.8 };
      if (rules.enforce) own.asked = { ...own.asked, limitNanoUsd };
    }
  }
  return accounts.sort((a, b) => urgency(b) - urgency(a));
}

/**
 * The account that a budget has for one provider, user, layer or job. A budget that is set anew has a new one, which
 * the ledger begins with all that was spent before. Processes that do not know of the budget yet do not name it; the
 * ledger counts their calls there all the same.
 */
export function accountOf(
  standing: StandingBudget,
  name: string,
  rules: Pick<AccountRules, 'enforce'>,
  calendar: CalendarDay,
): BudgetAccount {
  const { budget, sinceMs } = standing;
  const { kind } = budget.scope;
  const scope: Scope = kind === 'all' ? { kind } : { kind, name };
  const account = countedAccount(scope, labelOf(scope), budget.period, calendar);
  const { limitUsd, limitTokens, action, warnAt } = budget;
  const limits = {
    ...(limitUsd === undefined ? {} : { limitNanoUsd: limitOf(limitUsd) }),
    ...(limitTokens === undefined ? {} : { limitTokens }),
  };
  account.budget = { id: budgetId(budget), kind, action, warnAt, ...limits };
  const isHard = rules.enforce && action !== 'warn';
  const generation = sinceMs === undefined ? '' : `@${sinceMs.toString(36)}`;
  account.asked = {
    ...account.asked,
    account: account.asked.account + generation,
    ...(isHard ? limits : {}),
  };
  return account;
}

/** Which of a budget's accounts a call belongs to, if any. */
function nameIn(call: BudgetedCall, { scope }: Budget): string | undefined {
  if (scope.kind === 'all') return '';
  const name = scope.kind === 'job' ? call.jobId : call[scope.kind];
  return scope.name === '*' || scope.name === name ? name : undefined;
}

type Scope = { kind: 'all' } | { kind: 'provider' | 'user' | 'layer' | 'job'; name: string };

/** Finds or adds the account that the settings' budgets, a job's own and the alerts share. */
function counted(
  accounts: BudgetAccount[],
  scope: Scope,
  label: string,
  period: BudgetPeriod,
  calendar: CalendarDay,
): BudgetAccount {
  const fresh = countedAccount(scope, label, period, calendar);
  const known = accounts.find(({ asked }) => asked.account === fresh.asked.account);
  if (known) return known;
  accounts.push(fresh);
  return fresh;
}

function countedAccount(
  scope: Scope,
  label: string,
  period: BudgetPeriod,
  calendar: CalendarDay,
): BudgetAccount {
  const { key, fromMs, toMs } = periodOf(period, calendar);
  const id = scope.kind === 'all' ? 'all' : `${scope.kind}:${scope.name}`;
  const covers: AccountLimit['covers'] = {
    ...(scope.kind === 'provider' ? { provider: scope.name as ProviderName } : {}),
    ...(scope.kind === 'user' ? { user: scope.name } : {}),
    ...(scope.kind === 'layer' ? { layer: scope.name } : {}),
    ...(scope.kind === 'job' ? { jobId: scope.name } : {}),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  };
  return {
    asked: { account: key === '' ? `${id}/${period}` : `${id}/${period}/${key}`, covers },
    label,
    period,
    periodKey: key,
    ...(toMs === undefined ? {} : { endsAtMs: toMs }),
  };
}

function labelOf(scope: Scope): string {
  return scope.kind === 'all' ? 'all' : `${scope.kind} ${scope.name}`;
}

function alert(of: 'job' | 'user' | 'month', thresholdUsd: number) {
  return { of, thresholdNanoUsd: nanoUsd(thresholdUsd) };
}

/** Rounded down, as a limit must be; the tolerance takes back the noise of binary fractions. */
function limitOf(usd: number): NanoUsd {
  return Math.floor(usd * 1e9 + 1e-6);
}

const periodLength: Record<BudgetPeriod, number> = { day: 1, month: 2, total: 3 };

function urgency({ asked, budget, period }: BudgetAccount): number {
  if (!budget || (asked.limitNanoUsd === undefined && asked.limitTokens === undefined)) return 0;
  return (budget.action === 'fail' ? 10 : 0) + 2 * periodLength[period] + (budget.action === 'park' ? 1 : 0);
}
