import { breakerStates } from './guardrails/breaker/breaker.ts';
import type { OpenGuard } from './open-guard.ts';
import type { ProviderName } from './providers/provider-name.ts';
import type { Observation, Telemetry } from './telemetry/telemetry.ts';

/** Users shown by name; everybody else is `other`, so that series do not grow with the number of users. */
const mostUsers = 20;

/** Gauges of budgets, breakers, limits, prices and users, of what is set up alone. */
export function observeGuard(
  telemetry: Pick<Telemetry, 'observeGauge'>,
  { budgets, breakers, limiter, drift, ledger }: OpenGuard,
  options: { configured: readonly ProviderName[]; timeZone: string; now(): number },
): void {
  const { configured, timeZone, now } = options;
  const ofBudgets =
    (
      value: (usd: {
        limit?: number;
        spent: number;
        reserved: number;
        projected?: number;
      }) => number | undefined,
    ) =>
    async () => {
      const byLabels = new Map<string, Observation>();
      for (const { budget, spentUsd, reservedUsd, projectedUsd } of await budgets.statuses()) {
        const of = value({
          spent: spentUsd,
          reserved: reservedUsd,
          ...(budget.limitUsd === undefined ? {} : { limit: budget.limitUsd }),
          ...(projectedUsd === undefined ? {} : { projected: projectedUsd }),
        });
        if (of === undefined) continue;
        // Budgets of each user or job share the labels: the fullest is what matters.
        const attributes = { scope: budget.scope.kind, period: budget.period };
        const key = `${attributes.scope}/${attributes.period}`;
        const before = byLabels.get(key);
        if (before === undefined || of > before.value) byLabels.set(key, { value: of, attributes });
      }
      return [...byLabels.values()];
    };
  telemetry.observeGauge(
    'strata_budget_limit_usd',
    ofBudgets(({ limit }) => limit),
  );
  telemetry.observeGauge(
    'strata_budget_spent_usd',
    ofBudgets(({ spent }) => spent),
  );
  telemetry.observeGauge(
    'strata_budget_reserved_usd',
    ofBudgets(({ reserved }) => reserved),
  );
  telemetry.observeGauge(
    'strata_budget_projected_usd',
    ofBudgets(({ projected }) => projected),
  );
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
    const rows = await ledger.costs({ by: 'user', from, timeZone });
    const named = rows.slice(0, mostUsers).map(({ key, costNanoUsd }) => ({
      value: costNanoUsd / 1e9,
      attributes: { user: key },
    }));
    const others = rows.slice(mostUsers);
    if (others.length === 0) return named;
    const value = others.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0) / 1e9;
    return [...named, { value, attributes: { user: 'other' } }];
  });
}
