import { SpanKind } from '@opentelemetry/api';
import { StrataError } from '../error.ts';
import type { JobPage, JobQuery } from '../store/job-store.ts';
import { attributeKeys, spanNames } from '../telemetry/names.ts';
import { traceparentOf } from '../telemetry/trace-context.ts';
import { withSpan } from '../telemetry/with-span.ts';
import { budgetExceeded } from './budget-exceeded.ts';
import { hasEnded, type Job } from './job.ts';
import type { ApplicationStats, JobProgress, JobService, Submission } from './job-service.ts';
import { newJob } from './new-job.ts';
import { type AttemptParts, runAttempt } from './run-attempt.ts';
import { ServiceStopping } from './service-stopping.ts';
import { applicationPeriods } from './time-range.ts';

export interface JobsOptions extends Omit<AttemptParts, 'onChange'> {
  maxConcurrency: number;
  /** How long running layers may take to finish when the service stops. */
  shutdownGraceMs: number;
  /** Whether to go on with jobs that an earlier process left unfinished in the store. */
  recover: boolean;
}

/** Timers know no longer one; of a month's budget a job may be tried once too early. */
const longestTimerMs = 2 ** 31 - 1;

/** Takes jobs in, runs them in this process in the order of their submission, and tells about them. */
export class Jobs implements JobService {
  readonly #options: JobsOptions;
  readonly #waiting: string[] = [];
  readonly #running = new Map<string, Promise<void>>();
  readonly #listeners = new Set<(job: Job) => void>();
  readonly #leftListeners = new Set<(id: string, cause: unknown) => void>();
  /** Jobs that wait for a provider or a budget, with what they wait for. */
  readonly #parked = new Map<string, { timer: NodeJS.Timeout; code: string }>();
  /** How often each kind of wait was called off, for jobs that are being parked at that very moment. */
  readonly #wakeCalls = new Map<string, number>();
  readonly #abort = new AbortController();
  #draining = false;

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  get activeRuns(): number {
    return this.#running.size;
  }

  get draining(): boolean {
    return this.#draining;
  }

  async start(): Promise<void> {
    if (!this.#options.recover) return;
    for (const job of await this.#unfinished()) {
      // A budget may be another since: it is in the settings, or was changed while nobody ran.
      if (job.state === 'parked' && job.parked?.code !== budgetExceeded) this.#wakeLater(job);
      else this.#waiting.push(job.id);
    }
    this.#fill();
  }

  /** Takes nothing new, lets running layers finish within the grace, puts what is left back into the queue. */
  async stop(): Promise<void> {
    this.#draining = true;
    this.#waiting.length = 0;
    for (const { timer } of this.#parked.values()) clearTimeout(timer);
    this.#parked.clear();
    const timer = setTimeout(() => this.#abort.abort(new ServiceStopping()), this.#options.shutdownGraceMs);
    await Promise.allSettled(this.#running.values());
    clearTimeout(timer);
  }

  async submit(submission: Submission): Promise<Job> {
    if (this.#draining) throw shuttingDown();
    const { store, telemetry, now } = this.#options;
    const pipeline = this.#options.pipelineOf(submission);
    const { title } = await pipeline.check(submission.input);
    const options = {
      kind: SpanKind.PRODUCER,
      attributes: { [attributeKeys.jobPipeline]: submission.pipeline },
    };
    return withSpan(telemetry, spanNames.jobSubmit, options, async (span) => {
      const job = newJob(submission, {
        title,
        layers: pipeline.layers.map(({ name }) => name),
        createdAt: now(),
        traceparent: traceparentOf(span),
      });
      span.setAttribute(attributeKeys.jobId, job.id);
      await store.create(job, submission.input);
      this.#waiting.push(job.id);
      this.#fill();
      return job;
    });
  }

  async get(id: string): Promise<Job> {
    const job = await this.#options.store.get(id);
    if (job === undefined) throw jobUnknown(id);
    return job;
  }

  list(query: JobQuery): Promise<JobPage> {
    return this.#options.store.list(query);
  }

  progressOf(job: Job): JobProgress {
    return {
      jobId: job.id,
      state: job.state,
      percent: job.progress,
      ...(job.currentLayer === undefined ? {} : { currentLayer: job.currentLayer }),
      layers: job.layers,
    };
  }

  async artifact(id: string, name: string): Promise<{ mediaType: string; bytes: Uint8Array }> {
    const job = await this.get(id);
    const ref = job.artifacts.find((artifact) => artifact.name === name);
    const bytes = ref && (await this.#options.artifacts.get(id, name));
    if (ref && !bytes) {
      throw new StrataError('ARTIFACT_MISSING', `${name} of job ${id} is no longer in the data folder`, {
        kind: 'not-found',
        action: 'restore the data folder from a copy, or submit the job again',
      });
    }
    if (!ref || !bytes) {
      throw new StrataError('ARTIFACT_UNKNOWN', `job ${id} has no artifact ${name}`, {
        kind: 'not-found',
        action: `it has: ${job.artifacts.map((artifact) => artifact.name).join(', ') || 'none yet'}`,
      });
    }
    return { mediaType: ref.mediaType, bytes };
  }

  async applicationStats(timeZone: string): Promise<ApplicationStats> {
    const { today, week, month, total } = applicationPeriods(this.#options.now(), timeZone);
    const counts = await this.#options.store.countApplications([today, week, month, total]);
    const [todayCount = 0, weekCount = 0, monthCount = 0, totalCount = 0] = counts;
    return { timeZone, today: todayCount, week: weekCount, month: monthCount, total: totalCount };
  }

  async finished(
    id: string,
    signal?: AbortSignal,
    isOver: (job: Job) => boolean = ({ state }) => hasEnded(state),
  ): Promise<Job> {
    const { promise, resolve, reject } = Promise.withResolvers<Job>();
    const forget = this.onChange((job) => {
      if (job.id === id && isOver(job)) resolve(job);
    });
    const onLeft = (left: string, cause: unknown) => {
      if (left === id) reject(cause);
    };
    this.#leftListeners.add(onLeft);
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      signal?.throwIfAborted();
      const job = await this.get(id);
      return isOver(job) ? job : await promise;
    } finally {
      forget();
      this.#leftListeners.delete(onLeft);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Has parked jobs tried at once that wait for one of these: `BUDGET_EXCEEDED`, `PROVIDERS_UNAVAILABLE`, … */
  wakeParked(codes: readonly string[]): void {
    for (const code of codes) this.#wakeCalls.set(code, (this.#wakeCalls.get(code) ?? 0) + 1);
    for (const [id, { timer, code }] of this.#parked) {
      if (!codes.includes(code)) continue;
      clearTimeout(timer);
      this.#wake(id);
    }
  }

  onChange(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Unfinished jobs, oldest first. */
  async #unfinished(): Promise<Job[]> {
    const found: Job[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#options.store.list({
        states: ['queued', 'running', 'parked'],
        limit: 500,
        ...(cursor === undefined ? {} : { cursor }),
      });
      found.push(...page.jobs);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return found.reverse();
  }

  #fill(): void {
    while (!this.#draining && this.#running.size < this.#options.maxConcurrency) {
      const id = this.#waiting.shift();
      if (id === undefined) return;
      this.#running.set(id, this.#run(id));
    }
  }

  async #run(id: string): Promise<void> {
    const wakeCalls = new Map(this.#wakeCalls);
    const after = await this.#attempt(id);
    this.#running.delete(id);
    if (after?.state === 'parked' && !this.#draining) {
      const code = after.parked?.code ?? '';
      // What it is parked for may have been put right while it was being parked.
      if (this.#wakeCalls.get(code) === wakeCalls.get(code)) this.#wakeLater(after);
      else this.#waiting.push(id);
    }
    this.#fill();
  }

  async #attempt(id: string): Promise<Job | undefined> {
    try {
      const job = await this.get(id);
      if (hasEnded(job.state)) return undefined;
      return await runAttempt({ ...this.#options, onChange: (changed) => this.#tell(changed) }, job, {
        signal: this.#abort.signal,
        shouldPause: () => this.#draining,
      });
    } catch (cause) {
      // The store could not take the end: the job stays as it was last saved, and is taken up at the next start.
      this.#options.telemetry.log.error({ err: cause, job_id: id }, 'job left unfinished');
      for (const listener of this.#leftListeners) listener(id, cause);
      return undefined;
    }
  }

  #wakeLater({ id, parked }: Job): void {
    const until = parked?.until ?? 0;
    const waitMs = Math.min(longestTimerMs, Math.max(0, until - this.#options.now()));
    const timer = setTimeout(() => this.#wake(id), waitMs);
    this.#parked.set(id, { timer, code: parked?.code ?? '' });
  }

  #wake(id: string): void {
    this.#parked.delete(id);
    this.#waiting.push(id);
    this.#fill();
  }

  #tell(job: Job): void {
    for (const listener of this.#listeners) {
      try {
        listener(job);
      } catch (cause) {
        this.#options.telemetry.log.warn({ err: cause, job_id: job.id }, 'a listener failed');
      }
    }
  }
}

function jobUnknown(id: string): StrataError {
  return new StrataError('JOB_UNKNOWN', `there is no job ${id}`, {
    kind: 'not-found',
    action: 'see the list of jobs for those that exist',
  });
}

function shuttingDown(): StrataError {
  return new StrataError('SERVICE_STOPPING', 'the service is stopping and takes no new work', {
    kind: 'unavailable',
    retryable: true,
    retryAfterMs: 10_000,
    action: 'try again in a moment',
  });
}
