import { createServer } from 'node:net';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { StrataError } from '../../src/error.ts';
import { jobsIn } from '../../src/store/mongodb/job-document.ts';
import { migrate, migrations } from '../../src/store/mongodb/migrations.ts';
import { MongoJobStore } from '../../src/store/mongodb/mongo-job-store.ts';
import { Tallies } from '../../src/store/mongodb/tallies.ts';
import { endedJob, exampleInput, exampleJob } from '../conformance/example-job.ts';
import { describeJobStore } from '../conformance/job-store.ts';
import { startMongoServer } from '../support/mongodb-server.ts';

const server = await startMongoServer();
const stores: MongoJobStore[] = [];
let databases = 0;

afterEach(async () => {
  for (const store of stores.splice(0)) await store.stop();
});

afterAll(async () => {
  if ('url' in server) await server.stop();
});

function urlOf(name: string): string {
  return 'url' in server ? `${server.url}/${name}` : '';
}

async function started(): Promise<MongoJobStore> {
  const store = new MongoJobStore({ url: urlOf(`strata_${databases}`) });
  await store.start();
  stores.push(store);
  return store;
}

async function empty(): Promise<MongoJobStore> {
  databases += 1;
  return started();
}

/** The store's data as the driver sees it. */
async function withData(use: (database: Db) => Promise<void>): Promise<void> {
  const client = new MongoClient(urlOf(''));
  try {
    await use(client.db(`strata_${databases}`));
  } finally {
    await client.close();
  }
}

describe.skipIf('missing' in server)('on a MongoDB-wire server', () => {
  describeJobStore({ empty, another: started });

  describe('migration', () => {
    test('a newer schema is refused', async () => {
      await (await empty()).stop();
      await withData(async (database) => {
        await database
          .collection<{ _id: string; version: number }>('meta')
          .updateOne({ _id: 'schema' }, { $set: { version: migrations.length + 1 } });
      });
      await expect(started()).rejects.toMatchObject({ code: 'STORE_TOO_NEW', kind: 'unavailable' });
    });

    test('an older store is brought forward, with statistics of the jobs it has', async () => {
      databases += 1;
      const endedAt = Date.UTC(2026, 9, 5, 13, 7);
      const jobs = [endedJob(endedAt), endedJob(endedAt, { delivered: false }), exampleJob()];
      await withData(async (database) => {
        await migrate(database, 'here', migrations.slice(0, 1));
        const older = database.collection<{ _id: string }>('jobs');
        for (const job of jobs) {
          const document = { _id: job.id, job, input: JSON.stringify(exampleInput()) };
          await older.insertOne(document);
        }
      });
      const store = await started();
      expect(await store.get(jobs[0]?.id ?? '')).toStrictEqual(jobs[0]);
      expect(await store.countApplications([{}])).toEqual([1]);
      expect(await store.countByState()).toHaveLength(2);
      await store.save({ ...endedJob(endedAt), ...jobs[1], delivered: true });
      expect(await store.countApplications([{}])).toEqual([2]);
    });

    test('several processes may start at once', async () => {
      databases += 1;
      const all = await Promise.all(Array.from({ length: 4 }, started));
      await all[0]?.create(endedJob(0), exampleInput());
      expect(await all[3]?.countApplications([{}])).toEqual([1]);
    });

    test('each query of the store has its index', async () => {
      await empty();
      await withData(async (database) => {
        const indexes = await jobsIn(database).indexes();
        expect(Object.fromEntries(indexes.map(({ name, key }) => [name, Object.keys(key)]))).toEqual({
          _id_: ['_id'],
          jobs_by_state: ['job.pipeline', 'job.state', 'job.createdAt', '_id'],
          jobs_by_user: ['job.user', 'job.pipeline', 'job.state', 'job.createdAt', '_id'],
          jobs_by_end: ['endedQuarter', 'job.pipeline', 'job.state', 'job.delivered'],
          jobs_unsettled: ['unsettled'],
        });
      });
    });
  });

  describe('statistics after a crash', () => {
    const quarter = Date.UTC(2026, 9, 5, 13);
    const day = Date.UTC(2026, 9, 5);
    const ranges = [{}, { from: quarter, to: quarter + 900_000 }, { from: day, to: day + 86_400_000 }];

    test('a job whose end was saved but never tallied is counted', async () => {
      const store = await empty();
      const job = exampleJob({ state: 'running' });
      await store.create(job, exampleInput());
      await store.save({ ...job, state: 'succeeded', delivered: true, endedAt: quarter + 1 });
      await store.stop();
      await withData(async (database) => {
        expect(await database.collection('tally_quarters').countDocuments()).toBe(0);
        expect((await jobsIn(database).findOne({ _id: job.id }))?.unsettled).toEqual([quarter]);
      });
      expect(await (await started()).countApplications(ranges)).toEqual([1, 1, 1]);
    });

    test('a settling cut short after any step is finished by the next one', async () => {
      const steps = [
        async () => {},
        (tallies: Tallies) => tallies.refreshQuarter(quarter),
        async (tallies: Tallies) => {
          await tallies.refreshQuarter(quarter);
          await tallies.refreshDay(day);
        },
      ];
      for (const partly of steps) {
        const store = await empty();
        await store.create(endedJob(quarter), exampleInput());
        await withData((database) => partly(new Tallies(database)));
        expect(await store.countApplications(ranges)).toEqual([1, 1, 1]);
        expect(await store.countApplications(ranges)).toEqual([1, 1, 1]);
        await withData(async (database) => {
          expect(await jobsIn(database).countDocuments({ unsettled: { $gte: 0 } })).toBe(0);
        });
      }
    });

    test('a job that moved to another quarter is gone from the old one', async () => {
      const store = await empty();
      const job = endedJob(quarter);
      await store.create(job, exampleInput());
      expect(await store.countApplications(ranges)).toEqual([1, 1, 1]);
      await store.save({ ...job, endedAt: quarter + 86_400_000 });
      await store.stop();
      expect(await (await started()).countApplications(ranges)).toEqual([1, 0, 0]);
    });

    test('two processes that save and settle at once agree on the exact number', async () => {
      const here = await empty();
      const there = await started();
      await Promise.all(
        Array.from({ length: 12 }, async (_, index) => {
          const store = index % 2 === 0 ? here : there;
          await store.create(endedJob(quarter + index), exampleInput());
          await store.countApplications(ranges);
        }),
      );
      expect(await here.countApplications(ranges)).toEqual([12, 12, 12]);
      expect(await there.countApplications(ranges)).toEqual([12, 12, 12]);
    });
  });
});

describe('a server that cannot be used', () => {
  test('is named without credentials, and may be tried again', async () => {
    const port = await closedPort();
    const store = new MongoJobStore({
      url: `mongodb://ada:s3cret@127.0.0.1:${port}/strata?serverSelectionTimeoutMS=200`,
    });
    const error = (await store.start().catch((caught: unknown) => caught)) as StrataError;
    expect(error).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      kind: 'unavailable',
      where: `127.0.0.1:${port}`,
      retryable: true,
    });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(`${error.toLine()} ${error.stack}`).not.toMatch(/s3cret|ada/);
  });

  test('a connection string that is none is refused without being shown', async () => {
    for (const url of [
      'mongodb://ada:s3cr%et@host/strata',
      'http://ada:s3cret@host',
      'mongodb://ada:s3cret@/',
    ]) {
      const error = (await new MongoJobStore({ url })
        .start()
        .catch((caught: unknown) => caught)) as StrataError;
      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', where: 'MONGODB_URL', retryable: false });
      expect(`${error.toLine()} ${error.cause}`).not.toMatch(/s3cr|ada/);
    }
  });
});

describe.skipIf('missing' in server)('a server that goes away', () => {
  test('makes calls fail with STORE_UNAVAILABLE', async () => {
    const own = await startMongoServer();
    if ('missing' in own) return;
    const store = new MongoJobStore({ url: `${own.url}/strata?serverSelectionTimeoutMS=300` });
    await store.start();
    await own.stop();
    const expected = { code: 'STORE_UNAVAILABLE', kind: 'unavailable', retryable: true };
    await expect(store.ping()).rejects.toMatchObject(expected);
    await expect(store.create(exampleJob(), exampleInput())).rejects.toMatchObject(expected);
    await expect(store.list({ limit: 1 })).rejects.toMatchObject(expected);
    await store.stop();
  });
});

/** A port that nothing listens on: one that was free a moment ago. */
async function closedPort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
