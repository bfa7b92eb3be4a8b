import type { LayerContext } from '../../engine/layer.ts';
import { budgetActionOf, reasonToStandIn } from '../../engine/stand-in.ts';
import type { StrataError } from '../../error.ts';
import type { Reasoner, ReasonerContext, ReasonerName } from '../../reasoner/reasoner.ts';

/** Who thinks for a layer, and who stands in when that one cannot be used. */
export interface Reasoners {
  expected: Reasoner;
  /** Absent: the expected one needs nothing outside. */
  substitute?: Reasoner;
}

/**
 * Has a part of a layer thought out. When the expected reasoner cannot be used, in this order: the substitute, if the
 * job allows it, and the job is degraded; parking; failing. What the budget says goes before what the job says.
 *
 * @throws ParkJob; the error of the expected reasoner; the context's reason to abort
 */
export async function think<T>(
  { expected, substitute }: Reasoners,
  context: LayerContext,
  what: string,
  work: (reasoner: Reasoner, context: ReasonerContext) => Promise<T>,
): Promise<{ value: T; reasoner: ReasonerName }> {
  if (substitute === undefined) {
    return { value: await work(expected, context), reasoner: expected.name };
  }
  const { patience, scope } = context;
  try {
    patience.throwIfAborted();
    return { value: await work(expected, { signal: patience, scope }), reasoner: expected.name };
  } catch (cause) {
    const reason = reasonToStandIn(context, patience.aborted ? patience.reason : cause);
    context.degrade(codeOf(reason), `${what} by text analysis: ${reason.message}`);
    return { value: await work(substitute, context), reasoner: substitute.name };
  }
}

function codeOf(reason: StrataError): string {
  return budgetActionOf(reason) === undefined ? 'LLM_UNAVAILABLE' : 'BUDGET_EXCEEDED';
}
