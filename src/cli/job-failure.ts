import { StrataError } from '../error.ts';

/**
 * Why a job failed, as an error of the command that waited for it. Whatever stopped the job, it has ended: only a bad
 * input is told apart, since nothing but another input helps there.
 *
 * @param fallback what is told where the job's error does not say it
 */
export function jobFailure(
  error: {
    code: string;
    /** Of an ErrorKind; a service may know others. */
    kind?: string | undefined;
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
