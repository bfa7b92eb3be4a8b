import type { SQLInputValue } from 'node:sqlite';
import type { ProviderName } from '../../providers/provider-name.ts';
import type { LedgerFilter } from '../ledger-filter.ts';
import type { AccountLimit, Intent, LedgerEntry, Settlement } from '../ledger-store.ts';
import { amountsOf } from '../settled-amounts.ts';
import { termsOf } from './cost-spans.ts';
import type { Row, Statements } from './statements.ts';

const insert = `INSERT INTO ledger (id, at, state, provider, operation, model, user, job_id, pipeline, layer, attempt,
    reserved_nano_usd, reserved_tokens, expires_at, cost_nano_usd, usage)
  VALUES (?, ?, 'reserved', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '{}') ON CONFLICT DO NOTHING`;

const update = `UPDATE ledger SET state = ?, settled_at = ?, cost_nano_usd = ?, usage = ?, answered_by = ?,
    reported_nano_usd = ?, error_code = ?, duration_ms = ?
  WHERE id = ?`;

/** @returns false where there is an entry with this id already */
export function insertEntry(statements: Statements, intent: Intent): boolean {
  const changes = statements.run(insert, [
    intent.id,
    intent.at,
    intent.provider,
    intent.operation,
    intent.model ?? null,
    intent.user,
    intent.jobId ?? null,
    intent.pipeline ?? null,
    intent.layer ?? null,
    intent.attempt,
    intent.reservedNanoUsd,
    intent.reservedTokens,
    intent.expiresAt,
  ]);
  return changes === 1;
}

export function updateEntry(
  statements: Statements,
  entry: LedgerEntry,
  settlement: Settlement,
  settledAt: number,
): void {
  statements.run(update, [
    settlement.outcome,
    settledAt,
    amountsOf(entry, settlement).costNanoUsd,
    JSON.stringify(settlement.usage),
    settlement.model ?? null,
    settlement.reportedNanoUsd ?? null,
    settlement.errorCode ?? null,
    settlement.durationMs,
    entry.id,
  ]);
}

export function findEntry(statements: Statements, id: string): LedgerEntry | undefined {
  const row = statements.first('SELECT * FROM ledger WHERE id = ?', [id]);
  return row === undefined ? undefined : entryOf(row);
}

/** One more than asked for, newest first, read from the index that narrows most. */
export function findEntries(statements: Statements, filter: LedgerFilter): LedgerEntry[] {
  const { sql, values } = entriesStatement(filter);
  return statements.all(sql, values).map(entryOf);
}

export function entriesStatement(filter: LedgerFilter): { sql: string; values: SQLInputValue[] } {
  const { jobId, user, provider } = filter;
  const index =
    (jobId !== undefined && 'ledger_by_job') ||
    (user !== undefined && 'ledger_by_user') ||
    (provider !== undefined && 'ledger_by_provider') ||
    'ledger_by_time';
  const terms: string[] = [];
  const values: SQLInputValue[] = [];
  for (const [term, value] of [
    ['job_id = ?', jobId],
    ['user = ?', user],
    ['provider = ?', provider],
  ] as const) {
    if (value === undefined) continue;
    terms.push(term);
    values.push(value);
  }
  terms.push('at >= ?', '(at, id) < (?, ?)');
  values.push(filter.fromMs, filter.after.createdAt, filter.after.id, filter.limit + 1);
  const where = terms.join(' AND ');
  return {
    sql: `SELECT * FROM ledger INDEXED BY ${index} WHERE ${where} ORDER BY at DESC, id DESC LIMIT ?`,
    values,
  };
}

/** What calls under way have reserved of an account: the few that there are have an index of their own. */
export function reservedOf(
  statements: Statements,
  covers: AccountLimit['covers'],
): { nanoUsd: number; tokens: number } {
  const { terms, values } = termsOf(covers);
  const ofJob = covers.jobId === undefined ? '' : ' AND job_id = ?';
  const row = statements.first(
    `SELECT coalesce(sum(reserved_nano_usd), 0) AS cost, coalesce(sum(reserved_tokens), 0) AS tokens
      FROM ledger INDEXED BY ledger_reserved WHERE state = 'reserved' AND at >= ? AND at < ?${terms}${ofJob}`,
    [
      covers.fromMs ?? Number.MIN_SAFE_INTEGER,
      covers.toMs ?? Number.MAX_SAFE_INTEGER,
      ...values,
      ...(covers.jobId === undefined ? [] : [covers.jobId]),
    ],
  );
  return { nanoUsd: Number(row?.cost ?? 0), tokens: Number(row?.tokens ?? 0) };
}

function entryOf(row: Row): LedgerEntry {
  const entry: LedgerEntry = {
    id: String(row.id),
    at: Number(row.at),
    provider: row.provider as ProviderName,
    operation: String(row.operation),
    user: String(row.user),
    attempt: Number(row.attempt),
    reservedNanoUsd: Number(row.reserved_nano_usd),
    reservedTokens: Number(row.reserved_tokens),
    expiresAt: Number(row.expires_at),
    state: row.state as LedgerEntry['state'],
    costNanoUsd: Number(row.cost_nano_usd),
    usage: JSON.parse(String(row.usage)),
  };
  if (row.model !== null) entry.model = String(row.model);
  if (row.job_id !== null) entry.jobId = String(row.job_id);
  if (row.pipeline !== null) entry.pipeline = String(row.pipeline);
  if (row.layer !== null) entry.layer = String(row.layer);
  if (row.settled_at !== null) entry.settledAt = Number(row.settled_at);
  if (row.answered_by !== null) entry.answeredBy = String(row.answered_by);
  if (row.reported_nano_usd !== null) entry.reportedNanoUsd = Number(row.reported_nano_usd);
  if (row.error_code !== null) entry.errorCode = String(row.error_code);
  if (row.duration_ms !== null) entry.durationMs = Number(row.duration_ms);
  return entry;
}
