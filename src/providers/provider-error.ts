import { type ErrorKind, StrataError } from '../error.ts';
import type { ProviderName } from './provider-name.ts';
import type { Usage } from './usage.ts';

/**
 * What a failed call costs. `none`: it was never sent, or the provider refused it and does not bill refusals.
 * `unknown`: it may have been worked on (time-out, connection lost, answer cut off) and counts as spent until
 * known better. `used`: it was answered and is billed, though the answer is of no use.
 */
export type Charge =
  | { kind: 'none' }
  | { kind: 'unknown' }
  | { kind: 'used'; usage: Usage; reportedCostUsd?: number };

/**
 * Whether a failure says that the service is sick. `ignored` neither closes nor opens a breaker: wrong keys, bad
 * requests, aborts, rate limits (the limiter's business), answers of a model that break the schema.
 */
export type BreakerVerdict = 'failure' | 'ignored';

export interface ProviderErrorOptions {
  provider: ProviderName;
  kind?: ErrorKind;
  charge: Charge;
  breaker: BreakerVerdict;
  retryable: boolean;
  /** As the provider asks for it: header, body or `retryDelay`. */
  retryAfterMs?: number;
  /** A 429, 503 or 529, or whatever came with a `Retry-After`: no call with this key before the time is over. */
  pausesKey?: boolean;
  action?: string;
  where?: string;
  cause?: unknown;
}

/**
 * A provider's refusal or failure. Codes: PROVIDER_KEY_REFUSED, PROVIDER_MODEL_UNKNOWN, PROVIDER_REQUEST_REFUSED,
 * PROVIDER_RATE_LIMITED, PROVIDER_QUOTA_EXHAUSTED, PROVIDER_FAILED, PROVIDER_UNREACHABLE, PROVIDER_CONNECTION_LOST,
 * PROVIDER_TIMED_OUT, PROVIDER_ANSWER_INVALID, PROVIDER_ANSWER_TOO_LARGE, PROVIDER_CONTENT_REFUSED.
 * The message names the provider and holds neither key nor content.
 */
export class ProviderError extends StrataError {
  override readonly name = 'ProviderError';
  readonly provider: ProviderName;
  readonly charge: Charge;
  readonly breaker: BreakerVerdict;
  readonly pausesKey: boolean;

  constructor(code: string, message: string, options: ProviderErrorOptions) {
    super(code, message, {
      kind: options.kind ?? 'unavailable',
      retryable: options.retryable,
      ...(options.retryAfterMs === undefined ? {} : { retryAfterMs: options.retryAfterMs }),
      ...(options.action === undefined ? {} : { action: options.action }),
      ...(options.where === undefined ? {} : { where: options.where }),
      ...(options.cause === undefined ? {} : { cause: options.cause }),
    });
    this.provider = options.provider;
    this.charge = options.charge;
    this.breaker = options.breaker;
    this.pausesKey = options.pausesKey ?? false;
  }
}
