import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Layer } from '../../src/engine/layer.ts';
import { longestParkingMs, ParkJob } from '../../src/engine/park.ts';
import { StrataError } from '../../src/error.ts';
import { BreakerOpen, BudgetRefused } from '../../src/guardrails/refusals.ts';
import type { Job, JobInput } from '../../src/jobs/job.ts';
import { Jobs } from '../../src/jobs/jobs.ts';
import { FolderArtifactStore } from '../../src/store/folder-artifact-store.ts';
import { SqliteJobStore } from '../../src/store/sqlite/sqlite-job-store.ts';
import { temporaryFolder } from '../support/cli.ts';
import { type Started, started } from '../telemetry/support/started.ts';

type TestLayer = Layer<JobInput, Record<string, unknown>>;

const input: JobInput = { posting: { name: 'p.md', text: 'posting' }, cv: { name: 'c.md', text: 'cv' } };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const down = new BreakerOpen('openai', { retryAfterMs: 10 * minuteMs, forced: false });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: SqliteJobStore;
let telemetry: Started;
let running: Jobs[];
/** What the layer throws, try by try; afterwards it succeeds. */
let troubles: Error[];
let tries: number;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.UTC(2026, 10, 23, 8) });
  folder = await temporaryFolder();
  store = new SqliteJobStore({ file: join(folder.path, 'test.db') });
  await store.start();
  telemetry = await started();
  running = [];
  troubles = [];
  tries = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  for (const jobs of running) await jobs.stop();
  await store.stop();
  await folder.remove();
});

async function startJobs(): Promise<Jobs> {
  const artifacts = new FolderArtifactStore({ folder: join(folder.path, 'artifacts') });
  await artifacts.start();
  const first: TestLayer = { name: 'first', run: async () => ({ result: 1 }) };
  const asking: TestLayer = {
    name: 'asking',
    run: async () => {
      tries += 1;
      const trouble = troubles.shift();
      if (trouble) throw trouble;
      return { result: 2 };
    },
  };
  const jobs = new Jobs({
    store,
    artifacts,
    pipelineOf: () => ({
      name: 'application',
      layers: [first, asking],
      deliveringLayer: 'asking',
      check: async () => ({ title: 'a test' }),
    }),
    telemetry: telemetry.telemetry,
    timeouts: { jobMs: minuteMs, layerMs: minuteMs },
    maxConcurrency: 2,
    shutdownGraceMs: 20,
    recover: true,
    now: () => Date.now(),
    clock: () => performance.now(),
  });
  running.push(jobs);
  await jobs.start();
  return jobs;
}

async function parkedJob(jobs: Jobs): Promise<Job> {
  const { id } = await jobs.submit({ pipeline: 'application', input, user: 'local' });
  return jobs.finished(id, undefined, ({ state }) => state === 'parked');
}

it('a job that has to wait is parked with the reason and the time, and goes on by itself', async () => {
  const jobs = await startJobs();
  troubles = [new ParkJob(down)];
  const now = Date.now();
  const job = await parkedJob(jobs);
  expect(job).toMatchObject({
    state: 'parked',
    parked: {
      layer: 'asking',
      since: now,
      until: now + 10 * minuteMs,
      code: 'BREAKER_OPEN',
      message: down.message,
    },
    attempts: [{ outcome: 'parked' }],
  });
  expect(job.endedAt).toBeUndefined();
  expect(job.layers.map(({ status }) => status)).toEqual(['done', 'pending']);

  await vi.advanceTimersByTimeAsync(10 * minuteMs - 1);
  expect(tries).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  const ended = await jobs.finished(job.id);
  expect(ended).toMatchObject({
    state: 'succeeded',
    attempts: [{ outcome: 'parked' }, { outcome: 'succeeded' }],
  });
  expect(ended.layers.map(({ attempts }) => attempts)).toEqual([1, 2]);
});

it('a parked layer has not failed: no failure is counted or logged, and the wait is no time in the queue', async () => {
  const jobs = await startJobs();
  troubles = [new ParkJob(down)];
  const { id } = await parkedJob(jobs);
  await vi.advanceTimersByTimeAsync(10 * minuteMs);
  await jobs.finished(id);
  await jobs.stop();
  const text = await telemetry.telemetry.metricsText();
  expect(text).not.toContain('strata_layer_failures_total');
  expect(text).toMatch(/strata_layer_duration_seconds_count\{[^}]*layer="asking",outcome="parked"[^}]*\} 1/);
  expect(text).toMatch(/strata_job_queue_wait_seconds_bucket\{[^}]*le="1"\} 1/);
  expect(telemetry.lines().filter(({ level }) => level === 'error')).toEqual([]);
  expect(telemetry.lines()).toContainEqual(
    expect.objectContaining({ message: 'job parked', reason: 'BREAKER_OPEN' }),
  );
});

it('a parked job survives a restart, and wakes at the time it was to wake', async () => {
  const first = await startJobs();
  troubles = [new ParkJob(down)];
  const { id } = await parkedJob(first);
  await first.stop();
  await vi.advanceTimersByTimeAsync(4 * minuteMs);
  const second = await startJobs();
  await vi.advanceTimersByTimeAsync(6 * minuteMs - 1);
  expect(tries).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect((await second.finished(id)).state).toBe('succeeded');
});

it('one whose time has come while nobody ran goes on at the start', async () => {
  const first = await startJobs();
  troubles = [new ParkJob(down)];
  const { id } = await parkedJob(first);
  await first.stop();
  await vi.advanceTimersByTimeAsync(hourMs);
  const second = await startJobs();
  await vi.advanceTimersByTimeAsync(0);
  expect((await second.finished(id)).state).toBe('succeeded');
});

it('a stop leaves parked jobs parked: nothing wakes them in a process that is over', async () => {
  const jobs = await startJobs();
  troubles = [new ParkJob(down)];
  const { id } = await parkedJob(jobs);
  await jobs.stop();
  await vi.advanceTimersByTimeAsync(hourMs);
  expect(tries).toBe(1);
  expect(await store.get(id)).toMatchObject({ state: 'parked' });
});

it('where nobody can say when, it is asked again less and less often', async () => {
  const jobs = await startJobs();
  const refused = new StrataError('PROVIDER_KEY_REFUSED', 'the key is refused', { kind: 'unavailable' });
  troubles = Array.from({ length: 1_000 }, () => new ParkJob(refused));
  const { id } = await parkedJob(jobs);
  const waitsMinutes: number[] = [];
  for (let attempt = 1; ; attempt++) {
    const job = await jobs.finished(
      id,
      undefined,
      ({ attempts }) => attempts[attempt - 1]?.endedAt !== undefined,
    );
    if (job.state === 'failed') break;
    const waitMs = (job.parked?.until ?? 0) - Date.now();
    waitsMinutes.push(waitMs / minuteMs);
    await vi.advanceTimersByTimeAsync(waitMs);
  }
  expect(waitsMinutes.slice(0, 8)).toEqual([1, 1, 2, 4, 8, 16, 32, 60]);
  expect(waitsMinutes.reduce((sum, wait) => sum + wait, 0)).toBe(24 * 60);
});

const monthIsUsedUp = new BudgetRefused('the budget of all has no room', {
  scope: 'all',
  budgetAction: 'park',
  retryAfterMs: 8 * 24 * hourMs,
});
/** A budget of all times: nobody can say when there is room again. */
const allIsUsedUp = new BudgetRefused('the budget of all has no room', {
  scope: 'all',
  budgetAction: 'park',
});

function parkedAgain(jobs: Jobs, id: string, attempt: number): Promise<Job> {
  return jobs.finished(id, undefined, ({ attempts }) => attempts[attempt - 1]?.outcome === 'parked');
}

it('for a budget it waits until the period ends, and not for a day only', async () => {
  const jobs = await startJobs();
  troubles = [new ParkJob(down), new ParkJob(monthIsUsedUp), new ParkJob(down)];
  const { id } = await parkedJob(jobs);
  await vi.advanceTimersByTimeAsync(10 * minuteMs);
  const forBudget = await parkedAgain(jobs, id, 2);
  const since = Date.now();
  expect(forBudget.parked).toMatchObject({ since, until: since + 8 * 24 * hourMs, code: 'BUDGET_EXCEEDED' });
  expect(forBudget.budgetExceeded).toBe(true);
  await vi.advanceTimersByTimeAsync(8 * 24 * hourMs);
  // That wait is none of the day that a provider has.
  const forProvider = await parkedAgain(jobs, id, 3);
  expect(forProvider.parked).toMatchObject({ since: Date.now(), code: 'BREAKER_OPEN' });
  await vi.advanceTimersByTimeAsync(10 * minuteMs);
  expect((await jobs.finished(id)).state).toBe('succeeded');
});

it('a budget without a period has a day like a provider; then the job fails with what it waited for', async () => {
  const jobs = await startJobs();
  troubles = Array.from({ length: 1_000 }, () => new ParkJob(allIsUsedUp));
  const { id, parked } = await parkedJob(jobs);
  for (let attempt = 2; attempt < 100; attempt++) {
    const { state, parked: now } = await jobs.get(id);
    if (state === 'failed') break;
    await vi.advanceTimersByTimeAsync((now?.until ?? 0) - Date.now());
    await jobs.finished(id, undefined, ({ attempts }) => attempts[attempt - 1]?.endedAt !== undefined);
  }
  expect(await jobs.finished(id)).toMatchObject({
    state: 'failed',
    error: { code: 'BUDGET_EXCEEDED', message: 'the budget of all has no room', layer: 'asking' },
  });
  expect(Date.now() - (parked?.since ?? 0)).toBe(longestParkingMs);
});

it('one that waits for a budget wakes when it is told so, and no other does', async () => {
  const jobs = await startJobs();
  troubles = [new ParkJob(down)];
  const waiting = await parkedJob(jobs);
  troubles = [new ParkJob(monthIsUsedUp)];
  const { id } = await parkedJob(jobs);
  await vi.waitFor(() => expect(jobs.activeRuns).toBe(0));
  jobs.wakeParked(['BUDGET_EXCEEDED']);
  expect((await jobs.finished(id)).state).toBe('succeeded');
  expect((await jobs.get(waiting.id)).state).toBe('parked');
});

it('a budget that is raised while a job is being parked for it lets the job go on as well', async () => {
  const jobs = await startJobs();
  troubles = [new ParkJob(monthIsUsedUp)];
  jobs.onChange(({ state }) => {
    if (state === 'parked') jobs.wakeParked(['BUDGET_EXCEEDED']);
  });
  const { id } = await parkedJob(jobs);
  expect((await jobs.finished(id)).state).toBe('succeeded');
  expect(tries).toBe(2);
});

it('at the start a job that waits for a budget is tried at once, for it may be another since', async () => {
  const first = await startJobs();
  troubles = [new ParkJob(monthIsUsedUp)];
  const { id } = await parkedJob(first);
  await first.stop();
  const second = await startJobs();
  expect((await second.finished(id)).state).toBe('succeeded');
});

it('parked jobs take no place of those that can run', async () => {
  const jobs = await startJobs();
  troubles = [new ParkJob(down), new ParkJob(down), new ParkJob(down)];
  for (let index = 0; index < 3; index++) await parkedJob(jobs);
  await vi.waitFor(() => expect(jobs.activeRuns).toBe(0));
  const { id } = await jobs.submit({ pipeline: 'application', input, user: 'local' });
  expect((await jobs.finished(id)).state).toBe('succeeded');
});
