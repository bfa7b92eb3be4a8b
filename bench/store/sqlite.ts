import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { countsAsApplication } from '../../src/store/application-spans.ts';
import { filterOf } from '../../src/store/job-filter.ts';
import { listStatement } from '../../src/store/sqlite/list-statement.ts';
import { SqliteJobStore } from '../../src/store/sqlite/sqlite-job-store.ts';
import type { FilledStore } from './filled-store.ts';
import { benchInput, benchJob } from './jobs.ts';

export async function filledSqliteStore(jobs: number, nowMs: number): Promise<FilledStore> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-bench-'));
  const file = join(folder, 'strata.db');
  const store = new SqliteJobStore({ file });
  await store.start();
  await store.stop();
  const plans = fill(file, jobs, nowMs);
  await store.start();
  return {
    store,
    plans,
    async remove() {
      await store.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Fills in large transactions; the schema's triggers keep the counters as they do for every writer. */
function fill(file: string, jobs: number, nowMs: number): string[] {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000');
  const addJob = database.prepare(
    `INSERT INTO jobs (id, pipeline, state, user, created_at, applied_at, revision, document)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addInput = database.prepare('INSERT INTO inputs VALUES (?, ?)');
  const input = JSON.stringify(benchInput);
  database.exec('BEGIN');
  for (let index = 0; index < jobs; index += 1) {
    const job = benchJob(index, jobs, nowMs);
    const appliedAt = countsAsApplication(job) ? (job.endedAt ?? null) : null;
    const { id, pipeline, state, user, createdAt, revision } = job;
    addJob.run(id, pipeline, state, user, createdAt, appliedAt, revision, JSON.stringify(job));
    addInput.run(id, input);
    if (index % 50_000 === 49_999) database.exec('COMMIT; BEGIN');
  }
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  const plans = ['all', 'one user'].map((who) => {
    const statement = listStatement(filterOf({ limit: 50, ...(who === 'all' ? {} : { user: 'user-3' }) }));
    const rows = database.prepare(`EXPLAIN QUERY PLAN ${statement?.sql}`).all(...(statement?.values ?? []));
    const steps = new Set(
      rows.map((row) => String(row.detail)).filter((step) => !/^(LEFT|RIGHT)$/.test(step)),
    );
    return `list, ${who}: ${[...steps].join('; ')}`;
  });
  database.close();
  return plans;
}
