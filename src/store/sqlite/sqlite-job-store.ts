import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { StrataError } from '../../error.ts';
import type { Checkpoint } from '../../jobs/checkpoint.ts';
import type { Job, JobInput, JobState, PipelineName } from '../../jobs/job.ts';
import { countsAsApplication, endOf, spansOf } from '../application-spans.ts';
import { filterOf, pageOf } from '../job-filter.ts';
import type { JobPage, JobQuery, JobStore, TimeRange } from '../job-store.ts';
import { jobChanged, jobExists, jobUnknown } from '../job-store-errors.ts';
import { openForReading, openForWriting } from './connection.ts';
import { listStatement } from './list-statement.ts';
import { PatientWrites } from './patient-writes.ts';
import { resultCodeOf, storeErrorOf } from './sqlite-error.ts';

const constraintViolated = 19;

export interface SqliteJobStoreOptions {
  /** Path of the database file; created with its folder when missing. */
  file: string;
  /**
   * Reads beside a running writer and never writes. Where there is no store yet it holds no jobs, until one
   * appears.
   */
  readOnly?: boolean;
}

/**
 * Jobs in one SQLite file (write-ahead log, full sync). One process writes; the data folder's lock sees to
 * that. Calls are synchronous underneath, so they never interleave; a write that finds the file locked by another
 * program is tried again for 5 s, and the writes behind it wait.
 */
export class SqliteJobStore implements JobStore {
  readonly #file: string;
  readonly #readOnly: boolean;
  readonly #statements = new Map<string, StatementSync>();
  readonly #writes = new PatientWrites();
  #database: DatabaseSync | undefined;
  #started = false;

  constructor(options: SqliteJobStoreOptions) {
    this.#file = options.file;
    this.#readOnly = options.readOnly ?? false;
  }

  async start(): Promise<void> {
    if (this.#started) return;
    this.#database = this.#readOnly ? openForReading(this.#file) : openForWriting(this.#file);
    this.#started = true;
  }

  async stop(): Promise<void> {
    await this.#writes.idle();
    this.#started = false;
    this.#statements.clear();
    this.#database?.close();
    this.#database = undefined;
  }

  async ping(): Promise<void> {
    this.#all('SELECT count(*) FROM sqlite_schema', []);
  }

  async create(job: Job, input: JobInput): Promise<void> {
    await this.#write(() => {
      this.#run('BEGIN IMMEDIATE', []);
      try {
        this.#run(
          `INSERT INTO jobs (id, pipeline, state, user, created_at, applied_at, revision, document)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            job.id,
            job.pipeline,
            job.state,
            job.user,
            job.createdAt,
            appliedAt(job),
            job.revision,
            JSON.stringify(job),
          ],
        );
        this.#run('INSERT INTO inputs VALUES (?, ?)', [job.id, JSON.stringify(input)]);
        this.#run('COMMIT', []);
      } catch (error) {
        // Some errors (a full disk) have ended the transaction already.
        if (this.#database?.isTransaction) this.#database.exec('ROLLBACK');
        throw resultCodeOf(error) === constraintViolated ? jobExists(job.id) : error;
      }
    });
  }

  async get(id: string): Promise<Job | undefined> {
    return this.#document<Job>('SELECT document FROM jobs WHERE id = ?', id);
  }

  async getInput(id: string): Promise<JobInput | undefined> {
    return this.#document<JobInput>('SELECT document FROM inputs WHERE job_id = ?', id);
  }

  async save(job: Job): Promise<Job> {
    const next = { ...job, revision: job.revision + 1 };
    const changes = await this.#write(() =>
      this.#run(
        `UPDATE jobs SET pipeline = ?, state = ?, user = ?, created_at = ?, applied_at = ?, revision = ?, document = ?
         WHERE id = ? AND revision = ?`,
        [
          next.pipeline,
          next.state,
          next.user,
          next.createdAt,
          appliedAt(next),
          next.revision,
          JSON.stringify(next),
          job.id,
          job.revision,
        ],
      ),
    );
    if (changes === 1) return next;
    const known = this.#all('SELECT 1 FROM jobs WHERE id = ?', [job.id]).length > 0;
    throw known ? jobChanged(job.id) : jobUnknown(job.id);
  }

  async list(query: JobQuery): Promise<JobPage> {
    const filter = filterOf(query);
    const statement = listStatement(filter);
    if (statement === undefined) return { jobs: [] };
    const rows = this.#all(statement.sql, statement.values);
    return pageOf(
      rows.map((row) => JSON.parse(String(row.document)) as Job),
      filter.limit,
    );
  }

  async countByState(): Promise<{ pipeline: PipelineName; state: JobState; count: number }[]> {
    const rows = this.#all('SELECT pipeline, state, count FROM state_counts WHERE count > 0', []);
    return rows.map((row) => ({
      pipeline: row.pipeline as PipelineName,
      state: row.state as JobState,
      count: Number(row.count),
    }));
  }

  async oldestSubmission(pipeline: PipelineName, state: JobState): Promise<number | undefined> {
    const sql = 'SELECT created_at FROM jobs WHERE pipeline = ? AND state = ? ORDER BY created_at LIMIT 1';
    const [oldest] = this.#all(sql, [pipeline, state]);
    return oldest === undefined ? undefined : Number(oldest.created_at);
  }

  async countApplications(ranges: TimeRange[]): Promise<number[]> {
    const sql = `SELECT coalesce(sum(count), 0) AS count FROM application_counts
      WHERE unit = ? AND start >= ? AND start < ?`;
    return ranges.map((range) => {
      let count = 0;
      for (const span of spansOf(range)) {
        const [row] = this.#all(sql, [span.unit, span.fromMs, span.toMs]);
        count += Number(row?.count ?? 0);
      }
      return count;
    });
  }

  async saveCheckpoint(jobId: string, checkpoint: Checkpoint): Promise<void> {
    const sql = `INSERT INTO checkpoints VALUES (?, ?)
      ON CONFLICT (job_id) DO UPDATE SET document = excluded.document`;
    await this.#write(() => this.#run(sql, [jobId, JSON.stringify(checkpoint)]));
  }

  async getCheckpoint(jobId: string): Promise<Checkpoint | undefined> {
    return this.#document<Checkpoint>('SELECT document FROM checkpoints WHERE job_id = ?', jobId);
  }

  async clearCheckpoint(jobId: string): Promise<void> {
    await this.#write(() => this.#run('DELETE FROM checkpoints WHERE job_id = ?', [jobId]));
  }

  #document<Document>(sql: string, id: string): Document | undefined {
    const [row] = this.#all(sql, [id]);
    return row === undefined ? undefined : (JSON.parse(String(row.document)) as Document);
  }

  #all(sql: string, values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    this.#mustBeStarted();
    try {
      this.#database ??= openForReading(this.#file);
      return this.#database === undefined ? [] : this.#prepared(this.#database, sql).all(...values);
    } catch (error) {
      throw storeErrorOf(error, this.#file);
    }
  }

  async #write<Result>(write: () => Result): Promise<Result> {
    this.#mustBeStarted();
    if (this.#readOnly) {
      throw this.#unavailable('the store was opened for reading only', 'open it for writing');
    }
    try {
      return await this.#writes.run(write);
    } catch (error) {
      throw storeErrorOf(error, this.#file);
    }
  }

  /** Runs a statement as it is, for use within `#write`; gives back the number of rows changed. */
  #run(sql: string, values: SQLInputValue[]): number {
    if (this.#database === undefined) throw this.#unavailable('the store is closed', 'start it first');
    return Number(this.#prepared(this.#database, sql).run(...values).changes);
  }

  #prepared(database: DatabaseSync, sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #mustBeStarted(): void {
    if (!this.#started) throw this.#unavailable('the store is closed', 'start it first');
  }

  #unavailable(message: string, action: string): StrataError {
    return new StrataError('STORE_UNAVAILABLE', message, { kind: 'unavailable', where: this.#file, action });
  }
}

function appliedAt(job: Job): number | null {
  return countsAsApplication(job) ? (endOf(job) ?? null) : null;
}
