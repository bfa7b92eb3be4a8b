import type { BudgetStatus } from '../guardrails/budget/budget.ts';
import { llmProviderNames, type ProviderName } from '../providers/provider-name.ts';
import type { ProviderFacts } from './provider-health.ts';

/** What a job takes of models at most as a rule: one call for each question, 8,000 to 15,000 tokens. */
const usualJob = { requests: 10, tokens: 15_000 };

/**
 * How many jobs could be thought through by models now, as an estimate: what the limits of the best provider that
 * can be used have room for, and what the budgets of everything do, at the price of a token so far. More jobs are
 * taken all the same, and done by text analysis or parked. Infinite where no model is set up.
 */
export function roomForJobs(
  facts: Pick<ProviderFacts, 'breakers' | 'limits' | 'budgets' | 'enforced'>,
): number {
  const models = facts.breakers.filter(({ provider }) => isLlm(provider));
  if (models.length === 0) return Number.POSITIVE_INFINITY;
  const usable = models.filter(({ state }) => state !== 'open' && state !== 'forced_open');
  const byLimits = Math.max(0, ...usable.map(({ provider }) => roomInLimits(provider, facts.limits)));
  const held = facts.enforced ? facts.budgets.filter(({ budget }) => budget.action !== 'warn') : [];
  const byBudgets = held.filter(({ budget }) => budget.scope.kind === 'all').map(roomInBudget);
  return Math.max(0, Math.floor(Math.min(byLimits, ...byBudgets)));
}

function isLlm(provider: ProviderName): boolean {
  return (llmProviderNames as readonly ProviderName[]).includes(provider);
}

function roomInLimits(provider: ProviderName, limits: ProviderFacts['limits']): number {
  const rooms = limits
    .filter((limit) => limit.provider === provider)
    .map(({ unit, used, limit }) => (limit - used) / usualJob[unit]);
  return Math.min(Number.POSITIVE_INFINITY, ...rooms);
}

function roomInBudget(status: BudgetStatus): number {
  const { limitUsd, limitTokens } = status.budget;
  const tokensLeft = (limitTokens ?? Number.POSITIVE_INFINITY) - status.spentTokens - status.reservedTokens;
  const usdLeft = (limitUsd ?? Number.POSITIVE_INFINITY) - status.spentUsd - status.reservedUsd;
  if (usdLeft <= 0) return 0;
  const usdPerJob = status.spentTokens === 0 ? 0 : (status.spentUsd / status.spentTokens) * usualJob.tokens;
  return Math.min(
    tokensLeft / usualJob.tokens,
    usdPerJob === 0 ? Number.POSITIVE_INFINITY : usdLeft / usdPerJob,
  );
}
