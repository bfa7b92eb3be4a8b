import type { Db, Filter, MongoClient, MongoClientOptions } from 'mongodb';
import { StrataError } from '../../error.ts';
import type { Checkpoint } from '../../jobs/checkpoint.ts';
import {
  hasEnded,
  type Job,
  type JobInput,
  type JobState,
  jobStates,
  type PipelineName,
} from '../../jobs/job.ts';
import { spansOf } from '../application-spans.ts';
import { filterOf, type JobFilter, pageOf, pipelineNames } from '../job-filter.ts';
import type { JobPage, JobQuery, JobStore, TimeRange } from '../job-store.ts';
import { jobChanged, jobExists, jobUnknown } from '../job-store-errors.ts';
import { checkpointsIn, endedQuarterOf, type JobDocument, jobsIn } from './job-document.ts';
import { migrate } from './migrations.ts';
import { hostsOf, isDuplicateKey, storeErrorOf } from './mongo-error.ts';
import { Tallies } from './tallies.ts';

const defaultDatabase = 'strata';

/**
 * Reads and writes of the primary, acknowledged by a majority with their journal: what is acknowledged is not
 * lost, nor rolled back by a failover. The time limits keep a caller from waiting on a server that is gone;
 * the driver itself retries a read or write once at most.
 */
const clientOptions: MongoClientOptions = {
  appName: 'strata',
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 10_000,
  socketTimeoutMS: 30_000,
  // Of a whole operation, so that a server that is there and silent is told from a slow one.
  timeoutMS: 8_000,
  maxPoolSize: 20,
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true },
  ignoreUndefined: true,
};

export interface MongoJobStoreOptions {
  /** Connection string; the database is the one it names, else `strata`. */
  url: string;
}

/** Jobs in MongoDB, for several processes. One document per job, see `JobDocument`; no transactions. */
export class MongoJobStore implements JobStore {
  readonly #url: string;
  readonly #hosts: string;
  #client: MongoClient | undefined;
  #database: Db | undefined;

  constructor(options: MongoJobStoreOptions) {
    this.#url = options.url;
    this.#hosts = hostsOf(options.url);
  }

  async start(): Promise<void> {
    if (this.#database !== undefined) return;
    const client = await this.#newClient();
    try {
      await client.connect();
      const database = client.db(databaseIn(this.#url));
      await database.command({ ping: 1 });
      await migrate(database, this.#hosts);
      await new Tallies(database).settle();
      this.#client = client;
      this.#database = database;
    } catch (error) {
      await client.close();
      throw storeErrorOf(error, this.#hosts);
    }
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#database = undefined;
    await client?.close();
  }

  async ping(): Promise<void> {
    await this.#with((database) => database.command({ ping: 1 }));
  }

  async create(job: Job, input: JobInput): Promise<void> {
    const endedQuarter = endedQuarterOf(job);
    await this.#with(async (database) => {
      try {
        await jobsIn(database).insertOne({
          _id: job.id,
          job,
          input: JSON.stringify(input),
          endedQuarter,
          ...(endedQuarter === null ? {} : { unsettled: [endedQuarter] }),
        });
      } catch (error) {
        throw isDuplicateKey(error) ? jobExists(job.id) : error;
      }
    });
  }

  async get(id: string): Promise<Job | undefined> {
    const found = await this.#with((database) =>
      jobsIn(database).findOne({ _id: id }, { projection: { job: 1 } }),
    );
    return found?.job;
  }

  async getInput(id: string): Promise<JobInput | undefined> {
    const found = await this.#with((database) =>
      jobsIn(database).findOne({ _id: id }, { projection: { input: 1 } }),
    );
    return found === null ? undefined : (JSON.parse(found.input) as JobInput);
  }

  async save(job: Job): Promise<Job> {
    const next = { ...job, revision: job.revision + 1 };
    const endedQuarter = endedQuarterOf(next);
    return this.#with(async (database) => {
      const jobs = jobsIn(database);
      const stored = await jobs.findOne(
        { _id: job.id },
        { projection: { endedQuarter: 1, 'job.revision': 1 } },
      );
      if (stored === null) throw jobUnknown(job.id);
      // The quarter read here still holds at the update, because the update insists on the same revision.
      const touched = [stored.endedQuarter, endedQuarter].filter((quarter) => quarter !== null);
      const { matchedCount } = await jobs.updateOne(
        { _id: job.id, 'job.revision': job.revision },
        {
          $set: { job: next, endedQuarter },
          ...(touched.length === 0 ? {} : { $addToSet: { unsettled: { $each: touched } } }),
        },
      );
      if (matchedCount === 0) throw jobChanged(job.id);
      return next;
    });
  }

  async list(query: JobQuery): Promise<JobPage> {
    const filter = filterOf(query);
    if (filter.states.length === 0) return { jobs: [] };
    const found = await this.#with((database) =>
      jobsIn(database)
        .find(listFilterOf(filter), { projection: { job: 1 } })
        .sort({ 'job.createdAt': -1, _id: -1 })
        .limit(filter.limit + 1)
        .toArray(),
    );
    return pageOf(
      found.map(({ job }) => job),
      filter.limit,
    );
  }

  async countByState(): Promise<{ pipeline: PipelineName; state: JobState; count: number }[]> {
    const live = pipelineNames.flatMap((pipeline) =>
      jobStates.filter((state) => !hasEnded(state)).map((state) => ({ pipeline, state })),
    );
    return this.#with(async (database) => {
      const tallies = new Tallies(database);
      await tallies.settle();
      const counts = await Promise.all([
        tallies.countEnded(),
        ...live.map(async ({ pipeline, state }) => {
          const filter = { 'job.pipeline': pipeline, 'job.state': state };
          return [{ pipeline, state, count: await jobsIn(database).countDocuments(filter) }];
        }),
      ]);
      return counts.flat().filter(({ count }) => count > 0);
    });
  }

  async oldestSubmission(pipeline: PipelineName, state: JobState): Promise<number | undefined> {
    const filter = { 'job.pipeline': pipeline, 'job.state': state };
    const found = await this.#with((database) =>
      jobsIn(database).findOne(filter, {
        sort: { 'job.createdAt': 1, _id: 1 },
        projection: { 'job.createdAt': 1 },
      }),
    );
    return found?.job.createdAt;
  }

  async countApplications(ranges: TimeRange[]): Promise<number[]> {
    const spans = ranges.map(spansOf);
    return this.#with(async (database) => {
      const tallies = new Tallies(database);
      await tallies.settle();
      return Promise.all(spans.map((each) => tallies.countApplications(each)));
    });
  }

  async saveCheckpoint(jobId: string, checkpoint: Checkpoint): Promise<void> {
    const update = { $set: { checkpoint: JSON.stringify(checkpoint) } };
    await this.#with((database) =>
      checkpointsIn(database).updateOne({ _id: jobId }, update, { upsert: true }),
    );
  }

  async getCheckpoint(jobId: string): Promise<Checkpoint | undefined> {
    const found = await this.#with((database) => checkpointsIn(database).findOne({ _id: jobId }));
    return found === null ? undefined : (JSON.parse(found.checkpoint) as Checkpoint);
  }

  async clearCheckpoint(jobId: string): Promise<void> {
    await this.#with((database) => checkpointsIn(database).deleteOne({ _id: jobId }));
  }

  async #with<Result>(use: (database: Db) => Promise<Result>): Promise<Result> {
    if (this.#database === undefined) {
      throw new StrataError('STORE_UNAVAILABLE', 'the store is closed', {
        kind: 'unavailable',
        where: this.#hosts,
        action: 'start it first',
      });
    }
    try {
      return await use(this.#database);
    } catch (error) {
      throw storeErrorOf(error, this.#hosts);
    }
  }

  async #newClient(): Promise<MongoClient> {
    const { MongoClient } = await import('mongodb');
    try {
      return new MongoClient(this.#url, clientOptionsFor(this.#url));
    } catch {
      // The driver's message is left out, cause and all: it may quote the connection string.
      throw new StrataError('STORE_UNAVAILABLE', 'MONGODB_URL is no connection string', {
        kind: 'unavailable',
        where: 'MONGODB_URL',
        action:
          'write it like mongodb://user:password@host:27017/strata, with reserved characters percent-encoded',
      });
    }
  }
}

/** What the connection string itself sets goes before our defaults, save for how writes are acknowledged. */
function clientOptionsFor(url: string): MongoClientOptions {
  const named = new Set([...new URLSearchParams(url.split('?')[1])].map(([name]) => name.toLowerCase()));
  const options = Object.entries(clientOptions).filter(([name]) => !named.has(name.toLowerCase()));
  return Object.fromEntries(options);
}

function databaseIn(url: string): string {
  const path = /^mongodb(?:\+srv)?:\/\/[^/?]*\/([^?]+)/.exec(url)?.[1];
  return path === undefined ? defaultDatabase : decodeURIComponent(path);
}

function listFilterOf(filter: JobFilter): Filter<JobDocument> {
  const { createdAt, id } = filter.after;
  return {
    ...(filter.user === undefined ? {} : { 'job.user': filter.user }),
    'job.pipeline': { $in: [...filter.pipelines] },
    'job.state': { $in: [...filter.states] },
    'job.createdAt': { $gte: filter.fromMs, $lte: createdAt },
    // Only ties on the millisecond are left for this to sort out; the bounds above are the index's.
    $or: [{ 'job.createdAt': { $lt: createdAt } }, { _id: { $lt: id } }],
  };
}
