import { StrataError } from '../error.ts';
import { type JobState, jobStates, type PipelineName } from '../jobs/job.ts';
import { decodeCursor, encodeCursor, type ListPosition } from './cursor.ts';
import type { JobPage, JobQuery } from './job-store.ts';

export const pipelineNames = ['application', 'document'] as const satisfies PipelineName[];

const maxLimit = 500;
/** Outside of what a time in milliseconds can be (ECMA-262, 21.4.1.1: ±8.64e15), so that it bounds nothing. */
const beyondAllTimesMs = 8_640_000_000_000_001;

/**
 * A query with everything said. What the caller left open is spelt out as all pipelines and all states: a
 * store then reads each pair from one range of one index and merges them, and never reads a job that is not
 * asked for, however rare the wanted ones are.
 */
export interface JobFilter {
  pipelines: readonly PipelineName[];
  states: readonly JobState[];
  user: string | undefined;
  /** Submitted at this time or later. */
  fromMs: number;
  /** Only what comes after this place in the list. */
  after: ListPosition;
  limit: number;
}

/** @throws StrataError `CURSOR_INVALID`, `LIMIT_INVALID` (kind `usage`) */
export function filterOf(query: JobQuery): JobFilter {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > maxLimit) {
    throw new StrataError('LIMIT_INVALID', `${query.limit} is no number of jobs that a list gives`, {
      kind: 'usage',
      where: 'limit',
      action: `give a whole number from 1 to ${maxLimit}`,
    });
  }
  // No id sorts before the empty one, so this place leaves out every job submitted at `to` and after.
  const end = { createdAt: query.submitted?.to ?? beyondAllTimesMs, id: '' };
  const cursor = query.cursor === undefined ? end : decodeCursor(query.cursor);
  return {
    pipelines: query.pipeline === undefined ? pipelineNames : [query.pipeline],
    states: query.states === undefined ? jobStates : [...new Set(query.states)],
    user: query.user,
    fromMs: query.submitted?.from ?? -beyondAllTimesMs,
    after: cursor.createdAt < end.createdAt ? cursor : end,
    limit: query.limit,
  };
}

/** Makes a page of what a store found; stores look for one job more than asked to know if more follow. */
export function pageOf(found: JobPage['jobs'], limit: number): JobPage {
  const jobs = found.slice(0, limit);
  const last = jobs.at(-1);
  return found.length > limit && last !== undefined ? { jobs, nextCursor: encodeCursor(last) } : { jobs };
}
