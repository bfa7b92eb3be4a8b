import type { JobPage, JobQuery } from '../store/job-store.ts';
import type { Job, JobInput, JobOptions, LayerProgress, PipelineName } from './job.ts';

export interface Submission {
  pipeline: PipelineName;
  input: JobInput;
  options?: Partial<JobOptions>;
  user: string;
}

export interface JobProgress {
  jobId: string;
  state: Job['state'];
  /** 0–100. */
  percent: number;
  currentLayer?: string;
  layers: LayerProgress[];
}

export interface ApplicationStats {
  /** IANA zone in which days, weeks (from Monday) and months begin. */
  timeZone: string;
  today: number;
  week: number;
  month: number;
  total: number;
}

/** What the command line and HTTP do with jobs. */
export interface JobService {
  /**
   * Stores the job and has it run. The input is looked at before it is accepted, as far as that is quick.
   * @throws StrataError kinds `input`, `unavailable` (draining, store down)
   */
  submit(submission: Submission): Promise<Job>;
  /** @throws StrataError `JOB_UNKNOWN` (kind `not-found`) */
  get(id: string): Promise<Job>;
  list(query: JobQuery): Promise<JobPage>;
  progressOf(job: Job): JobProgress;
  /** @throws StrataError `ARTIFACT_UNKNOWN`, `JOB_UNKNOWN` (kind `not-found`) */
  artifact(id: string, name: string): Promise<{ mediaType: string; bytes: Uint8Array }>;
  /** @throws StrataError `TIME_ZONE_UNKNOWN` (kind `usage`) */
  applicationStats(timeZone: string): Promise<ApplicationStats>;
  /**
   * Resolves when the job has ended, or is over as `isOver` sees it; rejects when it had to be left unfinished, as
   * with a full disk.
   */
  finished(id: string, signal?: AbortSignal, isOver?: (job: Job) => boolean): Promise<Job>;
  /** Calls back after each saved change of any job in this process; gives the way to stop that. */
  onChange(listener: (job: Job) => void): () => void;
}
