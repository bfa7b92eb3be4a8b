import { StrataError } from '../error.ts';
import type { BudgetAction } from '../guardrails/refusals.ts';
import { ProviderError } from '../providers/provider-error.ts';
import type { LayerContext } from './layer.ts';
import { ParkJob } from './park.ts';

/**
 * What to do when something outside cannot be used and a substitute is there: comes back with the reason when the
 * substitute is to stand in. What a budget says goes before what the job says.
 *
 * @throws ParkJob when the job is to wait; the cause itself when it is to fail, or when it is no trouble with
 * something outside
 */
export function reasonToStandIn(
  context: Pick<LayerContext, 'signal' | 'onUnavailable'>,
  cause: unknown,
): StrataError {
  context.signal.throwIfAborted();
  if (!(cause instanceof StrataError) || !isOutside(cause)) throw cause;
  switch (budgetActionOf(cause) ?? (context.onUnavailable === 'park' ? 'park' : 'skip')) {
    case 'fail':
      throw cause;
    case 'park':
      throw new ParkJob(cause);
    default:
      return cause;
  }
}

/** A fault of the input or of Strata itself is no reason for lesser means; whatever a provider did is. */
function isOutside(cause: StrataError): boolean {
  if (cause instanceof ProviderError) return true;
  const { kind } = cause;
  return kind === 'unavailable' || kind === 'timeout' || kind === 'configuration';
}

/** What the budget that refused wants done; undefined when it was no budget. */
export function budgetActionOf(reason: StrataError): BudgetAction | undefined {
  return 'budgetAction' in reason ? (reason.budgetAction as BudgetAction | undefined) : undefined;
}
