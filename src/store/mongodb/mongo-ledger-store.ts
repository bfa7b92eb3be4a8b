import type { Filter } from 'mongodb';
import { mustCover } from '../accounts.ts';
import { isTimeKey, mustBeZone, reportOf } from '../cost-report.ts';
import { ledgerFilterOf, ledgerPageOf } from '../ledger-filter.ts';
import type {
  AccountLimit,
  Balance,
  CostKey,
  CostRow,
  Intent,
  LedgerEntry,
  LedgerQuery,
  LedgerStore,
  Reservation,
  Settlement,
} from '../ledger-store.ts';
import { mustBeCountable, orphaned, settleable } from '../settled-amounts.ts';
import { Batches } from './batches.ts';
import { type EntryDocument, entriesIn, entryOf, settledFields, visibleStates } from './ledger-documents.ts';
import { inGroups, repairLedger } from './ledger-repair.ts';
import { MongoAccounts } from './mongo-accounts.ts';
import { MongoConnection } from './mongo-connection.ts';
import { payOwed } from './pay-owed.ts';
import { reserveAll } from './reserve-batch.ts';
import { settleAll } from './settle-batch.ts';
import { sumsBy } from './sums.ts';

/** So many calls are reserved together at most; and settled, which takes a statement for each of them. */
const mostReserved = 64;
const mostSettled = 16;

export interface MongoLedgerStoreOptions {
  /** Connection string; the database is the one it names, else `strata`. */
  url: string;
  /** Names this process in the entries that it reserves. */
  owner?: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Called after each step of a reservation or settlement; what it throws stops the work there, as a crash does. */
  afterStep?: (step: string) => void | Promise<void>;
}

/**
 * The ledger in MongoDB, for several processes, without transactions over several documents. A reservation is an
 * entry first (`reserving`), then an atomic conditional write at each account, then the entry's word that it holds
 * (`reserved`); a settlement is the entry's word first, then the accounts. Every write can be repeated and every
 * step be finished or taken back by any process, so that a crash costs room for a while and never overspends.
 */
export class MongoLedgerStore implements LedgerStore {
  readonly #connection: MongoConnection;
  readonly #now: () => number;
  readonly #afterStep: (step: string) => void | Promise<void>;
  readonly #reservations: Batches<{ intent: Intent; limits: readonly AccountLimit[] }, Reservation>;
  readonly #settlements: Batches<{ id: string; settlement: Settlement }, true>;

  constructor(options: MongoLedgerStoreOptions) {
    this.#connection = new MongoConnection(options.url);
    this.#now = options.now ?? Date.now;
    this.#afterStep = options.afterStep ?? (() => {});
    const { owner } = options;
    const during = { owner, now: this.#now, afterStep: this.#afterStep };
    this.#reservations = new Batches(
      (items) => this.#connection.with((database) => reserveAll(database, items, during)),
      mostReserved,
    );
    this.#settlements = new Batches(
      (items) => this.#connection.with((database) => settleAll(database, items, during)),
      mostSettled,
    );
  }

  async start(): Promise<void> {
    await this.#connection.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#reservations.idle(), this.#settlements.idle()]);
    await this.#connection.stop();
  }

  async reserve(intent: Intent, accounts: readonly AccountLimit[]): Promise<Reservation> {
    mustCover(accounts, intent);
    mustBeCountable(intent);
    return this.#reservations.ask({ intent, limits: accounts });
  }

  async settle(id: string, settlement: Settlement): Promise<void> {
    const fit = settleable(settlement);
    await this.#settlements.ask({ id, settlement: fit });
  }

  async balances(accounts: readonly AccountLimit[]): Promise<Balance[]> {
    return this.#connection.with((database) => new MongoAccounts(database).balances(accounts));
  }

  async settleOrphans(now: number): Promise<number> {
    return this.#connection.with(async (database) => {
      await repairLedger(database, now, this.#afterStep);
      let settled = 0;
      const settle = async (entry: EntryDocument) => {
        const decided = await entriesIn(database).findOneAndUpdate(
          { _id: entry._id, state: 'reserved' },
          { $set: { ...settledFields(entry, orphaned, this.#now()), owed: 'settlement' } },
          { returnDocument: 'after' },
        );
        if (decided === null) return;
        settled += 1;
        await this.#afterStep('settled');
        await payOwed(database, [decided], this.#afterStep);
      };
      await inGroups(
        (after) =>
          entriesIn(database).find({
            state: 'reserved',
            expiresAt: { $lte: now },
            ...(after === undefined ? {} : { _id: { $gt: after } }),
          }),
        async (group) => {
          for (const entry of group) await settle(entry);
        },
      );
      return settled;
    });
  }

  async get(id: string): Promise<LedgerEntry | undefined> {
    const found = await this.#connection.with((database) =>
      entriesIn(database).findOne({ _id: id, state: { $in: [...visibleStates] } }),
    );
    return found === null ? undefined : entryOf(found);
  }

  async entries(query: LedgerQuery): Promise<{ entries: LedgerEntry[]; nextCursor?: string }> {
    const { jobId, provider, user, fromMs, after, limit } = ledgerFilterOf(query);
    const filter: Filter<EntryDocument> = {
      ...(jobId === undefined ? {} : { jobId }),
      ...(provider === undefined ? {} : { provider }),
      ...(user === undefined ? {} : { user }),
      state: { $in: [...visibleStates] },
      at: { $gte: fromMs, $lte: after.createdAt },
      $or: [{ at: { $lt: after.createdAt } }, { _id: { $lt: after.id } }],
    };
    const found = await this.#connection.with((database) =>
      entriesIn(database)
        .find(filter)
        .sort({ at: -1, _id: -1 })
        .limit(limit + 1)
        .toArray(),
    );
    return ledgerPageOf(found.map(entryOf), limit);
  }

  async costs(query: {
    by: CostKey;
    from?: number;
    to?: number;
    timeZone: string;
    limit?: number;
  }): Promise<CostRow[]> {
    mustBeZone(query.timeZone);
    const { by, from, to } = query;
    const range = { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) };
    const field = isTimeKey(by) ? 'quarter' : ({ model: 'modelName', job: 'jobId' }[by as string] ?? by);
    const sums = await this.#connection.with((database) =>
      sumsBy(entriesIn(database), Object.keys(range).length === 0 ? {} : { at: range }, field, [
        'costNanoUsd',
        'unknownNanoUsd',
        'calls',
        'inputTokens',
        'outputTokens',
      ]),
    );
    return reportOf(
      [...sums].map(([group, sum]) => ({ group: group ?? '', ...sum })),
      query,
    );
  }
}
