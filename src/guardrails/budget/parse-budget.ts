import { StrataError } from '../../error.ts';
import { isProviderName, providerNames } from '../../providers/provider-name.ts';
import type { BudgetAction } from '../refusals.ts';
import type { Budget, BudgetPeriod, BudgetScope } from './budget.ts';

const budgetPeriods = ['day', 'month', 'total'] as const satisfies BudgetPeriod[];
export const budgetActions = ['fail', 'warn', 'skip', 'park'] as const satisfies BudgetAction[];
const budgetKinds = ['all', 'provider', 'user', 'layer', 'job'] as const satisfies BudgetScope['kind'][];

const defaultWarnAt = 0.8;

export interface BudgetLimits {
  limitUsd?: number;
  limitTokens?: number;
  /** `skip` when left out, as for the budget of the settings. */
  action?: string;
  /** 0–1; 0.8 when left out. */
  warnAt?: number;
}

/**
 * Reads a budget as the command line and the API name it: `all/month`, `provider:openai/day`, `user:* /month`
 * (without the blank), `layer:cv/day`, `job:* /total`.
 *
 * @throws StrataError `BUDGET_INVALID` (kind `input`) that names everything that is wrong with it
 */
export function parseBudget(id: string, limits: BudgetLimits): Budget {
  const problems: string[] = [];
  const { scope, period } = parseId(id, problems);
  const action = limits.action ?? 'skip';
  if (!isOneOf(budgetActions, action)) {
    problems.push(`the action "${action}" is unknown; allowed are ${budgetActions.join(', ')}`);
  }
  const budget: Budget = {
    scope: scope ?? { kind: 'all' },
    period: period ?? 'month',
    action: isOneOf(budgetActions, action) ? action : 'skip',
    warnAt: limits.warnAt ?? defaultWarnAt,
    ...(limits.limitUsd === undefined ? {} : { limitUsd: limits.limitUsd }),
    ...(limits.limitTokens === undefined ? {} : { limitTokens: limits.limitTokens }),
  };
  problems.push(...limitProblems(budget));
  if (problems.length > 0) throw budgetInvalid(id, problems);
  return budget;
}

/** Scope and period of a budget's name. @throws StrataError `BUDGET_INVALID` (kind `input`) */
export function parseBudgetId(id: string): Pick<Budget, 'scope' | 'period'> {
  const problems: string[] = [];
  const { scope, period } = parseId(id, problems);
  if (!scope || !period) throw budgetInvalid(id, problems);
  return { scope, period };
}

/**
 * What is wrong with a budget taken by itself.
 *
 * @param options.mayBeNothing whether 0 USD is a budget: nothing may be spent
 */
export function limitProblems(budget: Budget, options: { mayBeNothing?: boolean } = {}): string[] {
  const problems: string[] = [];
  const { limitUsd, limitTokens, warnAt } = budget;
  if (limitUsd === undefined && limitTokens === undefined) {
    problems.push('it has no limit; give limitUsd, limitTokens or both');
  }
  for (const [name, limit] of [
    ['limitUsd', limitUsd],
    ['limitTokens', limitTokens],
  ] as const) {
    const isNothing = limit === 0 && name === 'limitUsd' && options.mayBeNothing;
    if (limit !== undefined && !isNothing && !(limit > 0 && limit < Infinity)) {
      problems.push(`${name} is ${limit}; give an amount above 0, or remove the budget`);
    }
  }
  if (limitUsd !== undefined && limitUsd > mostUsd) problems.push(`limitUsd is above ${mostUsd}`);
  if (limitTokens !== undefined && limitTokens > 0 && !Number.isSafeInteger(limitTokens)) {
    problems.push(`limitTokens is ${limitTokens}; give a whole number`);
  }
  if (!(warnAt >= 0 && warnAt <= 1)) problems.push(`warnAt is ${warnAt}; give a share between 0 and 1`);
  return problems;
}

/** Sums of nano-dollars are exact up to nine million. */
const mostUsd = 9_000_000;

function parseId(
  id: string,
  problems: string[],
): { scope: BudgetScope | undefined; period: BudgetPeriod | undefined } {
  const slash = id.lastIndexOf('/');
  const periodText = slash < 0 ? '' : id.slice(slash + 1);
  const period = isOneOf(budgetPeriods, periodText) ? periodText : undefined;
  if (!period) {
    problems.push(`its period is "${periodText}"; allowed are ${budgetPeriods.join(', ')}, as in all/month`);
  }
  return { scope: parseScope(slash < 0 ? id : id.slice(0, slash), period, problems), period };
}

function parseScope(
  text: string,
  period: BudgetPeriod | undefined,
  problems: string[],
): BudgetScope | undefined {
  if (text === 'all') return { kind: 'all' };
  const colon = text.indexOf(':');
  const kind = colon < 0 ? text : text.slice(0, colon);
  const name = colon < 0 ? '' : text.slice(colon + 1);
  if (!isOneOf(budgetKinds, kind) || kind === 'all') {
    problems.push(`its scope is "${text}"; allowed are all, ${budgetKinds.slice(1).join(':…, ')}:…`);
    return undefined;
  }
  if (name === '' || name.trim() !== name) {
    problems.push(`it names no ${kind}; write ${kind}:* for each of them`);
    return undefined;
  }
  if (kind === 'job') {
    if (name !== '*') problems.push('a single job gets its budget when it is submitted; write job:*/total');
    if (period !== undefined && period !== 'total') problems.push('a job has no periods; write job:*/total');
    return { kind, name: '*' };
  }
  if (kind === 'provider' && name !== '*' && !isProviderName(name)) {
    problems.push(`the provider "${name}" is unknown; allowed are ${providerNames.join(', ')} or *`);
    return undefined;
  }
  return { kind, name };
}

export function budgetInvalid(where: string, problems: readonly string[]): StrataError {
  return new StrataError('BUDGET_INVALID', problems.join('; '), {
    kind: 'input',
    where: `budget ${where}`,
    action: 'change what is named, and set the budget again',
  });
}

function isOneOf<T extends string>(allowed: readonly T[], text: string): text is T {
  return (allowed as readonly string[]).includes(text);
}
