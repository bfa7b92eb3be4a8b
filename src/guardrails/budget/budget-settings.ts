import type { BudgetAction } from '../refusals.ts';
import type { Budget } from './budget.ts';
import type { SpendingAlerts, StandingBudget } from './budget-accounts.ts';
import { budgetInvalid, limitProblems } from './parse-budget.ts';

export interface BudgetSettings {
  /** The budget of all per calendar month; 0: nothing may be spent; absent: none. */
  tokenBudgetUsd?: number;
  action: BudgetAction;
  /** False: every budget only warns. */
  enforce: boolean;
  /** 0–1. */
  warnAt: number;
  alerts?: SpendingAlerts;
}

/** @throws StrataError `BUDGET_INVALID` (kind `input`) */
export function budgetOfSettings({
  tokenBudgetUsd,
  action,
  warnAt,
  alerts,
}: BudgetSettings): StandingBudget[] {
  const problems: string[] = [];
  for (const [name, amount] of Object.entries(alerts ?? {})) {
    if (amount !== undefined && !(amount > 0 && amount < Infinity)) {
      problems.push(`the spending alert ${name} is ${amount}; give an amount above 0`);
    }
  }
  const standing: StandingBudget[] = [];
  if (tokenBudgetUsd !== undefined) {
    const budget: Budget = {
      scope: { kind: 'all' },
      period: 'month',
      limitUsd: tokenBudgetUsd,
      action,
      warnAt,
    };
    problems.push(...limitProblems(budget, { mayBeNothing: true }));
    standing.push({ budget, source: 'settings' });
  }
  if (problems.length > 0) throw budgetInvalid('all/month', problems);
  return standing;
}
