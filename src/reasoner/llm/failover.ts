import { StrataError } from '../../error.ts';
import type { CallScope } from '../../guardrails/call-scope.ts';
import { BreakerOpen, BudgetRefused, LimitExceeded } from '../../guardrails/refusals.ts';
import type { GenerateRequest } from '../../providers/language-model.ts';
import { ProviderError } from '../../providers/provider-error.ts';
import type { LlmProviderName } from '../../providers/provider-name.ts';
import { type FailedModel, isOfProvider, ProvidersUnavailable } from './providers-unavailable.ts';
import type { ReasoningLayer, ReasoningModel } from './reasoning-model.ts';

export interface FailoverEvent {
  layer: ReasoningLayer;
  from: LlmProviderName;
  to: LlmProviderName;
  /** Stable code of the error: PROVIDER_KEY_REFUSED, BREAKER_OPEN, … */
  reason: string;
  /** For people; holds no secret. */
  message: string;
}

/**
 * Asks the first model, and where that cannot be used the next, until one answers. A budget of everything, of the
 * user, the job or the layer ends it at once, since it would refuse the others as well.
 *
 * @throws ProvidersUnavailable when no model is left; the signal's reason; whatever else a model throws, since that
 * is no matter of its provider
 */
export async function askInTurn<T>(
  layer: ReasoningLayer,
  models: readonly ReasoningModel[],
  request: Omit<GenerateRequest<T>, 'model'>,
  context: { scope: CallScope; signal: AbortSignal },
  onFailover: (event: FailoverEvent) => void,
): Promise<T> {
  const failures: FailedModel[] = [];
  for (const [at, { provider, model }] of models.entries()) {
    context.signal.throwIfAborted();
    try {
      const { value } = await (models[at] as ReasoningModel).generate(request, context);
      return value;
    } catch (cause) {
      // An abort reaches us as whatever error the layers below made of it.
      context.signal.throwIfAborted();
      if (!isUnavailable(cause)) throw cause;
      failures.push({ provider, model, error: cause });
      if (cause instanceof BudgetRefused && !isOfProvider(cause)) break;
      const next = models[at + 1];
      if (next === undefined) break;
      tell(onFailover, {
        layer,
        from: provider,
        to: next.provider,
        reason: cause.code,
        message: cause.message,
      });
    }
  }
  throw new ProvidersUnavailable(layer, failures);
}

function isUnavailable(cause: unknown): cause is StrataError {
  return (
    cause instanceof ProviderError ||
    cause instanceof BreakerOpen ||
    cause instanceof LimitExceeded ||
    cause instanceof BudgetRefused ||
    // A model without a price, or with a wrong one, must not be called; another one may.
    (cause instanceof StrataError && (cause.code === 'PRICE_UNKNOWN' || cause.code === 'PRICE_EXCEEDED'))
  );
}

/** Whoever listens must not be able to end the job. */
function tell(listener: (event: FailoverEvent) => void, event: FailoverEvent): void {
  try {
    listener(event);
  } catch {
    // Its own fault; the failover goes on.
  }
}
