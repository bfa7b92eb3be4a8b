import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../src/jobs/checkpoint.ts';
import { type Job, type JobState, jobStates } from '../../src/jobs/job.ts';
import { applicationPeriods } from '../../src/jobs/time-range.ts';
import type { JobQuery, JobStore } from '../../src/store/job-store.ts';
import { endedJob, exampleInput, exampleJob } from './example-job.ts';

/** What every suite needs of a store under test. */
export interface JobStoreUnderTest {
  /** A started store on empty data, stopped after the test. */
  empty(): Promise<JobStore>;
  /** Another started store on the data of the one that `empty` gave last. */
  another(): Promise<JobStore>;
}

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const dayMs = 24 * 60 * minuteMs;
const startOfDay = Date.UTC(2026, 9, 5);

/** What a `JobStore` promises, whatever it stores jobs in. */
export function describeJobStore(under: JobStoreUnderTest): void {
  describe('jobs', () => {
    test('a created job and its input come back as they were', async () => {
      const store = await under.empty();
      const job = exampleJob({
        startedAt: 1_764_000_000_123,
        progress: 33.3,
        tokenUsage: {
          totalCost: 0.1 + 0.2,
          inputTokens: 3_000_000_000,
          outputTokens: 1,
          byProvider: { openai: { cost: 0.3, inputTokens: 3_000_000_000, outputTokens: 1 } },
        },
        error: { code: 'LAYER_FAILED', kind: 'failed', message: 'no → 🏥' },
        options: { onUnavailable: 'park', tokenBudgetUsd: 0.5 },
      });
      await store.create(job, exampleInput());
      expect(await store.get(job.id)).toStrictEqual(job);
      expect(await store.getInput(job.id)).toStrictEqual(exampleInput());
    });

    test('an unknown job is undefined, and so is its input', async () => {
      const store = await under.empty();
      expect(await store.get('nobody')).toBeUndefined();
      expect(await store.getInput('nobody')).toBeUndefined();
    });

    test('a second job with the same id is refused and changes nothing', async () => {
      const store = await under.empty();
      const job = exampleJob();
      await store.create(job, exampleInput());
      const other = { ...exampleInput(), posting: { name: 'other.md', text: 'other' } };
      await expect(store.create({ ...job, title: 'other' }, other)).rejects.toMatchObject({
        code: 'JOB_EXISTS',
        kind: 'conflict',
      });
      expect((await store.get(job.id))?.title).toBe(job.title);
      expect(await store.getInput(job.id)).toStrictEqual(exampleInput());
      expect(await store.countByState()).toEqual([{ pipeline: 'application', state: 'queued', count: 1 }]);
    });

    test('a save replaces the job, drops what is gone from it and raises the revision', async () => {
      const store = await under.empty();
      const job = exampleJob({ currentLayer: 'fit' });
      await store.create(job, exampleInput());
      const { currentLayer: _, ...rest } = job;
      const saved = await store.save({ ...rest, state: 'running', progress: 50 });
      expect(saved).toStrictEqual({ ...rest, state: 'running', progress: 50, revision: 2 });
      expect(await store.get(job.id)).toStrictEqual(saved);
      expect(await store.getInput(job.id)).toStrictEqual(exampleInput());
    });

    test('a save with a stale revision is refused', async () => {
      const store = await under.empty();
      const job = exampleJob();
      await store.create(job, exampleInput());
      await store.save({ ...job, title: 'first' });
      await expect(store.save({ ...job, title: 'second' })).rejects.toMatchObject({
        code: 'JOB_CHANGED',
        kind: 'conflict',
      });
      expect(await store.get(job.id)).toMatchObject({ title: 'first', revision: 2 });
    });

    test('a save of an unknown job is refused', async () => {
      const store = await under.empty();
      await expect(store.save(exampleJob())).rejects.toMatchObject({
        code: 'JOB_UNKNOWN',
        kind: 'not-found',
      });
    });

    test('of saves at the same time with one revision exactly one wins', async () => {
      const store = await under.empty();
      const job = exampleJob();
      await store.create(job, exampleInput());
      const saves = await Promise.allSettled(
        Array.from({ length: 8 }, (_, writer) => store.save({ ...job, title: `writer ${writer}` })),
      );
      const won = saves.filter((save) => save.status === 'fulfilled');
      expect(won).toHaveLength(1);
      expect(await store.get(job.id)).toStrictEqual(won[0]?.value);
      for (const save of saves) {
        if (save.status === 'rejected') expect(save.reason).toMatchObject({ code: 'JOB_CHANGED' });
      }
    });

    test('everything is still there after stopping and starting again', async () => {
      const store = await under.empty();
      const job = endedJob(startOfDay);
      await store.create(job, exampleInput());
      await store.saveCheckpoint(job.id, exampleCheckpoint());
      await store.stop();
      const again = await under.another();
      expect(await again.get(job.id)).toStrictEqual(job);
      expect(await again.getInput(job.id)).toStrictEqual(exampleInput());
      expect(await again.getCheckpoint(job.id)).toStrictEqual(exampleCheckpoint());
      expect(await again.countApplications([{}])).toEqual([1]);
    });

    test('a stopped store refuses with STORE_UNAVAILABLE, and ping tells', async () => {
      const store = await under.empty();
      await expect(store.ping()).resolves.toBeUndefined();
      await store.stop();
      await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', kind: 'unavailable' });
      await expect(store.get('any')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await expect(store.save(exampleJob())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      await expect(store.stop()).resolves.toBeUndefined();
    });
  });

  describe('lists', () => {
    test('newest first, ties by id, greatest first', async () => {
      const store = await under.empty();
      const times = [5, 3, 5, 4, 3];
      const jobs = await createAll(
        store,
        times.map((createdAt) => exampleJob({ createdAt })),
      );
      const expected = [jobs[2], jobs[0], jobs[3], jobs[4], jobs[1]].map((job) => job?.id);
      expect(await idsOf(store, {})).toEqual(expected);
    });

    test('a range of time takes its first millisecond and leaves out its last', async () => {
      const store = await under.empty();
      const jobs = await createAll(
        store,
        [999, 1_000, 1_001, 1_999, 2_000, 2_001].map((createdAt) => exampleJob({ createdAt })),
      );
      const idsAt = (...indices: number[]) => indices.map((index) => jobs[index]?.id);
      expect(await idsOf(store, { submitted: { from: 1_000, to: 2_000 } })).toEqual(idsAt(3, 2, 1));
      expect(await idsOf(store, { submitted: { from: 1_001, to: 1_999 } })).toEqual(idsAt(2));
      expect(await idsOf(store, { submitted: { from: 2_000 } })).toEqual(idsAt(5, 4));
      expect(await idsOf(store, { submitted: { to: 1_000 } })).toEqual(idsAt(0));
      expect(await idsOf(store, { submitted: { from: 1_500, to: 1_500 } })).toEqual([]);
    });

    test('filters by state, pipeline and user, alone and together, page by page', async () => {
      const store = await under.empty();
      const pipelines = ['application', 'document'] as const;
      const users = ['ada', 'grace', 'local'];
      const jobs = await createAll(
        store,
        Array.from({ length: 60 }, (_, index) =>
          exampleJob({
            createdAt: Math.floor(index / 2),
            state: jobStates[index % jobStates.length] as JobState,
            pipeline: pipelines[index % 2] as Job['pipeline'],
            user: users[index % 3] as string,
          }),
        ),
      );
      const queries: Omit<JobQuery, 'limit'>[] = [
        { states: ['failed'] },
        { states: ['failed', 'cancelled', 'failed'] },
        { states: [] },
        { pipeline: 'document' },
        { user: 'grace' },
        { user: 'nobody' },
        { user: 'ada', states: ['queued', 'running', 'parked'], pipeline: 'application' },
        { user: 'ada', submitted: { from: 5, to: 25 } },
        { states: ['succeeded'], submitted: { from: 7, to: 22 } },
      ];
      for (const query of queries) {
        const expected = jobs.filter((job) => matches(job, query)).sort(newestFirst);
        expect(await idsOf(store, query), JSON.stringify(query)).toEqual(expected.map((job) => job.id));
        expect(await pagedIdsOf(store, query, 4), JSON.stringify(query)).toEqual(
          expected.map((job) => job.id),
        );
      }
    });

    test('pages lose and repeat nothing while jobs are added', async () => {
      const store = await under.empty();
      const before = await createAll(
        store,
        Array.from({ length: 25 }, (_, index) => exampleJob({ createdAt: 1_000 + Math.floor(index / 4) })),
      );
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list({ limit: 4, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.jobs.map((job) => job.id));
        cursor = page.nextCursor;
        await store.create(exampleJob({ createdAt: 5_000 }), exampleInput());
      } while (cursor !== undefined);
      expect(seen).toEqual(before.toSorted(newestFirst).map((job) => job.id));
    });

    test('the last page has no cursor, also when it is full', async () => {
      const store = await under.empty();
      await createAll(store, [exampleJob(), exampleJob()]);
      expect((await store.list({ limit: 2 })).nextCursor).toBeUndefined();
      expect((await store.list({ limit: 1 })).nextCursor).toBeDefined();
    });

    test('a cursor that no list gave out is refused', async () => {
      const store = await under.empty();
      const foreign = ['', 'x', '%%%', 'eyJhIjoxfQ', Buffer.from('[1,"a"] ').toString('base64url')];
      for (const cursor of foreign) {
        await expect(store.list({ limit: 10, cursor }), cursor).rejects.toMatchObject({
          code: 'CURSOR_INVALID',
          kind: 'usage',
        });
      }
    });

    test('a limit that is not between 1 and 500 is refused', async () => {
      const store = await under.empty();
      for (const limit of [0, -1, 501, 1.5, Number.NaN]) {
        await expect(store.list({ limit })).rejects.toMatchObject({ code: 'LIMIT_INVALID', kind: 'usage' });
      }
    });
  });

  describe('statistics', () => {
    test('jobs are counted by pipeline and state, and follow every change', async () => {
      const store = await under.empty();
      const [job] = await createAll(store, [
        exampleJob(),
        exampleJob(),
        exampleJob({ pipeline: 'document', state: 'running' }),
        exampleJob({ state: 'failed', endedAt: startOfDay }),
      ]);
      const running = await store.save({ ...(job as Job), state: 'running' });
      expect(sorted(await store.countByState())).toEqual([
        'application failed 1',
        'application queued 1',
        'application running 1',
        'document running 1',
      ]);
      await store.save({ ...running, state: 'cancelled', endedAt: startOfDay + dayMs });
      expect(sorted(await store.countByState())).toEqual([
        'application cancelled 1',
        'application failed 1',
        'application queued 1',
        'document running 1',
      ]);
    });

    test('the oldest submission is that of the pipeline and state', async () => {
      const store = await under.empty();
      await createAll(store, [
        exampleJob({ createdAt: 10, state: 'running' }),
        exampleJob({ createdAt: 30 }),
        exampleJob({ createdAt: 20 }),
        exampleJob({ createdAt: 5, pipeline: 'document' }),
      ]);
      expect(await store.oldestSubmission('application', 'queued')).toBe(20);
      expect(await store.oldestSubmission('application', 'parked')).toBeUndefined();
    });

    test('only application jobs that ended with a CV count as applications', async () => {
      const store = await under.empty();
      await createAll(store, [
        endedJob(startOfDay),
        endedJob(startOfDay, { state: 'degraded' }),
        endedJob(startOfDay, { delivered: false }),
        endedJob(startOfDay, { state: 'failed' }),
        endedJob(startOfDay, { state: 'cancelled' }),
        endedJob(startOfDay, { pipeline: 'document' }),
        exampleJob({ delivered: true }),
      ]);
      expect(await store.countApplications([{}])).toEqual([2]);
    });

    test('ranges are half-open, to the millisecond', async () => {
      const store = await under.empty();
      await createAll(
        store,
        [-1, 0, quarterMs - 1, quarterMs, dayMs - 1, dayMs].map((offset) => endedJob(startOfDay + offset)),
      );
      const between = (from: number, to: number) => ({ from: startOfDay + from, to: startOfDay + to });
      const ranges = [
        between(0, quarterMs),
        between(quarterMs, 2 * quarterMs),
        between(0, dayMs),
        between(-quarterMs, dayMs + quarterMs),
        { from: startOfDay + quarterMs },
        { to: startOfDay + quarterMs },
        between(dayMs, 0),
        {},
      ];
      expect(await store.countApplications(ranges)).toEqual([2, 1, 4, 6, 3, 3, 0, 6]);
      await expect(store.countApplications([{ from: 1 }])).rejects.toMatchObject({
        code: 'TIME_RANGE_INVALID',
      });
    });

    test('counters agree with a count over the jobs, for ranges of any place and length', async () => {
      const store = await under.empty();
      const ends = Array.from(
        { length: 80 },
        (_, index) => startOfDay + ((index * 7_919 * minuteMs) % (9 * dayMs)),
      );
      await createAll(
        store,
        ends.map((endedAt) => endedJob(endedAt)),
      );
      const ranges = ends.slice(0, 40).map((end, index) => {
        const from = end - (end % quarterMs);
        return { from, to: from + (index + 1) * 23 * quarterMs };
      });
      const expected = ranges.map(({ from, to }) => ends.filter((end) => end >= from && end < to).length);
      expect(await store.countApplications(ranges)).toEqual(expected);
    });

    test('today, this week and this month follow the zone', async () => {
      const store = await under.empty();
      // 18:20 UTC is 00:05 of the next day in Kathmandu, and before noon in Denver.
      await createAll(store, [
        endedJob(Date.UTC(2026, 9, 31, 18, 10)),
        endedJob(Date.UTC(2026, 9, 31, 18, 20)),
      ]);
      const count = async (zone: string) => {
        const { today, week, month, total } = applicationPeriods(Date.UTC(2026, 9, 31, 18, 30), zone);
        return store.countApplications([today, week, month, total]);
      };
      expect(await count('Asia/Kathmandu')).toEqual([1, 2, 1, 2]);
      expect(await count('America/Denver')).toEqual([2, 2, 2, 2]);
    });

    test('a job that is run again leaves the statistics and comes back at its new end', async () => {
      const store = await under.empty();
      const job = endedJob(startOfDay);
      await store.create(job, exampleInput());
      const days = [
        { from: startOfDay, to: startOfDay + dayMs },
        { from: startOfDay + dayMs, to: startOfDay + 2 * dayMs },
      ];
      expect(await store.countApplications(days)).toEqual([1, 0]);
      const { endedAt: _, ...unended } = job;
      const queued = await store.save({ ...unended, state: 'queued' });
      expect(await store.countApplications(days)).toEqual([0, 0]);
      await store.save({ ...queued, state: 'degraded', endedAt: startOfDay + dayMs });
      expect(await store.countApplications(days)).toEqual([0, 1]);
      expect(sorted(await store.countByState())).toEqual(['application degraded 1']);
    });

    test('saves and counts at the same time end in exact statistics', async () => {
      const store = await under.empty();
      const jobs = await createAll(
        store,
        Array.from({ length: 20 }, () => exampleJob({ state: 'running' })),
      );
      await Promise.all(
        jobs.flatMap((job, index) => [
          store.save({ ...job, state: 'succeeded', delivered: true, endedAt: startOfDay + index * minuteMs }),
          store.countApplications([{}]),
        ]),
      );
      expect(await store.countApplications([{}])).toEqual([20]);
      expect(sorted(await store.countByState())).toEqual(['application succeeded 20']);
    });
  });

  describe('checkpoints', () => {
    test('a checkpoint is saved, replaced, read and cleared', async () => {
      const store = await under.empty();
      const checkpoint = exampleCheckpoint();
      expect(await store.getCheckpoint('j1')).toBeUndefined();
      await store.saveCheckpoint('j1', checkpoint);
      await store.saveCheckpoint('j2', { ...checkpoint, stage: 'intake' });
      await store.saveCheckpoint('j1', { ...checkpoint, progress: 80 });
      expect(await store.getCheckpoint('j1')).toStrictEqual({ ...checkpoint, progress: 80 });
      await store.clearCheckpoint('j1');
      await store.clearCheckpoint('j1');
      expect(await store.getCheckpoint('j1')).toBeUndefined();
      expect((await store.getCheckpoint('j2'))?.stage).toBe('intake');
    });

    test('a checkpoint of one MiB is taken', async () => {
      const store = await under.empty();
      const checkpoint = { ...exampleCheckpoint(), partialResults: { text: 'ł'.repeat(1024 * 512) } };
      await store.saveCheckpoint('j1', checkpoint);
      expect(await store.getCheckpoint('j1')).toStrictEqual(checkpoint);
    });
  });
}

function exampleCheckpoint(): Checkpoint {
  return {
    version: 1,
    stage: 'fit',
    progress: 57.14,
    startedAt: 1_702_345_678_000,
    lastUpdatedAt: 1_702_345_690_000,
    partialResults: { intake: { 'w1.b3': 'dots', $set: 'dollars', list: [null, 1.5, { deep: true }] } },
    metadata: { pipeline: 'application', fileHash: 'sha256:abc123' },
  };
}

async function createAll(store: JobStore, jobs: Job[]): Promise<Job[]> {
  for (const job of jobs) await store.create(job, exampleInput());
  return jobs;
}

async function idsOf(store: JobStore, query: Omit<JobQuery, 'limit'>): Promise<string[]> {
  const { jobs } = await store.list({ ...query, limit: 500 });
  return jobs.map((job) => job.id);
}

async function pagedIdsOf(store: JobStore, query: Omit<JobQuery, 'limit'>, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let page = await store.list({ ...query, limit });
  for (;;) {
    ids.push(...page.jobs.map((job) => job.id));
    if (page.nextCursor === undefined) return ids;
    page = await store.list({ ...query, limit, cursor: page.nextCursor });
  }
}

function matches(job: Job, query: Omit<JobQuery, 'limit'>): boolean {
  return (
    (query.states?.includes(job.state) ?? true) &&
    (query.pipeline ?? job.pipeline) === job.pipeline &&
    (query.user ?? job.user) === job.user &&
    job.createdAt >= (query.submitted?.from ?? -Infinity) &&
    job.createdAt < (query.submitted?.to ?? Infinity)
  );
}

function newestFirst(a: Job, b: Job): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}

function sorted(counts: { pipeline: string; state: string; count: number }[]): string[] {
  return counts.map(({ pipeline, state, count }) => `${pipeline} ${state} ${count}`).sort();
}
