import type { Collection, Db, Filter } from 'mongodb';
import { quarterMs } from '../application-spans.ts';
import type { AccountLimit, Balance, Intent, LedgerEntry, Settlement } from '../ledger-store.ts';
import { amountsOf } from '../settled-amounts.ts';

/**
 * An entry as it is stored. It is `reserving` while its accounts are asked one by one, and `releasing` once that is
 * given up; neither is seen from outside.
 */
export interface EntryDocument extends Omit<LedgerEntry, 'id' | 'state'> {
  _id: string;
  state: LedgerEntry['state'] | 'reserving' | 'releasing';
  /** Names of the accounts that have to be told of its settlement. */
  accounts: string[];
  /** What its accounts, or some of them, have not been told yet. Set by the very write that decides it. */
  owed?: 'settlement' | 'correction';
  /** An unknown outcome that is not put right any more, so that its accounts need no mark of it. */
  final?: true;
  /** Start of the quarter of an hour that holds `at`. */
  quarter: number;
  /** The process that reserved it. */
  owner?: string;
  /** For sums: what is counted of it once it is settled. */
  modelName: string;
  unknownNanoUsd: number;
  tokens: number;
  inputTokens: number;
  outputTokens: number;
}

/**
 * An account. `committed` is what is spent and what is reserved in one figure, so that one condition on one field
 * says whether there is room. A call's mark in `pending` or `unknown` goes with its amount, in the same write: who
 * finds the mark may take the amount away or replace it, and so everything happens once, whoever does it.
 */
export interface AccountDocument {
  _id: string;
  committedNanoUsd: number;
  committedTokens: number;
  spentNanoUsd: number;
  spentTokens: number;
  /** Reserved calls by the key of their id. */
  pending: Record<string, { nanoUsd: number; tokens: number }>;
  /** Calls counted in full as unknown, which may be corrected once, with the time of their settlement. */
  unknown: Record<string, number>;
  /** When a mark was set last. */
  touchedAt: number;
  /** When its marks were looked through last. */
  checkedAt?: number;
  /** Which entries belong to it, whether they name it or not. */
  covers?: AccountLimit['covers'];
  /** Until then calls look for it that do not name it, for their processes may not have heard of it. */
  youngUntil?: number;
  /** There, so that calls find it, but what it begins with is still being summed. */
  beginning?: true;
}

export type AccountFigures = Pick<
  AccountDocument,
  '_id' | 'committedNanoUsd' | 'committedTokens' | 'spentNanoUsd' | 'spentTokens'
>;

/** What accounts have to know of a settled entry. */
export type SettledEntry = Pick<
  EntryDocument,
  '_id' | 'state' | 'settledAt' | 'costNanoUsd' | 'tokens' | 'reservedNanoUsd' | 'reservedTokens'
>;

/** What is seen from outside. */
export const visibleStates = ['reserved', 'succeeded', 'failed', 'unknown', 'released'] as const;

export function entriesIn(database: Db): Collection<EntryDocument> {
  return database.collection<EntryDocument>('ledger');
}

export function accountsIn(database: Db): Collection<AccountDocument> {
  return database.collection<AccountDocument>('accounts');
}

/** An id as the name of a field, in which a dot or a dollar sign would mean something else. */
export function keyOf(id: string): string {
  return encodeURIComponent(id).replaceAll(/[.$]/g, (sign) => (sign === '.' ? '%2E' : '%24'));
}

export function idOf(key: string): string {
  return decodeURIComponent(key);
}

export function newEntry(intent: Intent, accounts: readonly AccountLimit[], owner?: string): EntryDocument {
  const { id, ...rest } = intent;
  return {
    _id: id,
    ...rest,
    state: 'reserving',
    accounts: accounts.map(({ account }) => account),
    quarter: intent.at - (intent.at % quarterMs),
    ...(owner === undefined ? {} : { owner }),
    costNanoUsd: 0,
    usage: {},
    modelName: intent.model ?? '',
    unknownNanoUsd: 0,
    tokens: 0,
    inputTokens: 0,
    outputTokens: 0,
  };
}

/** The fields of an entry that a settlement sets. */
export function settledFields(entry: EntryDocument, settlement: Settlement, settledAt: number) {
  const { costNanoUsd, unknownNanoUsd, tokens, inputTokens, outputTokens } = amountsOf(entry, settlement);
  const { model, reportedNanoUsd, errorCode, durationMs, usage } = settlement;
  return {
    state: settlement.outcome,
    settledAt,
    costNanoUsd,
    unknownNanoUsd,
    tokens,
    inputTokens,
    outputTokens,
    usage,
    durationMs,
    modelName: model ?? entry.model ?? '',
    ...(model === undefined ? {} : { answeredBy: model }),
    ...(reportedNanoUsd === undefined ? {} : { reportedNanoUsd }),
    ...(errorCode === undefined ? {} : { errorCode }),
  };
}

export function entryOf(document: EntryDocument): LedgerEntry {
  const { _id, accounts, owed, final, quarter, owner, modelName, unknownNanoUsd, tokens, ...rest } = document;
  const { inputTokens, outputTokens, state, ...entry } = rest;
  return { id: _id, ...entry, state: state as LedgerEntry['state'] };
}

export function balanceOf(account: AccountFigures): Balance {
  return {
    account: account._id,
    spentNanoUsd: account.spentNanoUsd,
    reservedNanoUsd: account.committedNanoUsd - account.spentNanoUsd,
    spentTokens: account.spentTokens,
    reservedTokens: account.committedTokens - account.spentTokens,
  };
}

/** Entries that an account covers, see `coversEntry`. */
export function coveredBy({ fromMs, toMs, ...names }: AccountLimit['covers']): Filter<EntryDocument> {
  const at = {
    ...(fromMs === undefined ? {} : { $gte: fromMs }),
    ...(toMs === undefined ? {} : { $lt: toMs }),
  };
  return { ...names, ...(Object.keys(at).length === 0 ? {} : { at }) };
}
