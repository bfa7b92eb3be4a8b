import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Layer, Pipeline } from '../../src/engine/layer.ts';
import { StrataError } from '../../src/error.ts';
import { maxCheckpointBytes } from '../../src/jobs/checkpoint.ts';
import type { Job, JobInput } from '../../src/jobs/job.ts';
import { Jobs, type JobsOptions } from '../../src/jobs/jobs.ts';
import { FolderArtifactStore } from '../../src/store/folder-artifact-store.ts';
import { SqliteJobStore } from '../../src/store/sqlite/sqlite-job-store.ts';
import { temporaryFolder } from '../support/cli.ts';
import { type Started, started } from '../telemetry/support/started.ts';

type TestLayer = Layer<JobInput, Record<string, unknown>>;
const input: JobInput = { posting: { name: 'p.md', text: 'posting' }, cv: { name: 'c.md', text: 'cv' } };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: SqliteJobStore;
let telemetry: Started;
let runs: string[];

beforeEach(async () => {
  folder = await temporaryFolder();
  store = new SqliteJobStore({ file: join(folder.path, 'test.db') });
  await store.start();
  runs = [];
});
afterEach(async () => {
  await store.stop();
  await folder.remove();
});

function layer(name: string, run?: TestLayer['run']): TestLayer {
  return {
    name,
    async run(...given) {
      runs.push(name);
      return run ? run(...given) : { result: name };
    },
  };
}

async function jobsWith(layers: TestLayer[], options: Partial<JobsOptions> = {}): Promise<Jobs> {
  telemetry = await started({ keepSpans: true });
  const artifacts = new FolderArtifactStore({ folder: join(folder.path, 'artifacts') });
  await artifacts.start();
  const pipeline: Pipeline<JobInput, Record<string, unknown>> = {
    name: 'application',
    layers,
    deliveringLayer: layers.at(-1)?.name ?? '',
    check: async ({ posting }) => {
      if (posting.text === '') throw new StrataError('POSTING_EMPTY', 'empty', { kind: 'input' });
      return { title: 'a test' };
    },
  };
  return new Jobs({
    store,
    artifacts,
    pipelineOf: () => pipeline,
    telemetry: telemetry.telemetry,
    timeouts: { jobMs: 60_000, layerMs: 60_000 },
    maxConcurrency: 2,
    shutdownGraceMs: 20,
    recover: true,
    now: Date.now,
    clock: () => performance.now(),
    ...options,
  });
}

async function submitted(jobs: Jobs): Promise<Job> {
  const { id } = await jobs.submit({ pipeline: 'application', input, user: 'local' });
  return jobs.finished(id);
}

it('a job that succeeds has all its layers done, its artifacts, and no checkpoint left', async () => {
  const publishing = layer('two', async (_input, _results, { putArtifact }) => {
    await putArtifact({ name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('hello') });
    return { result: 'two' };
  });
  const jobs = await jobsWith([layer('one'), publishing]);
  const job = await submitted(jobs);
  expect(job).toMatchObject({ state: 'succeeded', progress: 100, delivered: true });
  expect(job.layers.map(({ status, attempts }) => ({ status, attempts }))).toEqual([
    { status: 'done', attempts: 1 },
    { status: 'done', attempts: 1 },
  ]);
  expect(job.attempts).toMatchObject([{ number: 1, outcome: 'succeeded' }]);
  expect(await readFile(join(folder.path, 'artifacts', job.id, 'a.txt'), 'utf8')).toBe('hello');
  expect((await jobs.artifact(job.id, 'a.txt')).mediaType).toBe('text/plain');
  await jobs.stop();
  expect(await store.getCheckpoint(job.id)).toBeUndefined();
});

it('a job that degrades says where and why', async () => {
  const jobs = await jobsWith([
    layer('one', async (_input, _results, context) => {
      context.degrade('LESSER', 'a lesser means');
      return { result: 1 };
    }),
  ]);
  expect(await submitted(jobs)).toMatchObject({
    state: 'degraded',
    degradedReasons: [{ layer: 'one', code: 'LESSER', message: 'a lesser means' }],
  });
});

it('a job that fails keeps its checkpoint and its reason, and shows no words of an unknown error', async () => {
  const jobs = await jobsWith([
    layer('one'),
    layer('two', async () => {
      throw new Error('password is 1234');
    }),
  ]);
  const job = await submitted(jobs);
  expect(job).toMatchObject({
    state: 'failed',
    error: { code: 'LAYER_FAILED', layer: 'two' },
    delivered: false,
  });
  expect(JSON.stringify(job)).not.toContain('1234');
  expect(job.layers.map(({ status }) => status)).toEqual(['done', 'failed']);
  expect(await store.getCheckpoint(job.id)).toMatchObject({ stage: 'one', partialResults: { one: 'one' } });
  expect(telemetry.lines().find(({ message }) => message === 'layer failed')).toMatchObject({
    job_id: job.id,
    layer: 'two',
    status: 'failed',
  });
});

it('a job that takes too long fails as timed out', async () => {
  const jobs = await jobsWith([layer('endless', () => new Promise(() => undefined))], {
    timeouts: { jobMs: 10, layerMs: 60_000 },
  });
  expect(await submitted(jobs)).toMatchObject({
    state: 'failed',
    error: { code: 'JOB_TIMED_OUT', kind: 'timeout' },
  });
});

it('a result too large for a checkpoint fails the job with a clear reason', async () => {
  const jobs = await jobsWith([layer('large', async () => ({ result: 'x'.repeat(maxCheckpointBytes) }))]);
  expect(await submitted(jobs)).toMatchObject({ state: 'failed', error: { code: 'CHECKPOINT_TOO_LARGE' } });
});

it('a stop puts what is running back into the queue, and the next process goes on after the last finished layer', async () => {
  const reached = Promise.withResolvers<void>();
  const stuck = layer('two', () => {
    reached.resolve();
    return new Promise(() => undefined);
  });
  const first = await jobsWith([layer('one'), stuck, layer('three')]);
  const { id } = await first.submit({ pipeline: 'application', input, user: 'local' });
  await reached.promise;
  await first.stop();
  expect(await store.get(id)).toMatchObject({ state: 'queued', attempts: [{ outcome: 'interrupted' }] });
  await expect(first.submit({ pipeline: 'application', input, user: 'local' })).rejects.toMatchObject({
    code: 'SERVICE_STOPPING',
  });

  runs = [];
  const second = await jobsWith([layer('one'), layer('two'), layer('three')]);
  await second.start();
  const job = await second.finished(id);
  expect(runs).toEqual(['two', 'three']);
  expect(job).toMatchObject({
    state: 'succeeded',
    attempts: [{ number: 1 }, { number: 2, outcome: 'succeeded' }],
  });
});

it('a layer whose result was saved but not told is done again, so that its artifacts are never lost', async () => {
  const publish = layer('publish', async (_input, _results, { putArtifact }) => {
    await putArtifact({ name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('hello') });
    return { result: 'published' };
  });
  const first = await jobsWith([publish]);
  const { id } = await first.submit({ pipeline: 'application', input, user: 'local' });
  const before = await first.finished(id);
  await first.stop();
  // As a crash between the two saves leaves it.
  const { endedAt: _, ...rest } = before;
  await store.save({
    ...rest,
    state: 'running',
    artifacts: [],
    layers: rest.layers.map((one) => ({ ...one, status: 'running' })),
  });
  await store.saveCheckpoint(id, {
    version: 1,
    stage: 'publish',
    progress: 100,
    startedAt: 1,
    lastUpdatedAt: 2,
    partialResults: { publish: 'published' },
  });
  const second = await jobsWith([publish]);
  await second.start();
  expect((await second.finished(id)).artifacts).toMatchObject([{ name: 'a.txt' }]);
});

it('no more jobs run at once than allowed, and those that wait run in the order of their submission', async () => {
  let active = 0;
  let most = 0;
  const order: string[] = [];
  const jobs = await jobsWith([
    layer('one', async ({ posting }) => {
      active += 1;
      most = Math.max(most, active);
      order.push(posting.text);
      await new Promise((resolve) => setImmediate(resolve));
      active -= 1;
      return { result: 1 };
    }),
  ]);
  const texts = Array.from({ length: 9 }, (_, index) => `posting ${index}`);
  const ids = [];
  for (const text of texts) {
    const { id } = await jobs.submit({
      pipeline: 'application',
      input: { ...input, posting: { name: 'p.md', text } },
      user: 'local',
    });
    ids.push(id);
  }
  await Promise.all(ids.map((id) => jobs.finished(id)));
  expect(most).toBe(2);
  expect(order).toEqual(texts);
});

it('an input that cannot be read is refused before there is a job', async () => {
  const jobs = await jobsWith([layer('one')]);
  const empty = { ...input, posting: { name: 'p.md', text: '' } };
  await expect(jobs.submit({ pipeline: 'application', input: empty, user: 'local' })).rejects.toMatchObject({
    code: 'POSTING_EMPTY',
  });
  expect((await store.list({ limit: 10 })).jobs).toEqual([]);
});

it('an attempt is a trace of its own, linked to the submission, with a span for each layer', async () => {
  const jobs = await jobsWith([layer('one'), layer('two')]);
  const job = await submitted(jobs);
  await jobs.stop();
  const json = (await telemetry.telemetry.traceJson()) ?? '';
  const spans = (
    JSON.parse(json) as {
      resourceSpans: {
        scopeSpans: {
          spans: {
            name: string;
            traceId: string;
            spanId: string;
            parentSpanId?: string;
            links: { traceId: string }[];
            attributes: { key: string; value: { stringValue?: string } }[];
          }[];
        }[];
      }[];
    }
  ).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const submit = spans.find(({ name }) => name === 'job submit');
  const attempt = spans.find(({ name }) => name === 'job attempt');
  const layers = spans.filter(({ name }) => name.startsWith('layer '));
  expect(attempt?.traceId).not.toBe(submit?.traceId);
  expect(attempt?.traceId).toBe(job.attempts[0]?.traceId);
  expect(attempt?.links.map(({ traceId }) => traceId)).toEqual([submit?.traceId]);
  expect(layers.map(({ name, parentSpanId }) => ({ name, parentSpanId }))).toEqual([
    { name: 'layer one', parentSpanId: attempt?.spanId },
    { name: 'layer two', parentSpanId: attempt?.spanId },
  ]);
  for (const span of layers) {
    expect(span.attributes).toContainEqual({ key: 'job.id', value: { stringValue: job.id } });
  }
});
