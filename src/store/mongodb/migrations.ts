import type { AnyBulkWriteOperation, Db } from 'mongodb';
import { StrataError } from '../../error.ts';
import { endedQuarterOf, type JobDocument, jobsIn } from './job-document.ts';
import { accountsIn, entriesIn } from './ledger-documents.ts';
import { isDuplicateKey } from './mongo-error.ts';

interface SchemaDocument {
  _id: 'schema';
  version: number;
}

const batchSize = 1_000;

/**
 * The schema's history, oldest first; the schema version is the number of entries that have been applied.
 * Several processes may start at once and a process may die half-way, so each entry can be run again.
 */
export const migrations: readonly ((database: Db) => Promise<void>)[] = [
  async (database) => {
    // Each pair of pipeline and state is one range of an index that is already in the order lists ask for; the
    // server merges the ranges (SORT_MERGE), as it does for up to 200 of them.
    await createIndex(database, 'jobs_by_state', {
      'job.pipeline': 1,
      'job.state': 1,
      'job.createdAt': -1,
      _id: -1,
    });
    await createIndex(database, 'jobs_by_user', {
      'job.user': 1,
      'job.pipeline': 1,
      'job.state': 1,
      'job.createdAt': -1,
      _id: -1,
    });
  },
  // Tallies: jobs learn in which quarter of an hour they ended, and the next settling counts them.
  async (database) => {
    await createIndex(database, 'jobs_by_end', {
      endedQuarter: 1,
      'job.pipeline': 1,
      'job.state': 1,
      'job.delivered': 1,
    });
    await createIndex(database, 'jobs_unsettled', { unsettled: 1 });
    const jobs = jobsIn(database);
    const old = jobs.find({ endedQuarter: { $exists: false } }, { projection: { job: 1 } });
    let batch: AnyBulkWriteOperation<JobDocument>[] = [];
    for await (const { _id, job } of old) {
      const endedQuarter = endedQuarterOf(job);
      const unsettled = endedQuarter === null ? {} : { unsettled: [endedQuarter] };
      batch.push({ updateOne: { filter: { _id }, update: { $set: { endedQuarter, ...unsettled } } } });
      if (batch.length === batchSize) {
        await jobs.bulkWrite(batch, { ordered: false });
        batch = [];
      }
    }
    if (batch.length > 0) await jobs.bulkWrite(batch, { ordered: false });
  },
  // The ledger: its lists, the sums of a new account, and what is left to do after a crash.
  async (database) => {
    const ledger = entriesIn(database);
    await ledger.createIndex({ at: -1, _id: -1 }, { name: 'ledger_by_time' });
    await ledger.createIndex({ user: 1, at: -1, _id: -1 }, { name: 'ledger_by_user' });
    await ledger.createIndex({ provider: 1, at: -1, _id: -1 }, { name: 'ledger_by_provider' });
    await ledger.createIndex({ jobId: 1, at: -1, _id: -1 }, { name: 'ledger_by_job' });
    await ledger.createIndex({ state: 1, expiresAt: 1 }, { name: 'ledger_by_state' });
    await ledger.createIndex({ owed: 1 }, { name: 'ledger_owed' });
    await accountsIn(database).createIndex({ touchedAt: 1 }, { name: 'accounts_touched' });
  },
  // Accounts that calls look for without naming them.
  async (database) => {
    await accountsIn(database).createIndex({ youngUntil: 1 }, { name: 'accounts_young' });
  },
];

/** One index per command: FerretDB drops the connection when a command names several that exist already. */
async function createIndex(database: Db, name: string, key: Record<string, 1 | -1>): Promise<void> {
  await jobsIn(database).createIndex(key, { name });
}

/**
 * @param where the server, for messages
 * @throws StrataError `STORE_TOO_NEW` (kind `unavailable`)
 */
export async function migrate(database: Db, where: string, steps = migrations): Promise<void> {
  const meta = database.collection<SchemaDocument>('meta');
  const version = (await meta.findOne({ _id: 'schema' }))?.version ?? 0;
  if (version > steps.length) {
    throw new StrataError(
      'STORE_TOO_NEW',
      `the store has schema version ${version}, this Strata knows up to ${steps.length}`,
      { kind: 'unavailable', where, action: 'use the newer Strata that wrote it, or another database' },
    );
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    await step(database);
    await reach(index + 1);
  }

  /** Never lowers the version: another process may have got further meanwhile. */
  async function reach(next: number): Promise<void> {
    const { matchedCount } = await meta.updateOne({ _id: 'schema' }, { $max: { version: next } });
    if (matchedCount === 1) return;
    try {
      await meta.insertOne({ _id: 'schema', version: next });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await reach(next);
    }
  }
}
