import { type Link, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Pipeline } from '../engine/layer.ts';
import { longestParkingMs, ParkJob, parkingWaitMs } from '../engine/park.ts';
import { runLayers } from '../engine/run-layers.ts';
import { budgetActionOf } from '../engine/stand-in.ts';
import { StrataError } from '../error.ts';
import type { ReasonerName } from '../reasoner/reasoner.ts';
import type { ArtifactStore } from '../store/artifact-store.ts';
import type { JobStore } from '../store/job-store.ts';
import { attributeKeys, spanNames } from '../telemetry/names.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { linkTo, traceparentOf } from '../telemetry/trace-context.ts';
import { withSpan } from '../telemetry/with-span.ts';
import { budgetExceeded } from './budget-exceeded.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type CostsOnRecord, withCostsOnRecord } from './costs-on-record.ts';
import type { ArtifactRef, Attempt, Job, JobInput, Parking } from './job.ts';
import { JobCosts } from './job-costs.ts';
import { jobErrorOf } from './job-error.ts';
import { JobRecord } from './job-record.ts';
import { layerWatch, withLayer } from './layer-watch.ts';
import { ServiceStopping } from './service-stopping.ts';

export interface AttemptParts {
  store: JobStore;
  artifacts: ArtifactStore;
  pipelineOf(job: Pick<Job, 'pipeline'>): Pipeline<JobInput, unknown>;
  telemetry: Telemetry;
  timeouts: { jobMs: number; layerMs: number };
  /**
   * What the ledger says that a job has cost; absent where there is none. A process that was killed, or a layer that
   * was cut short, has not told the job of every call.
   */
  costsOf?(jobId: string): Promise<CostsOnRecord>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Monotonic, milliseconds. */
  clock(): number;
  onChange(job: Job): void;
}

export interface AttemptControl {
  /** Aborted with a ServiceStopping to put the job back, with anything else to cancel it. */
  signal: AbortSignal;
  /** Asked between layers: true puts the job back into the queue with what it has. */
  shouldPause(): boolean;
}

type AttemptEnd =
  | { state: 'parked'; reason: ParkJob }
  | { state: 'succeeded' | 'degraded' | 'cancelled' | 'queued' }
  | { state: 'failed'; cause: unknown };

/**
 * One try at a queued job, from its last checkpoint to its end. Resolves with the job as it was saved last,
 * also when the job failed; rejects only when the store could not take a change.
 */
export async function runAttempt(parts: AttemptParts, job: Job, control: AttemptControl): Promise<Job> {
  const number = job.attempts.length + 1;
  const attributes = {
    [attributeKeys.jobId]: job.id,
    [attributeKeys.jobPipeline]: job.pipeline,
    [attributeKeys.jobAttempt]: number,
  };
  const options = { kind: SpanKind.CONSUMER, root: true, links: linksOf(job), attributes };
  return withSpan(parts.telemetry, spanNames.jobAttempt, options, async (span) => {
    const record = new JobRecord(parts.store, job, parts.onChange);
    const onRecord = number === 1 ? unchanged : await costsFromRecord(parts, job.id);
    await record.change((current) => begun(onRecord(current), number, span, parts.now()));
    const costs = new JobCosts(record.job, (message) =>
      parts.telemetry.log.warn({ message }, 'budget warning'),
    );
    const end = await runToEnd(parts, record, costs, control);
    if (end.state === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute(attributeKeys.jobState, end.state);
    const atEnd = await costsFromRecord(parts, job.id);
    const saved = await record.change((current) =>
      concluded(atEnd(costs.carryInto(current)), end, parts.now()),
    );
    if (end.state === 'succeeded' || end.state === 'degraded') await parts.store.clearCheckpoint(job.id);
    report(parts.telemetry, saved, end);
    return saved;
  });
}

/** Gives what puts the ledger's figures into the job. A job is not held up by figures that cannot be read. */
async function costsFromRecord(
  { costsOf, telemetry }: AttemptParts,
  jobId: string,
): Promise<(job: Job) => Job> {
  if (costsOf === undefined) return unchanged;
  try {
    const costs = await costsOf(jobId);
    return (job) => withCostsOnRecord(job, costs);
  } catch (cause) {
    telemetry.log.warn({ err: cause }, "the ledger's figures of a job could not be read");
    return unchanged;
  }
}

function unchanged(job: Job): Job {
  return job;
}

async function runToEnd(
  parts: AttemptParts,
  record: JobRecord,
  costs: JobCosts,
  control: AttemptControl,
): Promise<AttemptEnd> {
  const { job } = record;
  const kept: ArtifactRef[] = [];
  const pipeline = parts.pipelineOf(job);
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(jobTimedOut(parts.timeouts.jobMs)), parts.timeouts.jobMs);
  try {
    const input = await parts.store.getInput(job.id);
    if (input === undefined) throw inputMissing();
    const checkpoint = await parts.store.getCheckpoint(job.id);
    const end = await runLayers({
      pipeline,
      input,
      results: resultsOfDoneLayers(job, checkpoint),
      reasoners: reasonersOf(job),
      degraded: job.degradedReasons,
      putArtifact: async (artifact) => {
        kept.push(await parts.artifacts.put(job.id, artifact));
      },
      observer: layerWatch({ ...parts, record, costs, deliveringLayer: pipeline.deliveringLayer, kept }),
      layerTimeoutMs: parts.timeouts.layerMs,
      scopeOf: (layer) => costs.scopeOf(layer),
      onUnavailable: job.options.onUnavailable,
      signal: AbortSignal.any([control.signal, timeout.signal]),
      shouldPause: control.shouldPause,
      clock: parts.clock,
    });
    if (end.kind === 'paused') return { state: 'queued' };
    return { state: record.job.degradedReasons.length > 0 ? 'degraded' : 'succeeded' };
  } catch (cause) {
    if (cause instanceof ParkJob) return parkedOrFailed(record.job, cause, parts.now());
    if (!control.signal.aborted) return { state: 'failed', cause };
    return { state: control.signal.reason instanceof ServiceStopping ? 'queued' : 'cancelled' };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A job that has been parked in one layer for too long fails with the reason that it was parked for. One that waits
 * for a budget's next period waits for as long as that takes.
 */
function parkedOrFailed(job: Job, reason: ParkJob, now: number): AttemptEnd {
  const isTooLong = !waitsForPeriod(reason) && now - parkedSince(job, reason, now) >= longestParkingMs;
  return isTooLong ? { state: 'failed', cause: reason.cause } : { state: 'parked', reason };
}

function waitsForPeriod(reason: ParkJob): boolean {
  return budgetActionOf(reason.cause) !== undefined && reason.retryAfterMs !== undefined;
}

/** What a job waits for: `BUDGET_EXCEEDED` also where a budget keeps it from every one of several providers. */
function parkingCode({ cause }: ParkJob): string {
  return budgetActionOf(cause) === undefined ? cause.code : budgetExceeded;
}

/** The wait for a budget is no part of the time that providers have. */
function parkedSince({ parked, currentLayer }: Job, reason: ParkJob, now: number): number {
  const isSameWait =
    parked?.layer === (currentLayer ?? '') &&
    (parked.code === budgetExceeded) === (parkingCode(reason) === budgetExceeded);
  return isSameWait ? parked.since : now;
}

function begun(job: Job, number: number, span: Span, now: number): Job {
  const { endedAt: _, error: __, ...rest } = job;
  const attempt: Attempt = {
    number,
    startedAt: now,
    traceId: span.spanContext().traceId,
    traceparent: traceparentOf(span),
  };
  // An attempt without an outcome is one whose process was killed.
  const before = job.attempts.map((one) => (one.outcome ? one : { ...one, outcome: 'interrupted' as const }));
  return { ...rest, state: 'running', startedAt: now, attempts: [...before, attempt] };
}

function concluded(job: Job, end: AttemptEnd, now: number): Job {
  const { currentLayer, ...rest } = job;
  const attempts = job.attempts.map((attempt, index) =>
    index < job.attempts.length - 1
      ? attempt
      : { ...attempt, endedAt: now, outcome: end.state === 'queued' ? ('interrupted' as const) : end.state },
  );
  // A layer that was cut short is open again; only a failure is told as one.
  const layers =
    currentLayer === undefined
      ? rest.layers
      : withLayer(job, currentLayer, (layer) => ({
          ...layer,
          status: end.state === 'failed' ? 'failed' : 'pending',
        })).layers;
  return {
    ...rest,
    state: end.state,
    layers,
    attempts,
    ...(end.state === 'queued' || end.state === 'parked' ? {} : { endedAt: now }),
    ...(end.state === 'parked' ? { parked: parkingOf(job, end.reason, now) } : {}),
    budgetExceeded: job.budgetExceeded || ranOutOfBudget(end),
    ...(end.state === 'failed' ? { error: jobErrorOf(end.cause, currentLayer) } : {}),
  };
}

function parkingOf(job: Job, reason: ParkJob, now: number): Parking {
  const since = parkedSince(job, reason, now);
  const until = now + (reason.retryAfterMs ?? parkingWaitMs(now - since));
  return {
    layer: job.currentLayer ?? '',
    since,
    until: waitsForPeriod(reason) ? until : Math.min(until, since + longestParkingMs),
    code: parkingCode(reason),
    message: reason.cause.message,
  };
}

function ranOutOfBudget(end: AttemptEnd): boolean {
  const cause = end.state === 'failed' ? end.cause : end.state === 'parked' ? end.reason.cause : undefined;
  return cause instanceof StrataError && (cause.code === budgetExceeded || isBudget(cause.cause));
}

function isBudget(cause: unknown): boolean {
  return cause instanceof StrataError && cause.code === budgetExceeded;
}

function report(telemetry: Telemetry, job: Job, end: AttemptEnd): void {
  const durationMs = (job.endedAt ?? Date.now()) - (job.startedAt ?? job.createdAt);
  const line = { status: job.state, duration_ms: durationMs, attempt: job.attempts.length };
  if (end.state === 'queued') {
    telemetry.log.info(line, 'job put back into the queue');
    return;
  }
  if (end.state === 'parked') {
    telemetry.log.warn({ ...line, until: job.parked?.until, reason: job.parked?.code }, 'job parked');
    return;
  }
  const labels = { pipeline: job.pipeline, outcome: job.state };
  telemetry.instruments.jobs.add(1, labels);
  telemetry.instruments.jobDuration.record(durationMs / 1000, labels);
  telemetry.instruments.jobQueueWait.record(
    // Of the first attempt: what came between that and the newest was running, or parked.
    ((job.attempts[0]?.startedAt ?? job.createdAt) - job.createdAt) / 1000,
    labels,
  );
  if (end.state === 'failed') telemetry.log.error({ ...line, err: end.cause }, 'job failed');
  else telemetry.log.info(line, 'job ended');
}

function linksOf(job: Job): Link[] {
  return [linkTo(job.traceparent), linkTo(job.attempts.at(-1)?.traceparent)].filter(
    (link) => link !== undefined,
  );
}

/** A crash between the two saves of a layer leaves a result without its artifacts: that layer is done again. */
function resultsOfDoneLayers(job: Job, checkpoint: Checkpoint | undefined): Record<string, unknown> {
  const done = new Set(job.layers.filter(({ status }) => status === 'done').map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(checkpoint?.partialResults ?? {}).filter(([layer]) => done.has(layer)),
  );
}

function reasonersOf(job: Job): Record<string, ReasonerName> {
  return Object.fromEntries(job.layers.flatMap(({ name, reasoner }) => (reasoner ? [[name, reasoner]] : [])));
}

function jobTimedOut(timeoutMs: number): StrataError {
  return new StrataError('JOB_TIMED_OUT', `the job took longer than ${timeoutMs / 60_000} minutes`, {
    kind: 'timeout',
    action: 'submit it again, or raise JOB_TIMEOUT_MINUTES',
  });
}

function inputMissing(): StrataError {
  return new StrataError('JOB_INPUT_MISSING', "the job's input is not in the store", {
    kind: 'failed',
    action: 'submit it again',
  });
}
