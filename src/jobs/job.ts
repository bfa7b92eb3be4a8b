import type { ErrorKind } from '../error.ts';
import type { ReasonerName } from '../reasoner/reasoner.ts';

export type PipelineName = 'application' | 'document';

export type JobState = 'queued' | 'running' | 'parked' | 'succeeded' | 'degraded' | 'failed' | 'cancelled';

export const jobStates = [
  'queued',
  'running',
  'parked',
  'succeeded',
  'degraded',
  'failed',
  'cancelled',
] as const satisfies JobState[];

export function hasEnded(state: JobState): boolean {
  return state === 'succeeded' || state === 'degraded' || state === 'failed' || state === 'cancelled';
}

/** A unit of work for a pipeline, as it is stored. All times are milliseconds since the epoch. */
export interface Job {
  /** UUID version 7: sorts by time of submission. */
  id: string;
  pipeline: PipelineName;
  state: JobState;
  /** Whom the job and its cost belong to; `local` where no keys exist. */
  user: string;
  /** What people know the job by: the posting's title and company once known, else the input's name. */
  title: string;
  createdAt: number;
  /** Start of the newest attempt. */
  startedAt?: number;
  endedAt?: number;
  /** 0–100. */
  progress: number;
  currentLayer?: string;
  layers: LayerProgress[];
  attempts: Attempt[];
  artifacts: ArtifactRef[];
  /** Set when the pipeline's main product (for applications: the CV) exists. */
  delivered: boolean;
  degradedReasons: DegradedReason[];
  tokenUsage: TokenUsage;
  budgetExceeded: boolean;
  /** Set while, and after, the job had to wait for a provider or a budget. */
  parked?: Parking;
  /** Why it failed, for a failed job. */
  error?: JobError;
  options: JobOptions;
  /** W3C trace context of the submission; attempts link to it. */
  traceparent?: string;
  /** Grows by one with each save; a save with a stale revision is refused. */
  revision: number;
}

export interface JobOptions {
  onUnavailable: 'substitute' | 'park';
  tokenBudgetUsd?: number;
}

export interface LayerProgress {
  name: string;
  status: 'pending' | 'running' | 'done' | 'failed' | 'skipped';
  startedAt?: number;
  durationMs?: number;
  attempts: number;
  reasoner?: ReasonerName;
  costUsd: number;
}

export interface Attempt {
  number: number;
  startedAt: number;
  endedAt?: number;
  traceId?: string;
  traceparent?: string;
  outcome?: 'succeeded' | 'degraded' | 'failed' | 'cancelled' | 'interrupted' | 'parked';
}

export interface DegradedReason {
  layer: string;
  code: string;
  /** For people: what was done with a lesser means, and why. */
  message: string;
}

export interface TokenUsage {
  /** USD. */
  totalCost: number;
  inputTokens: number;
  outputTokens: number;
  byProvider: Record<string, { cost: number; inputTokens: number; outputTokens: number }>;
}

export interface JobError {
  code: string;
  kind: ErrorKind;
  message: string;
  layer?: string;
  where?: string;
  action?: string;
}

/** Why and until when a job waits; kept while it is tried again, so that the wait as a whole is bounded. */
export interface Parking {
  layer: string;
  /** When it was first parked in this layer. */
  since: number;
  until: number;
  code: string;
  message: string;
}

export interface ArtifactRef {
  name: string;
  mediaType: string;
  sizeBytes: number;
  hash: string;
}

/** What a job works on, kept apart from the job so that lists stay light. */
export interface JobInput {
  posting: InputText;
  cv: InputText;
}

export interface InputText {
  /** File name or `stdin` or `request`; no folders. Its ending tells the format where it is known. */
  name: string;
  text: string;
  /** As named by the sender (`text/html`, …); absent: told from name and content. */
  mediaType?: string;
}
