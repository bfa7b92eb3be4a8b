import type { StrataError } from '../error.ts';

/** Thrown out of a layer that has to wait for a provider or a budget: the job is parked, not failed. */
export class ParkJob extends Error {
  override readonly name = 'ParkJob';
  /** Why, as it would have failed. */
  override readonly cause: StrataError;
  /** Absent where nobody can say when it makes sense to try again. */
  readonly retryAfterMs: number | undefined;

  constructor(cause: StrataError) {
    super(cause.message);
    this.cause = cause;
    this.retryAfterMs = cause.retryAfterMs;
  }
}

/** How long a job may be parked in one layer before it fails with the reason. */
export const longestParkingMs = 24 * 60 * 60 * 1000;

const leastWaitMs = 60_000;
const mostWaitMs = 60 * 60_000;

/**
 * How long to wait where nobody can say: as long as it has been waited already, from a minute to an hour, so that what
 * stays broken is asked less and less often.
 *
 * @param waitedMs since it was parked in this layer first
 */
export function parkingWaitMs(waitedMs: number): number {
  return Math.min(Math.max(waitedMs, leastWaitMs), mostWaitMs);
}
