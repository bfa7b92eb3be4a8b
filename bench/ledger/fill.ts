import { DatabaseSync } from 'node:sqlite';
import { dayMs, quarterMs } from '../../src/store/application-spans.ts';

/** Fills a ledger with a year of settled calls, 60 to a job, with the sums that belong to them. */
export function fillLedger(file: string, entries: number, nowMs: number): void {
  const database = new DatabaseSync(file);
  const yearMs = 365 * dayMs;
  const startMs = nowMs - yearMs;
  const idOf = "printf('%012x-%08x', at, n)";
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN');
  database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${entries - 1}),
    calls AS (
      SELECT n, n / 60 AS job,
        CAST(${startMs} + (n / 60) * ${(60 * yearMs) / entries} + (n % 60) * 1000 AS INTEGER) AS at,
        CASE n % 3 WHEN 0 THEN 'openai' WHEN 1 THEN 'anthropic' ELSE 'openrouter' END AS provider,
        CASE n % 5 WHEN 0 THEN 'pain-points' WHEN 1 THEN 'company-research' WHEN 2 THEN 'fit'
          WHEN 3 THEN 'people' ELSE 'cv' END AS layer
      FROM numbers
    )
    INSERT INTO ledger SELECT ${idOf}, at, 'succeeded', provider, 'chat', 'gpt-bench',
      'user-' || (job % 20), 'job-' || job, 'application', layer, 1, 5000000, 4000, at + 120000, at + 800,
      1234567, '{"inputTokens":900,"outputTokens":200}', 'gpt-bench', NULL, NULL, 812
    FROM calls`);
  const amounts = `sum(cost_nano_usd), 0, sum(1100), count(*), sum(900), sum(200)`;
  for (const [unit, lengthMs] of Object.entries({ quarter: quarterMs, day: dayMs })) {
    database.exec(`
      INSERT INTO cost_spans SELECT '${unit}', at - at % ${lengthMs}, provider, model, pipeline, layer, user, ${amounts}
      FROM ledger GROUP BY 2, 3, 4, 5, 6, 7`);
  }
  database.exec(
    `INSERT INTO job_costs SELECT at - at % ${quarterMs}, job_id, ${amounts} FROM ledger GROUP BY 1, 2`,
  );
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}
