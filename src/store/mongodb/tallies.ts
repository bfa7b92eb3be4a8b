import type { Collection, Db } from 'mongodb';
import type { Job, JobState, PipelineName } from '../../jobs/job.ts';
import { countsAsApplication, dayMs, type Span } from '../application-spans.ts';
import { type JobDocument, jobsIn } from './job-document.ts';
import { isDuplicateKey } from './mongo-error.ts';

/** How many jobs ended within a quarter of an hour or a UTC day. */
export interface Tally {
  /** Those that the statistics of applications count. */
  applications: number;
  /** All of them, by `pipeline/state`. */
  ended: Record<string, number>;
}

interface TallyDocument extends Tally {
  /** Start of the span, milliseconds since the epoch. */
  _id: number;
  /** Grows by one with each refresh. */
  version: number;
}

const settleBatch = 1_000;

/**
 * Counts of ended jobs, so that statistics cost the same however many jobs there are.
 *
 * A tally is never added to: it is counted again from what it sums up (a quarter from its jobs, a day from
 * its quarters) and written only if nobody else has written it since before the counting began. Doing it
 * again therefore does no harm, and of two that do it at once the one with the older view gives way. Each job
 * names the quarters that a change of it touched, in the same write as the change, and drops them only after
 * quarter and day were refreshed; so after a crash at any point the next settling finds what is left to do.
 */
export class Tallies {
  readonly #jobs: Collection<JobDocument>;
  readonly #quarters: Collection<TallyDocument>;
  readonly #days: Collection<TallyDocument>;

  constructor(database: Db) {
    this.#jobs = jobsIn(database);
    this.#quarters = database.collection<TallyDocument>('tally_quarters');
    this.#days = database.collection<TallyDocument>('tally_days');
  }

  /** Brings the tallies up to date with every job change acknowledged before the call. */
  async settle(): Promise<void> {
    for (;;) {
      const changed = await this.#jobs
        .find({ unsettled: { $gte: 0 } }, { projection: { _id: 1, 'job.revision': 1, unsettled: 1 } })
        .limit(settleBatch)
        .toArray();
      if (changed.length === 0) return;
      const quarters = new Set(changed.flatMap((document) => document.unsettled ?? []));
      for (const quarter of quarters) await this.refreshQuarter(quarter);
      for (const day of new Set([...quarters].map(dayOf))) await this.refreshDay(day);
      // A job that changed again meanwhile has another revision and keeps its mark for the next round.
      await this.#jobs.bulkWrite(
        changed.map(({ _id, job }) => ({
          updateOne: { filter: { _id, 'job.revision': job.revision }, update: { $unset: { unsettled: '' } } },
        })),
        { ordered: false },
      );
    }
  }

  async refreshQuarter(quarter: number): Promise<void> {
    await refresh(this.#quarters, quarter, async () => {
      const tally: Tally = { applications: 0, ended: {} };
      const jobs = this.#jobs.find(
        { endedQuarter: quarter },
        { projection: { _id: 0, 'job.pipeline': 1, 'job.state': 1, 'job.delivered': 1 } },
      );
      for await (const { job } of jobs) addJob(tally, job);
      return tally;
    });
  }

  async refreshDay(day: number): Promise<void> {
    await refresh(this.#days, day, () => sumOf(this.#quarters, day, day + dayMs));
  }

  async countApplications(spans: Span[]): Promise<number> {
    let applications = 0;
    for (const span of spans) {
      const tallies = span.unit === 'day' ? this.#days : this.#quarters;
      applications += (await sumOf(tallies, span.fromMs, span.toMs)).applications;
    }
    return applications;
  }

  async countEnded(): Promise<{ pipeline: PipelineName; state: JobState; count: number }[]> {
    const { ended } = await sumOf(this.#days, -Infinity, Infinity);
    return Object.entries(ended).map(([key, count]) => {
      const [pipeline, state] = key.split('/') as [PipelineName, JobState];
      return { pipeline, state, count };
    });
  }
}

/** Adds an ended job to a tally in the making. */
export function addJob(tally: Tally, job: Pick<Job, 'pipeline' | 'state' | 'delivered'>): void {
  const key = `${job.pipeline}/${job.state}`;
  tally.ended[key] = (tally.ended[key] ?? 0) + 1;
  if (countsAsApplication(job)) tally.applications += 1;
}

export function dayOf(timeMs: number): number {
  return timeMs - (timeMs % dayMs);
}

async function sumOf(tallies: Collection<TallyDocument>, fromMs: number, toMs: number): Promise<Tally> {
  const sum: Tally = { applications: 0, ended: {} };
  for await (const tally of tallies.find({ _id: { $gte: fromMs, $lt: toMs } })) {
    sum.applications += tally.applications;
    for (const [key, count] of Object.entries(tally.ended)) sum.ended[key] = (sum.ended[key] ?? 0) + count;
  }
  return sum;
}

async function refresh(
  tallies: Collection<TallyDocument>,
  start: number,
  count: () => Promise<Tally>,
): Promise<void> {
  for (;;) {
    // The version is read before the counting, so that a count from an older view cannot be written.
    const before = await tallies.findOne({ _id: start }, { projection: { version: 1 } });
    const tally = await count();
    if (before !== null) {
      const written = await tallies.updateOne(
        { _id: start, version: before.version },
        { $set: tally, $inc: { version: 1 } },
      );
      if (written.matchedCount === 1) return;
    } else {
      try {
        await tallies.insertOne({ _id: start, version: 1, ...tally });
        return;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }
}
