import type { Collection, Db } from 'mongodb';
import type { Job } from '../../jobs/job.ts';
import { endOf, quarterMs } from '../application-spans.ts';

/**
 * A job as it is stored. Job and input are one document, because the server changes one document whole or
 * not at all: that is what makes creating a job safe without transactions, which a single server does not
 * have. Lists leave the input out.
 */
export interface JobDocument {
  _id: string;
  job: Job;
  /** The job's input as JSON, which unlike BSON gives back every string exactly. */
  input: string;
  /** Start of the quarter of an hour in which the job ended; null while it has not. */
  endedQuarter: number | null;
  /**
   * Quarters whose tallies do not know yet how this job is now: written together with the job, taken away
   * once the tallies have been brought up to date. This is what keeps statistics exact over a crash.
   */
  unsettled?: number[];
}

export interface CheckpointDocument {
  _id: string;
  /** JSON: layers choose their own keys, which BSON does not take all. */
  checkpoint: string;
}

export function jobsIn(database: Db): Collection<JobDocument> {
  return database.collection<JobDocument>('jobs');
}

export function checkpointsIn(database: Db): Collection<CheckpointDocument> {
  return database.collection<CheckpointDocument>('checkpoints');
}

export function endedQuarterOf(job: Job): number | null {
  const endedAt = endOf(job);
  return endedAt === undefined ? null : endedAt - (endedAt % quarterMs);
}
