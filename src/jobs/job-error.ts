import { StrataError } from '../error.ts';
import type { JobError } from './job.ts';

/** Why a job failed, as it is stored and shown. Details of unknown errors stay in the log. */
export function jobErrorOf(cause: unknown, layer: string | undefined): JobError {
  const known =
    cause instanceof StrataError
      ? cause
      : new StrataError('LAYER_FAILED', 'an unexpected error stopped the job', {
          kind: 'failed',
          action: 'see the log for the details, then retry the job',
          cause,
        });
  return {
    code: known.code,
    kind: known.kind,
    message: known.message,
    ...(layer === undefined ? {} : { layer }),
    ...(known.where === undefined ? {} : { where: known.where }),
    ...(known.action === undefined ? {} : { action: known.action }),
  };
}
