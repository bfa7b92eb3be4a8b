import { StrataError } from '../../error.ts';
import { BreakerOpen, type BudgetAction, BudgetRefused } from '../../guardrails/refusals.ts';
import { ProviderError } from '../../providers/provider-error.ts';
import type { LlmProviderName } from '../../providers/provider-name.ts';

/** A model that could not answer, and why. */
export interface FailedModel {
  provider: LlmProviderName;
  model: string;
  error: StrataError;
}

/** What is told of a failure where several count, the sternest first. */
const sternness: readonly Exclude<BudgetAction, 'warn'>[] = ['fail', 'park', 'skip'];

/**
 * No language model of a layer can be used now. Code `PROVIDERS_UNAVAILABLE`; `retryAfterMs` is the least that any
 * of them asks for.
 */
export class ProvidersUnavailable extends StrataError {
  override readonly name = 'ProvidersUnavailable';
  readonly failures: readonly FailedModel[];
  /** Set where it is budgets alone that stand in the way: what the budget says the job is to do. */
  readonly budgetAction?: Exclude<BudgetAction, 'warn'>;

  constructor(layer: string, failures: readonly FailedModel[]) {
    const waits = failures.flatMap(({ error }) => error.retryAfterMs ?? []);
    const last = failures.at(-1)?.error;
    super('PROVIDERS_UNAVAILABLE', `no language model can be used now: ${reasonsOf(failures)}`, {
      kind: 'unavailable',
      where: `layer ${layer}`,
      action: actionOf(failures),
      retryable: failures.some(({ error }) => error.retryable),
      ...(waits.length === 0 ? {} : { retryAfterMs: Math.min(...waits) }),
      ...(last === undefined ? {} : { cause: last }),
    });
    this.failures = failures;
    const budgetAction = budgetActionOf(failures);
    if (budgetAction !== undefined) this.budgetAction = budgetAction;
  }
}

function reasonsOf(failures: readonly FailedModel[]): string {
  if (failures.length === 0) return 'none is configured';
  return failures.map(({ provider, error }) => shortReason(provider, error)).join('; ');
}

/** Errors name their provider themselves; what comes again in every layer is said in few words. */
function shortReason(provider: LlmProviderName, error: StrataError): string {
  if (error instanceof BreakerOpen && error.retryAfterMs !== undefined) {
    return `${provider} is left alone for another ${Math.ceil(error.retryAfterMs / 1000)} s`;
  }
  // What only a person can put right is said with what that person has to do.
  if (error instanceof ProviderError && error.kind === 'configuration' && error.action !== undefined) {
    return `${error.message}: ${error.action}`;
  }
  return error.message;
}

function actionOf(failures: readonly FailedModel[]): string {
  const actions = new Set(failures.flatMap(({ error }) => error.action ?? []));
  return actions.size === 0 ? 'set the key of a provider, such as OPENAI_API_KEY' : [...actions].join('; ');
}

/** A budget of everything refuses all that would have come after it, too. */
function budgetActionOf(failures: readonly FailedModel[]): ProvidersUnavailable['budgetAction'] {
  const errors = failures.map(({ error }) => error);
  const wide = errors.find((error) => error instanceof BudgetRefused && !isOfProvider(error));
  if (wide instanceof BudgetRefused) return wide.budgetAction;
  const refusals = errors.filter((error) => error instanceof BudgetRefused);
  if (refusals.length === 0 || refusals.length < errors.length) return undefined;
  return sternness.find((action) => refusals.some(({ budgetAction }) => budgetAction === action));
}

/** Whether another provider may still be paid for. */
export function isOfProvider({ scope }: BudgetRefused): boolean {
  return /^provider\b/u.test(scope);
}
