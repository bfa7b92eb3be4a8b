import type { BudgetScope } from './budget.ts';

export type BudgetKind = BudgetScope['kind'];

export const budgetDecisions = ['allowed', 'warned', 'skipped', 'refused'] as const;

export type BudgetDecision = (typeof budgetDecisions)[number];

/** What budgets tell the log, the metrics and the alerts. Names of users are in `account` alone. */
export type BudgetEvent =
  /** Once per call and budget that it belongs to. `refused` is also what parks. */
  | { type: 'decision'; scope: BudgetKind; decision: BudgetDecision }
  /** An account has used so much of its limit; once per account and threshold. */
  | {
      type: 'threshold';
      /** Of the budget, as in `budgetId`; `job` for a job's own. */
      budget: string;
      scope: BudgetKind;
      account: string;
      /** 0–1. At 1 the budget is used up, or has refused a call. */
      threshold: number;
      message: string;
    }
  /** Spending has passed an amount that somebody wanted to be told of; once per job, or user and month, or month. */
  | {
      type: 'spending';
      of: 'job' | 'user' | 'month';
      account: string;
      thresholdUsd: number;
      spentUsd: number;
      message: string;
    }
  /** Stored budgets that contradict the settings or each other, or that cannot be read. */
  | { type: 'problem'; message: string };
