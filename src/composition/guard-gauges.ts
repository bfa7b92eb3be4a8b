import { breakerStates } from '../guardrails/breaker/breaker.ts';
import type { BudgetStatus } from '../guardrails/budget/budget.ts';
import { usdOf } from '../guardrails/money.ts';
import type { ProviderName } from '../providers/provider-name.ts';
import type { GaugeName } from '../telemetry/names.ts';
import type { Observation, Telemetry } from '../telemetry/telemetry.ts';
import type { OpenGuard } from './open-guard.ts';

/** Users shown by name; everybody else is `other`, so that series do not grow with the number of users. */
const mostUsers = 20;
const otherUsers = 'other';
/** How long what was read serves: all gauges of one scrape are of the same moment. */
const readingServesMs = 500;

const budgetGauges = {
  strata_budget_limit_usd: ({ budget }) => budget.limitUsd,
  strata_budget_spent_usd: ({ spentUsd }) => spentUsd,
  strata_budget_reserved_usd: ({ reservedUsd }) => reservedUsd,
  strata_budget_projected_usd: ({ projectedUsd }) => projectedUsd,
} satisfies Partial<Record<GaugeName, (status: BudgetStatus) => number | undefined>>;

/** Gauges of budgets, breakers, limits, prices and users, of what is set up alone. */
export function observeGuard(
  telemetry: Pick<Telemetry, 'observeGauge'>,
  parts: Pick<OpenGuard, 'budgets' | 'breakers' | 'limiter' | 'drift' | 'ledger'>,
  options: {
    configured: readonly ProviderName[];
    timeZone: string;
    /** Milliseconds since the epoch. */
    now(): number;
    /** Monotonic, milliseconds. */
    clock(): number;
  },
): void {
  const { budgets, breakers, limiter, drift, ledger } = parts;
  const { configured, timeZone, now, clock } = options;
  const fullest = readOnce(clock, async () => fullestByLabels(await budgets.statuses()));
  for (const [name, figureOf] of Object.entries(budgetGauges)) {
    telemetry.observeGauge(name as keyof typeof budgetGauges, async () =>
      (await fullest()).flatMap((status) => {
        const value = figureOf(status);
        return value === undefined ? [] : [{ value, attributes: labelsOf(status) }];
      }),
    );
  }
  telemetry.observeGauge('strata_breaker_state', () =>
    breakers
      .statuses()
      .filter(({ provider }) => configured.includes(provider))
      .flatMap(({ provider, state }) =>
        breakerStates.map((name) => ({
          value: name === state ? 1 : 0,
          attributes: { provider, state: name },
        })),
      ),
  );
  telemetry.observeGauge('strata_limiter_used_ratio', async () =>
    (await limiter.use())
      .filter(({ provider }) => configured.includes(provider))
      .map(({ provider, window, unit, used, limit }) => ({
        value: used / limit,
        attributes: { provider, window, unit },
      })),
  );
  telemetry.observeGauge('strata_price_drift_ratio', () =>
    drift.drifts().map(({ provider, ratio }) => ({ value: ratio, attributes: { provider } })),
  );
  telemetry.observeGauge('strata_user_cost_usd', async () => {
    const today = Temporal.Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO(timeZone);
    const from = today.with({ day: 1 }).startOfDay().epochMilliseconds;
    return costByUser(await ledger.costs({ by: 'user', from, timeZone }));
  });
}

/**
 * Budgets in USD of one kind and period share their labels: all figures are of the one that is fullest, so that they
 * belong together.
 */
function fullestByLabels(statuses: readonly BudgetStatus[]): BudgetStatus[] {
  const byLabels = new Map<string, BudgetStatus>();
  for (const status of statuses) {
    if (status.budget.limitUsd === undefined) continue;
    const key = Object.values(labelsOf(status)).join('/');
    const before = byLabels.get(key);
    if (before === undefined || usdLeft(status) < usdLeft(before)) byLabels.set(key, status);
  }
  return [...byLabels.values()];
}

/** 0–1 and below. */
function usdLeft({ budget: { limitUsd = 0 }, spentUsd, reservedUsd }: BudgetStatus): number {
  const usedUsd = spentUsd + reservedUsd;
  if (limitUsd === 0) return usedUsd === 0 ? 1 : 0;
  return 1 - usedUsd / limitUsd;
}

function labelsOf({ budget }: BudgetStatus) {
  return { scope: budget.scope.kind, period: budget.period };
}

/** @param rows most expensive first */
function costByUser(rows: readonly { key: string; costNanoUsd: number }[]): Observation[] {
  const byUser = new Map<string, number>();
  for (const [rank, { key, costNanoUsd }] of rows.entries()) {
    // A user may bear the very name that stands for the rest.
    const user = rank < mostUsers ? key : otherUsers;
    byUser.set(user, (byUser.get(user) ?? 0) + costNanoUsd);
  }
  return [...byUser].map(([user, costNanoUsd]) => ({ value: usdOf(costNanoUsd), attributes: { user } }));
}

function readOnce<T>(clock: () => number, read: () => Promise<T>): () => Promise<T> {
  let newest: { at: number; reading: Promise<T> } | undefined;
  return () => {
    if (newest === undefined || clock() - newest.at > readingServesMs)
      newest = { at: clock(), reading: read() };
    return newest.reading;
  };
}
