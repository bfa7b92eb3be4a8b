import type { Checkpoint } from '../jobs/checkpoint.ts';
import type { Job, JobInput, JobState, PipelineName } from '../jobs/job.ts';

/** Half-open interval of time, milliseconds since the epoch: `from` is in it, `to` is not. */
export interface TimeRange {
  from?: number;
  to?: number;
}

export interface JobQuery {
  /** By time of submission. */
  submitted?: TimeRange;
  states?: JobState[];
  pipeline?: PipelineName;
  user?: string;
  /** `nextCursor` of the page before. */
  cursor?: string;
  /** 1–500. */
  limit: number;
}

export interface JobPage {
  /** Newest first; ties by id. */
  jobs: Job[];
  nextCursor?: string;
}

/**
 * Where jobs live. What a resolved promise acknowledged survives a crash and a loss of power.
 *
 * Every method throws StrataError `STORE_UNAVAILABLE` (kind `unavailable`) when the store cannot be reached
 * or written, naming the reason (disk full, damaged file, server gone).
 */
export interface JobStore {
  /** Opens, migrates forward. @throws StrataError `STORE_DAMAGED`, `STORE_TOO_NEW`, `STORE_UNAVAILABLE` */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;

  /** @throws StrataError `JOB_EXISTS` (kind `conflict`) */
  create(job: Job, input: JobInput): Promise<void>;
  get(id: string): Promise<Job | undefined>;
  getInput(id: string): Promise<JobInput | undefined>;
  /**
   * Replaces the job if `job.revision` is still the stored one, and gives it back with the next revision.
   * @throws StrataError `JOB_CHANGED` (kind `conflict`) otherwise, `JOB_UNKNOWN` (kind `not-found`)
   */
  save(job: Job): Promise<Job>;
  list(query: JobQuery): Promise<JobPage>;
  /** Jobs per pipeline and state; pairs without a job are left out. */
  countByState(): Promise<{ pipeline: PipelineName; state: JobState; count: number }[]>;
  /** Oldest submission time among jobs in this state, or undefined. */
  oldestSubmission(pipeline: PipelineName, state: JobState): Promise<number | undefined>;
  /**
   * Application jobs that ended (`succeeded` or `degraded`, `delivered`) within each range, by `endedAt`.
   * Bounds must lie on quarters of an hour; a range without bounds counts all. Exact.
   */
  countApplications(ranges: TimeRange[]): Promise<number[]>;

  saveCheckpoint(jobId: string, checkpoint: Checkpoint): Promise<void>;
  getCheckpoint(jobId: string): Promise<Checkpoint | undefined>;
  clearCheckpoint(jobId: string): Promise<void>;
}
