import type { DatabaseSync } from 'node:sqlite';
import { dayMs, quarterMs } from '../application-spans.ts';

/**
 * The schema's history, oldest first; the schema version (`PRAGMA user_version`) is the number of entries
 * that have been applied. Entries are never changed once released: a new need is a new entry.
 */
export const migrations: readonly string[] = [
  // 1. Jobs. `document` holds the whole job as JSON; the other columns are what queries look for. The two
  // indexes serve every list: see list-statement.ts.
  `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    pipeline TEXT NOT NULL,
    state TEXT NOT NULL,
    user TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX jobs_by_state ON jobs (pipeline, state, created_at, id);
  CREATE INDEX jobs_by_user ON jobs (user, pipeline, state, created_at, id);
  CREATE TABLE inputs (job_id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;
  CREATE TABLE checkpoints (job_id TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT;
  `,
  // 2. Counters. Triggers keep them, so that they change in the very transaction that changes a job and are
  // exact whoever writes. `applied_at` is when a job ended that the statistics of applications count.
  `
  ALTER TABLE jobs ADD COLUMN applied_at INTEGER;
  UPDATE jobs SET applied_at = coalesce(document ->> 'endedAt', created_at)
    WHERE pipeline = 'application' AND state IN ('succeeded', 'degraded') AND document ->> 'delivered' = 1;

  CREATE TABLE state_counts (
    pipeline TEXT NOT NULL, state TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (pipeline, state)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE application_counts (
    unit TEXT NOT NULL, start INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (unit, start)
  ) STRICT, WITHOUT ROWID;

  INSERT INTO state_counts SELECT pipeline, state, count(*) FROM jobs GROUP BY pipeline, state;
  INSERT INTO application_counts
    SELECT 'quarter', applied_at - applied_at % ${quarterMs}, count(*) FROM jobs
    WHERE applied_at IS NOT NULL GROUP BY 2;
  INSERT INTO application_counts
    SELECT 'day', applied_at - applied_at % ${dayMs}, count(*) FROM jobs
    WHERE applied_at IS NOT NULL GROUP BY 2;

  CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN ${countIn('new')} END;
  CREATE TRIGGER job_removed AFTER DELETE ON jobs BEGIN ${countOut('old')} END;
  CREATE TRIGGER job_changed AFTER UPDATE ON jobs
    WHEN old.pipeline IS NOT new.pipeline OR old.state IS NOT new.state OR old.applied_at IS NOT new.applied_at
    BEGIN ${countOut('old')} ${countIn('new')} END;
  `,
  // 3. Ledger and states. `cost_spans` and `job_costs` are sums of settled entries by the span that holds `at`,
  // brought up to date in the transaction that settles; `tokens` counts against budgets, and so holds what was
  // reserved where the outcome is unknown. Balances of accounts are not stored: they are sums of these.
  `
  CREATE TABLE ledger (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    provider TEXT NOT NULL,
    operation TEXT NOT NULL,
    model TEXT,
    user TEXT NOT NULL,
    job_id TEXT,
    pipeline TEXT,
    layer TEXT,
    attempt INTEGER NOT NULL,
    reserved_nano_usd INTEGER NOT NULL,
    reserved_tokens INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    settled_at INTEGER,
    cost_nano_usd INTEGER NOT NULL,
    usage TEXT NOT NULL,
    answered_by TEXT,
    reported_nano_usd INTEGER,
    error_code TEXT,
    duration_ms REAL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ledger_by_time ON ledger (at, id);
  CREATE INDEX ledger_by_user ON ledger (user, at, id);
  CREATE INDEX ledger_by_provider ON ledger (provider, at, id);
  CREATE INDEX ledger_by_job ON ledger (job_id, at, id) WHERE job_id IS NOT NULL;
  CREATE INDEX ledger_reserved ON ledger (at) WHERE state = 'reserved';
  CREATE TABLE cost_spans (
    unit TEXT NOT NULL, start INTEGER NOT NULL,
    provider TEXT NOT NULL, model TEXT NOT NULL, pipeline TEXT NOT NULL, layer TEXT NOT NULL, user TEXT NOT NULL,
    cost_nano_usd INTEGER NOT NULL, unknown_nano_usd INTEGER NOT NULL, tokens INTEGER NOT NULL,
    calls INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
    PRIMARY KEY (unit, start, provider, model, pipeline, layer, user)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE job_costs (
    start INTEGER NOT NULL, job TEXT NOT NULL,
    cost_nano_usd INTEGER NOT NULL, unknown_nano_usd INTEGER NOT NULL, tokens INTEGER NOT NULL,
    calls INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
    PRIMARY KEY (start, job)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE states (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
];

function countIn(row: 'new' | 'old'): string {
  return change(row, 1);
}

function countOut(row: 'new' | 'old'): string {
  return change(row, -1);
}

function change(row: 'new' | 'old', by: 1 | -1): string {
  const spans = Object.entries({ quarter: quarterMs, day: dayMs }).map(
    ([unit, lengthMs]) => `
    INSERT INTO application_counts
      SELECT '${unit}', ${row}.applied_at - ${row}.applied_at % ${lengthMs}, ${by}
      WHERE ${row}.applied_at IS NOT NULL
      ON CONFLICT DO UPDATE SET count = count + ${by};`,
  );
  return `
    INSERT INTO state_counts VALUES (${row}.pipeline, ${row}.state, ${by})
      ON CONFLICT DO UPDATE SET count = count + ${by};${spans.join('')}`;
}

/** Brings the schema to the newest version, each step whole or not at all. */
export function migrate(
  database: DatabaseSync,
  fromVersion: number,
  steps: readonly string[] = migrations,
): void {
  for (const [index, step] of steps.entries()) {
    if (index < fromVersion) continue;
    database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}
