import { ExponentialBackoff, type IBackoff, noJitterGenerator } from 'cockatiel';

const longestFactor = 8;

/**
 * How long a breaker stays open, in milliseconds: the first time, after the first failed probe, and so on; the last
 * entry holds for all that follow. Doubling up to eight times, without jitter: one breaker has no herd to part, and
 * a refusal says exactly when to come back.
 */
export function openTimesMs(openMs: number): number[] {
  const backoff = new ExponentialBackoff({
    generator: noJitterGenerator,
    initialDelay: openMs,
    maxDelay: openMs * longestFactor,
  });
  const times: number[] = [];
  for (let next: IBackoff<unknown> = backoff.next(); ; next = next.next(undefined)) {
    times.push(next.duration);
    if (next.duration >= openMs * longestFactor) return times;
  }
}
