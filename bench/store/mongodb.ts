import { MongoClient } from 'mongodb';
import { quarterMs } from '../../src/store/application-spans.ts';
import { endedQuarterOf, jobsIn } from '../../src/store/mongodb/job-document.ts';
import { MongoJobStore } from '../../src/store/mongodb/mongo-job-store.ts';
import { addJob, dayOf, type Tally } from '../../src/store/mongodb/tallies.ts';
import { startMongoServer } from '../../test/support/mongodb-server.ts';
import type { FilledStore } from './filled-store.ts';
import { benchInput, benchJob } from './jobs.ts';

const batchSize = 1_000;

/** @param url a MongoDB to use instead of a wire server of our own; its databases `strata_bench_…` are dropped */
export async function filledMongoStore(jobs: number, nowMs: number, url?: string): Promise<FilledStore> {
  const own = url === undefined ? await startMongoServer() : undefined;
  if (own !== undefined && 'missing' in own) throw new Error(own.missing);
  const client = new MongoClient(url ?? own?.url ?? '');
  const name = `strata_bench_${jobs}`;
  const database = client.db(name);
  await database.dropDatabase();
  const storeUrl = new URL(url ?? own?.url ?? '');
  storeUrl.pathname = `/${name}`;
  const store = new MongoJobStore({ url: storeUrl.href });
  await store.start();

  const input = JSON.stringify(benchInput);
  const quarters = new Map<number, Tally>();
  const days = new Map<number, Tally>();
  for (let start = 0; start < jobs; start += batchSize) {
    const length = Math.min(batchSize, jobs - start);
    const batch = Array.from({ length }, (_, offset) => benchJob(start + offset, jobs, nowMs));
    await jobsIn(database).insertMany(
      batch.map((job) => ({ _id: job.id, job, input, endedQuarter: endedQuarterOf(job) })),
    );
    // Tallied here, for settling a whole year job by job would measure nothing but the filling.
    for (const job of batch) {
      const quarter = endedQuarterOf(job);
      if (quarter === null) continue;
      addJob(tallyAt(quarters, quarter - (quarter % quarterMs)), job);
      addJob(tallyAt(days, dayOf(quarter)), job);
    }
  }
  for (const [collection, tallies] of [
    ['tally_quarters', quarters] as const,
    ['tally_days', days] as const,
  ]) {
    const documents = [...tallies].map(([start, tally]) => ({ _id: start, version: 1, ...tally }));
    await database.collection<{ _id: number }>(collection).insertMany(documents);
  }

  const plans = [`the server's own plan of the newest jobs: ${await planOf()}`, ...(await indexesOf())];
  return {
    store,
    plans,
    async remove() {
      await store.stop();
      await database.dropDatabase();
      await client.close();
      await own?.stop();
    },
  };

  async function planOf(): Promise<string> {
    const plan = await jobsIn(database)
      .find({ 'job.pipeline': 'application', 'job.state': 'failed' })
      .sort({ 'job.createdAt': -1, _id: -1 })
      .limit(50)
      .explain();
    return JSON.stringify(plan.queryPlanner);
  }

  async function indexesOf(): Promise<string[]> {
    const indexes = await jobsIn(database).indexes();
    return indexes.map(({ name, key }) => `index ${name}: ${JSON.stringify(key)}`);
  }
}

function tallyAt(tallies: Map<number, Tally>, start: number): Tally {
  let tally = tallies.get(start);
  if (tally === undefined) {
    tally = { applications: 0, ended: {} };
    tallies.set(start, tally);
  }
  return tally;
}
