import { StrataError } from '../error.ts';
import type { CostKey, CostRow } from './ledger-store.ts';

/** Sums of a store by the value of a column, or by the start of the quarter of an hour for time keys. */
export interface CostSum extends Omit<CostRow, 'key'> {
  /** Empty for calls that have no such thing: a scraper's has no model. */
  group: string | number;
}

const lengthOfKey = { hour: 'yyyy-mm-ddThh'.length, day: 'yyyy-mm-dd'.length, month: 'yyyy-mm'.length };

type TimeKey = keyof typeof lengthOfKey;

export function isTimeKey(by: CostKey): by is TimeKey {
  return by in lengthOfKey;
}

/** @throws StrataError `TIME_ZONE_UNKNOWN` (kind `usage`) */
export function mustBeZone(timeZone: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
  } catch {
    throw new StrataError('TIME_ZONE_UNKNOWN', `"${timeZone}" is no time zone`, {
      kind: 'usage',
      action: 'give an IANA name such as Europe/Berlin, or UTC',
    });
  }
}

/**
 * Folds sums into the rows of a report: most expensive first, ties by key; time keys in order, of which a limit
 * keeps the newest. Days, months and hours of every zone begin on quarters of an hour in UTC.
 */
export function reportOf(
  sums: Iterable<CostSum>,
  query: { by: CostKey; timeZone: string; limit?: number },
): CostRow[] {
  const rows = new Map<string, CostRow>();
  for (const { group, ...sum } of sums) {
    const key = isTimeKey(query.by) ? startIn(query.timeZone, Number(group), query.by) : String(group);
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { key, ...sum });
    else {
      row.costNanoUsd += sum.costNanoUsd;
      row.unknownNanoUsd += sum.unknownNanoUsd;
      row.calls += sum.calls;
      row.inputTokens += sum.inputTokens;
      row.outputTokens += sum.outputTokens;
    }
  }
  const counted = [...rows.values()].filter(({ calls, costNanoUsd }) => calls !== 0 || costNanoUsd !== 0);
  const { limit = counted.length } = query;
  if (isTimeKey(query.by)) {
    const sorted = counted.sort((one, other) => byText(one.key, other.key));
    return sorted.slice(Math.max(0, sorted.length - limit));
  }
  return counted
    .sort((one, other) => other.costNanoUsd - one.costNanoUsd || byText(one.key, other.key))
    .slice(0, limit);
}

function startIn(timeZone: string, quarterMs: number, by: TimeKey): string {
  const local = Temporal.Instant.fromEpochMilliseconds(quarterMs).toZonedDateTimeISO(timeZone);
  return local.toPlainDateTime().toString().slice(0, lengthOfKey[by]);
}

function byText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
