import { usdText } from '../money.ts';
import { type Budget, type BudgetPeriod, budgetId } from './budget.ts';

const lengths: Record<BudgetPeriod, number> = { day: 1, month: 3, total: 4 };

/** A job outlives a day at most by waiting. */
const jobLength = 2;

/**
 * Pairs of budgets of which one can never come into effect, as sentences that name both and say what to change: a
 * budget above another that covers at least the same calls for at least the same time.
 *
 * @param about only pairs that this one of them belongs to
 * @param as and in which it is the one that never comes into effect (`inner`), or keeps the other from it (`outer`)
 */
export function budgetConflicts(
  budgets: readonly Budget[],
  about?: Budget,
  as?: 'inner' | 'outer',
): string[] {
  const problems: string[] = [];
  for (const inner of budgets) {
    for (const outer of budgets) {
      const isInner = inner === about && as !== 'outer';
      const isOuter = outer === about && as !== 'inner';
      if (about !== undefined && !isInner && !isOuter) continue;
      if (inner === outer || !covers(outer, inner)) continue;
      // A budget that only warns holds nobody back, so that one above it makes sense.
      if (outer.action === 'warn') continue;
      if (inner.limitUsd !== undefined && outer.limitUsd !== undefined && inner.limitUsd > outer.limitUsd) {
        problems.push(conflict(inner, outer, usdText(inner.limitUsd), usdText(outer.limitUsd)));
      }
      if (
        inner.limitTokens !== undefined &&
        outer.limitTokens !== undefined &&
        inner.limitTokens > outer.limitTokens
      ) {
        problems.push(conflict(inner, outer, `${inner.limitTokens} tokens`, `${outer.limitTokens} tokens`));
      }
    }
  }
  return problems;
}

function conflict(inner: Budget, outer: Budget, innerLimit: string, outerLimit: string): string {
  return `${budgetId(inner)} allows ${innerLimit} and ${budgetId(outer)}, which holds for the same calls, only ${outerLimit}; lower ${budgetId(inner)} or raise ${budgetId(outer)}`;
}

/** Whether every call of the inner budget's period is a call of the outer one's. */
function covers(outer: Budget, inner: Budget): boolean {
  const longer = lengthOf(outer) - lengthOf(inner);
  if (longer < 0) return false;
  if (outer.scope.kind === 'all') return inner.scope.kind !== 'all' || longer > 0;
  if (inner.scope.kind !== outer.scope.kind) return false;
  // `user:*` gives every user an account of that size, also those with a budget of their own.
  return inner.scope.name === outer.scope.name ? longer > 0 : outer.scope.name === '*';
}

function lengthOf({ scope, period }: Budget): number {
  return scope.kind === 'job' ? jobLength : lengths[period];
}
