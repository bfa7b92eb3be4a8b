import { StrataError } from '../error.ts';
import { decodeCursor, encodeCursor, type ListPosition } from './cursor.ts';
import type { LedgerEntry, LedgerQuery } from './ledger-store.ts';

const maxLimit = 500;
/** Outside of what a time in milliseconds can be (ECMA-262, 21.4.1.1: ±8.64e15), so that it bounds nothing. */
const beyondAllTimesMs = 8_640_000_000_000_001;

export interface LedgerFilter extends Pick<LedgerQuery, 'jobId' | 'provider' | 'user'> {
  fromMs: number;
  /** Only what comes after this place in the list, newest first. */
  after: ListPosition;
  limit: number;
}

/** @throws StrataError `CURSOR_INVALID`, `LIMIT_INVALID` (kind `usage`) */
export function ledgerFilterOf(query: LedgerQuery): LedgerFilter {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > maxLimit) {
    throw new StrataError('LIMIT_INVALID', `${query.limit} is no number of entries that a list gives`, {
      kind: 'usage',
      where: 'limit',
      action: `give a whole number from 1 to ${maxLimit}`,
    });
  }
  // No id sorts before the empty one, so this place leaves out every entry of `to` and after.
  const end = { createdAt: query.to ?? beyondAllTimesMs, id: '' };
  const cursor = query.cursor === undefined ? end : decodeCursor(query.cursor);
  return {
    ...query,
    fromMs: query.from ?? -beyondAllTimesMs,
    after: cursor.createdAt < end.createdAt ? cursor : end,
    limit: query.limit,
  };
}

/** Makes a page of what a store found; stores look for one entry more than asked to know if more follow. */
export function ledgerPageOf(
  found: LedgerEntry[],
  limit: number,
): { entries: LedgerEntry[]; nextCursor?: string } {
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return found.length > limit && last !== undefined
    ? { entries, nextCursor: encodeCursor({ createdAt: last.at, id: last.id }) }
    : { entries };
}
