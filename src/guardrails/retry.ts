import type { IBackoff } from 'cockatiel';
import { ProviderError } from '../providers/provider-error.ts';

export interface RetrySettings {
  /** The first one included. */
  maxAttempts: number;
  /** Before the first retry at most; doubles with each. */
  baseMs: number;
  /** The longest wait that is not asked for by a provider. */
  maxMs: number;
  /** A provider that asks for a longer wait than this is given up at once. */
  maxRetryAfterMs: number;
}

export const defaultRetry: RetrySettings = {
  maxAttempts: 3,
  baseMs: 500,
  maxMs: 30_000,
  maxRetryAfterMs: 60_000,
};

/** Waits before the retries of one call. */
export interface RetryDelays {
  /** Milliseconds; undefined when the call is not to be tried again. */
  after(error: unknown, attempt: number): number | undefined;
}

/**
 * Exponential back-off with equal jitter: between a half and the whole of the exponential delay, so that a retry is
 * never at once. The delays are cockatiel's; its generators with jitter draw from `Math.random`, so the jitter is
 * laid over the one without. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export async function retryDelays(settings: RetrySettings, random: () => number): Promise<RetryDelays> {
  // Only a call that failed needs it, and loading it would be felt at every start.
  const { ExponentialBackoff, noJitterGenerator } = await import('cockatiel');
  const backoff = new ExponentialBackoff({
    generator: noJitterGenerator,
    initialDelay: settings.baseMs,
    maxDelay: settings.maxMs,
    exponent: 2,
  });
  let latest: IBackoff<unknown> | undefined;
  return {
    after(error, attempt) {
      if (!(error instanceof ProviderError) || !error.retryable) return undefined;
      if (attempt >= settings.maxAttempts) return undefined;
      const askedMs = error.retryAfterMs ?? 0;
      if (askedMs > settings.maxRetryAfterMs) return undefined;
      const next = latest ? latest.next(undefined) : backoff.next();
      latest = next;
      return Math.max((next.duration / 2) * (1 + random()), askedMs);
    },
  };
}

/** @throws the signal's reason when that aborts first */
export function retryWait(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
