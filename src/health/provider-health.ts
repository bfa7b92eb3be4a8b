import type { BreakerStatus } from '../guardrails/breaker/breaker.ts';
import type { BudgetStatus } from '../guardrails/budget/budget.ts';
import type { LimiterUse } from '../guardrails/limiter/limiter.ts';
import { llmProviderNames, type ProviderName } from '../providers/provider-name.ts';
import type { HealthReport, HealthStatus } from './health.ts';

export type CriticalKind = 'llm' | 'firecrawl' | 'pdf_service';

/** Everything about providers that health depends on, as of now. */
export interface ProviderFacts {
  /** Of the providers that are set up. */
  breakers: readonly BreakerStatus[];
  /** Mean duration of the calls of the last five minutes; absent where there was none. */
  latenciesMs: Partial<Record<ProviderName, number>>;
  /** Absent where the processes share nothing. */
  redis?: { up: boolean; latencyMs?: number; detail?: string };
  budgets: readonly BudgetStatus[];
  /** False: budgets hold nothing back, whatever their action. */
  enforced: boolean;
  limits: readonly LimiterUse[];
  /** Names of budgets, but for those of single jobs, that refused or skipped a call within the last five minutes. */
  budgetsExceeded: readonly string[];
  /** Providers whose limits had no room within the bounded wait in the last five minutes. */
  limitsExceeded: readonly ProviderName[];
  /** Provider calls and HTTP answers of the last five minutes. */
  calls: { all: number; failed: number };
  /** What stands in for something shared, and why. */
  standIns: readonly string[];
  /** Substitutes that were at work in the last five minutes, such as `LLM_UNAVAILABLE`. */
  substitutes: readonly string[];
  critical: readonly CriticalKind[];
}

/** Below this many calls a rate says nothing. */
const leastCalls = 20;

const rules = {
  budgetDegraded: 0.75,
  budgetCritical: 0.9,
  limitDegraded: 0.8,
  errorsDegraded: 0.05,
  errorsUnhealthy: 0.2,
};

/** What the state of the providers makes of the service's health, with a reason for each point. */
export function providerHealth(
  facts: ProviderFacts,
): Pick<HealthReport, 'status' | 'reasons' | 'components'> {
  const unhealthy: string[] = [];
  const degraded: string[] = [];

  for (const { provider, state } of facts.breakers) {
    if (state === 'open' || state === 'half_open' || state === 'forced_open') {
      degraded.push(`${provider}: its breaker is ${state.replace('_', ' ')}`);
    }
  }
  for (const kind of facts.critical) {
    const ofKind = facts.breakers.filter(({ provider }) => kindOf(provider) === kind);
    if (ofKind.length > 0 && ofKind.every(({ state }) => state === 'open' || state === 'forced_open')) {
      unhealthy.push(`every provider of the critical kind ${kind} is left alone`);
    }
  }
  for (const { id, budget, account, usedRatio } of facts.budgets) {
    // What a single job may cost is that job's affair.
    if (budget.scope.kind === 'job') continue;
    const percent = `${Math.floor(usedRatio * 100)} %`;
    if (usedRatio >= rules.budgetCritical)
      degraded.push(`budget ${id}: critical, ${percent} of ${account} used`);
    else if (usedRatio >= rules.budgetDegraded) degraded.push(`budget ${id}: ${percent} of ${account} used`);
  }
  for (const id of facts.budgetsExceeded)
    unhealthy.push(`budget ${id} is exceeded: calls were refused or skipped`);
  for (const { provider, window, unit, used, limit } of facts.limits) {
    if (used / limit >= rules.limitDegraded) {
      degraded.push(`${provider}: ${Math.floor((used / limit) * 100)} % of the ${unit} per ${window} used`);
    }
  }
  for (const provider of facts.limitsExceeded) {
    unhealthy.push(`${provider}: calls waited in vain for room within its limits`);
  }
  const { all, failed } = facts.calls;
  if (all >= leastCalls && failed / all >= rules.errorsDegraded) {
    const told = `${failed} of ${all} calls and answers of the last 5 minutes failed`;
    (failed / all >= rules.errorsUnhealthy ? unhealthy : degraded).push(told);
  }
  degraded.push(...facts.standIns, ...facts.substitutes.map((name) => `a substitute is at work (${name})`));

  const status: HealthStatus =
    unhealthy.length > 0 ? 'unhealthy' : degraded.length > 0 ? 'degraded' : 'healthy';
  return {
    status,
    reasons: [...unhealthy, ...degraded],
    components: [...redisComponent(facts), ...providerComponents(facts)],
  };
}

function redisComponent({ redis }: ProviderFacts): HealthReport['components'] {
  if (redis === undefined) return [];
  const { up, ...rest } = redis;
  return [{ name: 'redis', status: up ? 'up' : 'down', ...rest }];
}

function providerComponents({ breakers, latenciesMs }: ProviderFacts): HealthReport['components'] {
  return breakers.map(({ provider, state }) => {
    const latencyMs = latenciesMs[provider];
    return {
      name: provider,
      status: state === 'open' || state === 'forced_open' ? ('down' as const) : ('up' as const),
      ...(latencyMs === undefined ? {} : { latencyMs }),
      detail: `breaker ${state.replace('_', ' ')}`,
    };
  });
}

function kindOf(provider: ProviderName): string {
  return (llmProviderNames as readonly string[]).includes(provider) ? 'llm' : provider;
}
