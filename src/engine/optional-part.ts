import { StrataError } from '../error.ts';
import type { LayerContext } from './layer.ts';
import { ParkJob } from './park.ts';
import { budgetActionOf } from './stand-in.ts';

/**
 * Runs a part that a layer can do without. When it fails, the job goes on with the substitute and says so;
 * an abort is never mistaken for such a failure, and a budget that is to fail the job does so.
 */
export async function optionalPart<T>(
  context: LayerContext,
  part: { code: string; what: string; insteadOf: string },
  work: () => Promise<T>,
  substitute: () => T,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    context.signal.throwIfAborted();
    if (cause instanceof ParkJob) throw cause;
    if (cause instanceof StrataError && budgetActionOf(cause) === 'fail') throw cause;
    const why = cause instanceof StrataError ? cause.message : 'it failed unexpectedly';
    context.degrade(part.code, `${part.what}: ${why}; ${part.insteadOf}`);
    return substitute();
  }
}
