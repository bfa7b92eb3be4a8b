import { StrataError } from '../error.ts';

/** A job that waits for a provider or a budget, for whoever waits for the job. */
export function parkedError(
  jobId: string,
  parked: { until: number | string; message: string } | undefined,
  action: string,
): StrataError {
  const until = parked === undefined ? '' : ` until ${new Date(parked.until).toISOString()}`;
  return new StrataError('JOB_PARKED', `job ${jobId} is parked${until}: ${parked?.message ?? 'it waits'}`, {
    kind: 'unavailable',
    action,
  });
}
