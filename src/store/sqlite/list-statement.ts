import type { SQLInputValue } from 'node:sqlite';
import type { JobFilter } from '../job-filter.ts';

/**
 * The statement that lists jobs, newest first. Each pair of pipeline and state is one range of an index that
 * is already in the order asked for; SQLite merges the ranges as it goes and stops at the limit, so that a
 * page costs the same at any depth and in a store of any size.
 */
export function listStatement(filter: JobFilter): { sql: string; values: SQLInputValue[] } | undefined {
  const userTerm = filter.user === undefined ? '' : 'user = ? AND ';
  const branch = `
    SELECT created_at, id, document FROM jobs
    WHERE ${userTerm}pipeline = ? AND state = ? AND created_at >= ? AND (created_at, id) < (?, ?)`;
  const values: SQLInputValue[] = [];
  const branches: string[] = [];
  for (const pipeline of filter.pipelines) {
    for (const state of filter.states) {
      branches.push(branch);
      if (filter.user !== undefined) values.push(filter.user);
      values.push(pipeline, state, filter.fromMs, filter.after.createdAt, filter.after.id);
    }
  }
  if (branches.length === 0) return undefined;
  values.push(filter.limit + 1);
  return { sql: `${branches.join(' UNION ALL ')} ORDER BY created_at DESC, id DESC LIMIT ?`, values };
}
