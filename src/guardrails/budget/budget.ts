import type { BudgetAction } from '../refusals.ts';

export type BudgetScope =
  | { kind: 'all' }
  /** `name: '*'` is a budget for each of them separately. */
  | { kind: 'provider' | 'user' | 'layer'; name: string }
  | { kind: 'job'; name: '*' };

export type BudgetPeriod = 'day' | 'month' | 'total';

export interface Budget {
  scope: BudgetScope;
  period: BudgetPeriod;
  /** At least one of the two. */
  limitUsd?: number;
  limitTokens?: number;
  /** What happens when a call does not fit any more. */
  action: BudgetAction;
  /** 0–1: from here on it is told that the limit is near. */
  warnAt: number;
}

/** `all/month`, `provider:openai/day`, `user:*` + `/total`: names a budget on the command line and in the API. */
export function budgetId({ scope, period }: Pick<Budget, 'scope' | 'period'>): string {
  return scope.kind === 'all' ? `all/${period}` : `${scope.kind}:${scope.name}/${period}`;
}

export interface BudgetStatus {
  id: string;
  budget: Budget;
  /** Of `name: '*'`: one for each that has spent something. */
  account: string;
  spentUsd: number;
  reservedUsd: number;
  spentTokens: number;
  reservedTokens: number;
  /** 0–1 and above, of the unit that is fuller, reservations included. */
  usedRatio: number;
  /** Milliseconds since the epoch; absent for `total`. */
  periodEndsAt?: number;
  /** What the period will have cost at its end if it goes on like this; absent for `total`. */
  projectedUsd?: number;
  /** Where it comes from: settings cannot be changed while the service runs. */
  source: 'settings' | 'stored';
}
