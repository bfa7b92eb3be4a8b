import { StrataError } from '../error.ts';
import { hasEnded, type Job } from '../jobs/job.ts';
import type { TimeRange } from './job-store.ts';

export const quarterMs = 15 * 60_000;
export const dayMs = 24 * 60 * 60_000;

/** Outside of what a time in milliseconds can be (ECMA-262, 21.4.1.1: ±8.64e15). */
const beyondAllTimesMs = 8_640_000_000_000_001;

/** Counters of one kind, by the start of the quarter of an hour or of the UTC day that they count. */
export interface Span {
  unit: 'quarter' | 'day';
  fromMs: number;
  toMs: number;
}

/** When the job ended, or undefined for one that has not. */
export function endOf(job: Job): number | undefined {
  return hasEnded(job.state) ? (job.endedAt ?? job.createdAt) : undefined;
}

/** Whether the statistics of applications count a job that looks like this. */
export function countsAsApplication(job: Pick<Job, 'pipeline' | 'state' | 'delivered'>): boolean {
  return (
    job.pipeline === 'application' && job.delivered && (job.state === 'succeeded' || job.state === 'degraded')
  );
}

/**
 * The counters that add up to a range: whole UTC days, and quarters of an hour at the edges. A range of any
 * length so needs a row per day and at most 190 more, whatever the number of jobs; offsets of all time zones
 * in use are multiples of a quarter of an hour.
 *
 * @throws StrataError `TIME_RANGE_INVALID` (kind `usage`) for bounds that are not on quarters of an hour
 */
export function spansOf(range: TimeRange): Span[] {
  for (const bound of [range.from, range.to]) {
    if (bound !== undefined && bound % quarterMs !== 0) {
      throw new StrataError('TIME_RANGE_INVALID', `${bound} ms is not on a quarter of an hour`, {
        kind: 'usage',
        action: 'count applications over ranges that begin and end on quarters of an hour',
      });
    }
  }
  const fromMs = range.from ?? -Infinity;
  const toMs = range.to ?? Infinity;
  const firstDayMs = Math.ceil(fromMs / dayMs) * dayMs;
  const lastDayMs = Math.floor(toMs / dayMs) * dayMs;
  const spans: Span[] =
    firstDayMs < lastDayMs
      ? [
          { unit: 'quarter', fromMs, toMs: firstDayMs },
          { unit: 'day', fromMs: firstDayMs, toMs: lastDayMs },
          { unit: 'quarter', fromMs: lastDayMs, toMs },
        ]
      : [{ unit: 'quarter', fromMs, toMs }];
  return spans
    .filter((span) => span.fromMs < span.toMs)
    .map((span) => ({
      unit: span.unit,
      fromMs: Math.max(span.fromMs, -beyondAllTimesMs),
      toMs: Math.min(span.toMs, beyondAllTimesMs),
    }));
}
