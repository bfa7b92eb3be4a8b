import type { SQLInputValue } from 'node:sqlite';
import { dayMs, quarterMs, spansOf } from '../application-spans.ts';
import { type CostSum, isTimeKey } from '../cost-report.ts';
import type { AccountLimit, CostKey, LedgerEntry } from '../ledger-store.ts';
import type { SettledAmounts } from '../settled-amounts.ts';
import type { Row, Statements } from './statements.ts';

type Covers = AccountLimit['covers'];

const amountColumns = 'cost_nano_usd, unknown_nano_usd, tokens, calls, input_tokens, output_tokens';
/** No sum grows beyond it, so that a thousand of them can still be added up: 9 million USD in a span. */
const largest = Number.MAX_SAFE_INTEGER;
const addAmounts = amountColumns
  .split(', ')
  .map((column) => `${column} = min(${column} + excluded.${column}, ${largest})`)
  .join(', ');
const addToSpan = `INSERT INTO cost_spans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ${addAmounts}`;
const addToJob = `INSERT INTO job_costs VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ${addAmounts}`;

const sumsOfSpans = `sum(cost_nano_usd) AS cost, sum(unknown_nano_usd) AS unknown, sum(tokens) AS tokens,
  sum(calls) AS calls, sum(input_tokens) AS input, sum(output_tokens) AS output`;
/** The same of entries, for those parts of a range that are no whole quarter of an hour. */
const sumsOfEntries = `sum(cost_nano_usd) AS cost,
  sum(iif(state = 'unknown', cost_nano_usd, 0)) AS unknown,
  sum(iif(state = 'unknown', reserved_tokens,
    coalesce(usage ->> 'inputTokens', 0) + coalesce(usage ->> 'outputTokens', 0))) AS tokens,
  count(*) AS calls,
  sum(coalesce(usage ->> 'inputTokens', 0)) AS input, sum(coalesce(usage ->> 'outputTokens', 0)) AS output`;
const settledStates = `state IN ('succeeded', 'failed', 'unknown')`;

const columnOf = {
  provider: 'provider',
  model: 'model',
  pipeline: 'pipeline',
  layer: 'layer',
  user: 'user',
} as const;

/**
 * What settled entries cost, by quarter of an hour and by UTC day, so that neither a report nor a new account reads
 * a year of entries. Changes gather in memory and are written together before the transaction's end.
 */
export class CostSpans {
  readonly #statements: Statements;
  readonly #gathered = new Map<string, { sql: string; key: SQLInputValue[]; amounts: SettledAmounts }>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** @param sign -1 takes away what a settlement that is replaced had added */
  add(entry: LedgerEntry, amounts: SettledAmounts, sign: 1 | -1): void {
    if (amounts.calls === 0) return;
    const { at, provider, pipeline = '', layer = '', user } = entry;
    const names = [provider, entry.answeredBy ?? entry.model ?? '', pipeline, layer, user];
    const quarter = at - (at % quarterMs);
    this.#gather(addToSpan, ['quarter', quarter, ...names], amounts, sign);
    this.#gather(addToSpan, ['day', at - (at % dayMs), ...names], amounts, sign);
    this.#gather(addToJob, [quarter, entry.jobId ?? ''], amounts, sign);
  }

  write(): void {
    for (const { sql, key, amounts } of this.#gathered.values()) {
      const { costNanoUsd, unknownNanoUsd, tokens, calls, inputTokens, outputTokens } = amounts;
      this.#statements.run(sql, [
        ...key,
        ...[costNanoUsd, unknownNanoUsd, tokens, calls, inputTokens, outputTokens].map((amount) =>
          Math.min(amount, largest),
        ),
      ]);
    }
    this.#gathered.clear();
  }

  forget(): void {
    this.#gathered.clear();
  }

  /** What the settled entries that an account covers have spent. */
  spent(covers: Covers): { nanoUsd: number; tokens: number } {
    this.write();
    const rows =
      covers.jobId === undefined
        ? this.#parts(covers.fromMs, covers.toMs, {
            whole: (unit, from, to) => {
              const { terms, values } = termsOf(covers);
              return this.#statements.all(
                `SELECT ${sumsOfSpans} FROM cost_spans WHERE unit = ? AND start >= ? AND start < ?${terms}`,
                [unit, from, to, ...values],
              );
            },
            edge: (from, to) => {
              const { terms, values } = termsOf(covers);
              return this.#statements.all(
                `SELECT ${sumsOfEntries} FROM ledger INDEXED BY ledger_by_time
                  WHERE at >= ? AND at < ? AND ${settledStates}${terms}`,
                [from, to, ...values],
              );
            },
          })
        : this.#ofJob(covers);
    let nanoUsd = 0;
    let tokens = 0;
    for (const row of rows) {
      nanoUsd += Number(row.cost ?? 0);
      tokens += Number(row.tokens ?? 0);
    }
    return { nanoUsd, tokens };
  }

  /** Sums by a key's values; time keys by the start of the quarter of an hour. */
  sums(query: { by: CostKey; from?: number; to?: number }): CostSum[] {
    const { by } = query;
    const rows = this.#parts(query.from, query.to, {
      whole: (unit, from, to) => {
        if (by === 'job') {
          return this.#statements.all(
            `SELECT job AS name, ${sumsOfSpans} FROM job_costs WHERE start >= ? AND start < ? GROUP BY job`,
            [from, to],
          );
        }
        const name = isTimeKey(by) ? 'start' : columnOf[by];
        return this.#statements.all(
          `SELECT ${name} AS name, ${sumsOfSpans} FROM cost_spans
            WHERE unit = ? AND start >= ? AND start < ? GROUP BY ${name}`,
          [unit, from, to],
        );
      },
      edge: (from, to) => {
        const name =
          (by === 'job' && `coalesce(job_id, '')`) ||
          (by === 'model' && `coalesce(answered_by, model, '')`) ||
          (isTimeKey(by)
            ? `at - at % ${quarterMs}`
            : `coalesce(${columnOf[by as keyof typeof columnOf]}, '')`);
        return this.#statements.all(
          `SELECT ${name} AS name, ${sumsOfEntries} FROM ledger INDEXED BY ledger_by_time
            WHERE at >= ? AND at < ? AND ${settledStates} GROUP BY 1`,
          [from, to],
        );
      },
      onlyQuarters: by === 'job' || isTimeKey(by),
    });
    return rows.map((row) => ({
      group: isTimeKey(by) ? Number(row.name) : String(row.name),
      costNanoUsd: Number(row.cost),
      unknownNanoUsd: Number(row.unknown),
      calls: Number(row.calls),
      inputTokens: Number(row.input),
      outputTokens: Number(row.output),
    }));
  }

  #ofJob(covers: Covers): Row[] {
    const { terms, values } = termsOf(covers);
    const from = covers.fromMs ?? Number.MIN_SAFE_INTEGER;
    const to = covers.toMs ?? Number.MAX_SAFE_INTEGER;
    return this.#statements.all(
      `SELECT ${sumsOfEntries} FROM ledger INDEXED BY ledger_by_job
        WHERE job_id = ? AND at >= ? AND at < ? AND ${settledStates}${terms}`,
      [covers.jobId ?? '', from, to, ...values],
    );
  }

  /** Reads a range in whole spans, and its edges, at most half an hour, from the entries. */
  #parts(
    fromMs: number | undefined,
    toMs: number | undefined,
    read: {
      whole: (unit: 'quarter' | 'day', fromMs: number, toMs: number) => Row[];
      edge: (fromMs: number, toMs: number) => Row[];
      onlyQuarters?: boolean;
    },
  ): Row[] {
    const from = fromMs === undefined ? undefined : Math.ceil(fromMs / quarterMs) * quarterMs;
    const to = toMs === undefined ? undefined : Math.floor(toMs / quarterMs) * quarterMs;
    if (from !== undefined && to !== undefined && from >= to) return read.edge(fromMs ?? 0, toMs ?? 0);
    const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const rows = read.onlyQuarters
      ? read.whole('quarter', from ?? Number.MIN_SAFE_INTEGER, to ?? Number.MAX_SAFE_INTEGER)
      : spansOf(range).flatMap((span) => read.whole(span.unit, span.fromMs, span.toMs));
    if (from !== undefined && fromMs !== undefined && fromMs < from) rows.push(...read.edge(fromMs, from));
    if (to !== undefined && toMs !== undefined && to < toMs) rows.push(...read.edge(to, toMs));
    return rows;
  }

  #gather(sql: string, key: SQLInputValue[], amounts: SettledAmounts, sign: 1 | -1): void {
    const name = JSON.stringify(key);
    let change = this.#gathered.get(name);
    if (change === undefined) {
      change = {
        sql,
        key,
        amounts: {
          costNanoUsd: 0,
          unknownNanoUsd: 0,
          tokens: 0,
          calls: 0,
          inputTokens: 0,
          outputTokens: 0,
        },
      };
      this.#gathered.set(name, change);
    }
    for (const unit of Object.keys(amounts) as (keyof SettledAmounts)[]) {
      change.amounts[unit] += sign * amounts[unit];
    }
  }
}

/** The conditions of an account besides job and time, for spans and entries alike. */
export function termsOf(covers: Covers): { terms: string; values: string[] } {
  let terms = '';
  const values: string[] = [];
  for (const name of ['provider', 'user', 'layer'] as const) {
    const value = covers[name];
    if (value === undefined) continue;
    terms += ` AND ${name} = ?`;
    values.push(value);
  }
  return { terms, values };
}
