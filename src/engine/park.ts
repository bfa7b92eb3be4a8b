import type { StrataError } from '../error.ts';

/** Thrown out of a layer that has to wait for a provider or a budget: the job is parked, not failed. */
export class ParkJob extends Error {
  override readonly name = 'ParkJob';
  /** Why, as it would have failed. */
  override readonly cause: StrataError;
  readonly retryAfterMs: number;

  constructor(cause: StrataError) {
    super(cause.message);
    this.cause = cause;
    this.retryAfterMs = cause.retryAfterMs ?? defaultWaitMs;
  }
}

/** Where nobody can say when it makes sense to try again. */
const defaultWaitMs = 60_000;

/** How long a job may be parked in one layer before it fails with the reason. */
export const longestParkingMs = 24 * 60 * 60 * 1000;
