import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jobStates } from '../../src/jobs/job.ts';
import { filterOf } from '../../src/store/job-filter.ts';
import type { JobQuery, JobStore } from '../../src/store/job-store.ts';
import { listStatement } from '../../src/store/sqlite/list-statement.ts';
import { migrate, migrations } from '../../src/store/sqlite/migrations.ts';
import { storeErrorOf } from '../../src/store/sqlite/sqlite-error.ts';
import { SqliteJobStore } from '../../src/store/sqlite/sqlite-job-store.ts';
import { endedJob, exampleInput, exampleJob } from '../conformance/example-job.ts';
import { describeJobStore } from '../conformance/job-store.ts';

let folder: string;
let file: string;
const stores: JobStore[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-sqlite-'));
  file = join(folder, 'data', 'strata.db');
});

afterEach(async () => {
  for (const store of stores.splice(0)) await store.stop();
  await rm(folder, { recursive: true, force: true });
});

async function started(options: { readOnly?: boolean } = {}): Promise<SqliteJobStore> {
  const store = new SqliteJobStore({ file, ...options });
  await store.start();
  stores.push(store);
  return store;
}

describeJobStore({ empty: started, another: started });

describe('opening', () => {
  test('a new store is its owner alone to read', async () => {
    await started();
    expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700);
    for (const name of [file, `${file}-wal`]) expect((await stat(name)).mode & 0o777).toBe(0o600);
  });

  test('a newer schema is refused', async () => {
    await (await started()).stop();
    execute(`PRAGMA user_version = ${migrations.length + 1}`);
    await expect(started()).rejects.toMatchObject({
      code: 'STORE_TOO_NEW',
      kind: 'unavailable',
      where: file,
    });
    await expect(started({ readOnly: true })).rejects.toMatchObject({ code: 'STORE_TOO_NEW' });
  });

  test('a file that is no database is refused and left as it is', async () => {
    const content = 'this is not a database\n'.repeat(500);
    file = join(folder, 'notes.txt');
    await writeFile(file, content);
    const error = await started().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'STORE_DAMAGED', where: file });
    expect((error as { action: string }).action).toMatch(/backup/);
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  test('a store with a damaged schema is refused and left as it is', async () => {
    await (await started()).stop();
    const bytes = await readFile(file);
    bytes.fill(0xa5, 100, 4096);
    await writeFile(file, bytes);
    await expect(started()).rejects.toMatchObject({ code: 'STORE_DAMAGED', where: file });
    expect(await readFile(file)).toEqual(bytes);
  });

  test('a store that was cut off is refused and left as it is', async () => {
    const store = await started();
    for (let index = 0; index < 50; index += 1) await store.create(exampleJob(), exampleInput());
    await store.stop();
    const bytes = (await readFile(file)).subarray(0, 3 * 4096 + 100);
    await writeFile(file, bytes);
    await expect(started()).rejects.toMatchObject({ code: 'STORE_DAMAGED', where: file });
    expect(await readFile(file)).toEqual(bytes);
  });

  test("another program's database is refused and left as it is", async () => {
    file = join(folder, 'other.db');
    execute('CREATE TABLE songs (name TEXT)');
    await expect(started()).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    const database = new DatabaseSync(file);
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'songs' }]);
    database.close();
  });

  test('a folder that cannot be made is STORE_UNAVAILABLE', async () => {
    await writeFile(join(folder, 'data'), 'a file is in the way');
    await expect(started()).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      kind: 'unavailable',
      where: file,
    });
  });
});

describe('reading beside a writer', () => {
  test('sees what the writer acknowledged, and cannot write', async () => {
    const writer = await started();
    const reader = await started({ readOnly: true });
    const job = exampleJob();
    await writer.create(job, exampleInput());
    expect((await reader.list({ limit: 10 })).jobs).toEqual([job]);
    await expect(reader.save(job)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(reader.create(exampleJob(), exampleInput())).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    await writer.save({ ...job, title: 'changed' });
    expect((await reader.get(job.id))?.title).toBe('changed');
  });

  test('works when no writer runs', async () => {
    const writer = await started();
    await writer.create(exampleJob(), exampleInput());
    await writer.stop();
    const reader = await started({ readOnly: true });
    expect((await reader.list({ limit: 10 })).jobs).toHaveLength(1);
  });

  test('holds no jobs where there is no store yet, makes none, and sees one that appears', async () => {
    const reader = await started({ readOnly: true });
    expect(await reader.list({ limit: 10 })).toEqual({ jobs: [] });
    expect(await reader.countApplications([{}])).toEqual([0]);
    expect(await reader.get('any')).toBeUndefined();
    await expect(stat(join(folder, 'data'))).rejects.toMatchObject({ code: 'ENOENT' });
    const writer = await started();
    await writer.create(exampleJob(), exampleInput());
    expect((await reader.list({ limit: 10 })).jobs).toHaveLength(1);
  });

  test('does not migrate an older store', async () => {
    olderStore(1);
    await expect(started({ readOnly: true })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('migration', () => {
  test('an older store is brought forward, with statistics of the jobs it has', async () => {
    const endedAt = Date.UTC(2026, 9, 5, 13, 7);
    const jobs = [
      endedJob(endedAt),
      endedJob(endedAt, { delivered: false }),
      endedJob(endedAt, { pipeline: 'document' }),
      exampleJob(),
    ];
    const database = olderStore(1);
    const insert = database.prepare('INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?)');
    for (const job of jobs) {
      const { id, pipeline, state, user, createdAt, revision } = job;
      insert.run(id, pipeline, state, user, createdAt, revision, JSON.stringify(job));
    }
    database.close();
    const store = await started();
    expect(await store.get(jobs[0]?.id ?? '')).toStrictEqual(jobs[0]);
    const quarter = Date.UTC(2026, 9, 5, 13);
    expect(await store.countApplications([{}, { from: quarter, to: quarter + 900_000 }])).toEqual([1, 1]);
    expect(await store.countByState()).toHaveLength(3);
    await store.save({ ...endedJob(endedAt), ...jobs[1], delivered: true });
    expect(await store.countApplications([{}])).toEqual([2]);
  });

  test('a step that fails leaves the version before it', async () => {
    const database = olderStore(1);
    const broken = [...migrations.slice(0, 1), 'CREATE TABLE half (a); SELECT nonsense;'];
    expect(() => migrate(database, 1, broken)).toThrow();
    database.exec('ROLLBACK');
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    expect(database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'").get()).toEqual({
      n: 0,
    });
    database.close();
  });
});

describe('queries', () => {
  test('every list reads ranges of an index and sorts nothing', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, 0);
    const queries: JobQuery[] = [
      { limit: 50 },
      { limit: 50, submitted: { from: 1, to: 2 } },
      { limit: 50, states: ['failed'] },
      { limit: 50, states: [...jobStates], pipeline: 'document', submitted: { from: 1 } },
      { limit: 50, user: 'ada' },
      { limit: 50, user: 'ada', states: ['queued', 'running'], submitted: { to: 2 } },
    ];
    for (const query of queries) {
      const statement = listStatement(filterOf(query));
      const index = query.user === undefined ? 'jobs_by_state' : 'jobs_by_user';
      const plan = planOf(database, statement?.sql ?? '', statement?.values ?? []);
      expect(plan.filter((step) => /SCAN|TEMP B-TREE/.test(step))).toEqual([]);
      const searches = plan.filter((step) => step.startsWith('SEARCH'));
      expect(searches.length).toBeGreaterThan(0);
      for (const search of searches) {
        expect(search).toContain(`USING INDEX ${index} `);
        expect(search).toContain('created_at>? AND (created_at,id)<(?,?)');
      }
    }
    database.close();
  });

  test('statistics and single jobs are read by key', () => {
    const database = new DatabaseSync(':memory:');
    migrate(database, 0);
    const statements = [
      'SELECT document FROM jobs WHERE id = ?1',
      'SELECT document FROM inputs WHERE job_id = ?1',
      'SELECT sum(count) FROM application_counts WHERE unit = ?1 AND start >= ?2 AND start < ?3',
      'SELECT created_at FROM jobs WHERE pipeline = ?1 AND state = ?2 ORDER BY created_at LIMIT 1',
      'UPDATE jobs SET state = ?1 WHERE id = ?2 AND revision = ?3',
    ];
    for (const sql of statements) {
      const values = Array.from({ length: (sql.match(/\?\d/g) ?? []).length }, () => 1);
      const plan = planOf(database, sql, values);
      expect(plan.filter((step) => /SCAN|TEMP B-TREE/.test(step))).toEqual([]);
    }
    database.close();
  });
});

test('a full disk is STORE_UNAVAILABLE and says so', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('PRAGMA max_page_count = 2; CREATE TABLE t (a)');
  let caught: unknown;
  try {
    database.prepare('INSERT INTO t VALUES (zeroblob(100000))').run();
  } catch (error) {
    caught = storeErrorOf(error, file);
  }
  expect(caught).toMatchObject({ code: 'STORE_UNAVAILABLE', kind: 'unavailable', where: file });
  expect((caught as Error).message).toMatch(/disk is full/);
  database.close();
});

function execute(sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

/** A store as it was at an older schema version. */
function olderStore(version: number): DatabaseSync {
  file = join(folder, 'older.db');
  const database = new DatabaseSync(file);
  migrate(database, 0, migrations.slice(0, version));
  return database;
}

function planOf(database: DatabaseSync, sql: string, values: SQLInputValue[]): string[] {
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  return rows.map((row) => String(row.detail));
}
