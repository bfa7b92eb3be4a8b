import type { Filter } from 'mongodb';
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
import { MongoConnection } from './mongo-connection.ts';
import { isDuplicateKey } from './mongo-error.ts';
import { Tallies } from './tallies.ts';

export interface MongoJobStoreOptions {
  /** Connection string; the database is the one it names, else `strata`. */
  url: string;
}

/** Jobs in MongoDB, for several processes. One document per job, see `JobDocument`; no transactions. */
export class MongoJobStore implements JobStore {
  readonly #connection: MongoConnection;

  constructor(options: MongoJobStoreOptions) {
    this.#connection = new MongoConnection(options.url);
  }

  async start(): Promise<void> {
    await this.#connection.start((database) => new Tallies(database).settle());
  }

  async stop(): Promise<void> {
    await this.#connection.stop();
  }

  async ping(): Promise<void> {
    await this.#connection.with((database) => database.command({ ping: 1 }));
  }

  async create(job: Job, input: JobInput): Promise<void> {
    const endedQuarter = endedQuarterOf(job);
    await this.#connection.with(async (database) => {
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
    const found = await this.#connection.with((database) =>
      jobsIn(database).findOne({ _id: id }, { projection: { job: 1 } }),
    );
    return found?.job;
  }

  async getInput(id: string): Promise<JobInput | undefined> {
    const found = await this.#connection.with((database) =>
      jobsIn(database).findOne({ _id: id }, { projection: { input: 1 } }),
    );
    return found === null ? undefined : (JSON.parse(found.input) as JobInput);
  }

  async save(job: Job): Promise<Job> {
    const next = { ...job, revision: job.revision + 1 };
    const endedQuarter = endedQuarterOf(next);
    return this.#connection.with(async (database) => {
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
    const found = await this.#connection.with((database) =>
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
    return this.#connection.with(async (database) => {
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
    const found = await this.#connection.with((database) =>
      jobsIn(database).findOne(filter, {
        sort: { 'job.createdAt': 1, _id: 1 },
        projection: { 'job.createdAt': 1 },
      }),
    );
    return found?.job.createdAt;
  }

  async countApplications(ranges: TimeRange[]): Promise<number[]> {
    const spans = ranges.map(spansOf);
    return this.#connection.with(async (database) => {
      const tallies = new Tallies(database);
      await tallies.settle();
      return Promise.all(spans.map((each) => tallies.countApplications(each)));
    });
  }

  async saveCheckpoint(jobId: string, checkpoint: Checkpoint): Promise<void> {
    const update = { $set: { checkpoint: JSON.stringify(checkpoint) } };
    await this.#connection.with((database) =>
      checkpointsIn(database).updateOne({ _id: jobId }, update, { upsert: true }),
    );
  }

  async getCheckpoint(jobId: string): Promise<Checkpoint | undefined> {
    const found = await this.#connection.with((database) => checkpointsIn(database).findOne({ _id: jobId }));
    return found === null ? undefined : (JSON.parse(found.checkpoint) as Checkpoint);
  }

  async clearCheckpoint(jobId: string): Promise<void> {
    await this.#connection.with((database) => checkpointsIn(database).deleteOne({ _id: jobId }));
  }
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
