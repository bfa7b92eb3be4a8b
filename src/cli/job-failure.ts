import { type ErrorKind, StrataError } from '../error.ts';

/**
 * Why a job failed, as an error of the command that waited for it. Whatever stopped the job, it has ended: only a bad
 * input is told apart, since nothing but another input helps there.
 *
 * @param where of the job, used where its error names no place
 */
export function jobFailure(
  error: {
    code: string;
    kind?: ErrorKind | undefined;
    message: string;
    where?: string | undefined;
    action?: string | undefined;
  },
  fallback: { where?: string; action?: string } = {},
): StrataError {
  const where = error.where ?? fallback.where;
  const action = error.action ?? fallback.action;
  return new StrataError(error.code, error.message, {
    kind: error.kind === 'input' ? 'input' : 'failed',
    ...(where === undefined ? {} : { where }),
    ...(action === undefined ? {} : { action }),
  });
}
