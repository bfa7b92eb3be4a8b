import type { Collection, Db } from 'mongodb';
import { unitWithoutRoom } from '../accounts.ts';
import type { AccountLimit, Balance } from '../ledger-store.ts';
import {
  type AccountDocument,
  accountsIn,
  balanceOf,
  coveredBy,
  type EntryDocument,
  entriesIn,
  keyOf,
} from './ledger-documents.ts';
import { isDuplicateKey } from './mongo-error.ts';
import { sumsBy } from './sums.ts';

type Figures = Omit<AccountDocument, 'pending' | 'unknown' | 'touchedAt'>;

const figures = { committedNanoUsd: 1, committedTokens: 1, spentNanoUsd: 1, spentTokens: 1 };

/** Why an account lets nothing through. */
export interface Refused {
  unit: 'usd' | 'tokens';
  balance: Balance;
}

/** The accounts' own writes: each of one document, whole or not at all, and each done once however often asked. */
export class MongoAccounts {
  readonly #accounts: Collection<AccountDocument>;
  readonly #entries: Collection<EntryDocument>;

  constructor(database: Db) {
    this.#accounts = accountsIn(database);
    this.#entries = entriesIn(database);
  }

  /** The first account that has no room as it stands. */
  refusalOf(
    entry: EntryDocument,
    limits: readonly AccountLimit[],
    stand: ReadonlyMap<string, Figures>,
  ): Refused | undefined {
    for (const limit of limits) {
      const found = stand.get(limit.account);
      // One that does not exist yet is made, and asked, in its turn.
      if (found === undefined) return undefined;
      const balance = balanceOf(found);
      const unit = unitWithoutRoom(balance, limit, entry);
      if (unit !== undefined) return { unit, balance };
    }
    return undefined;
  }

  /**
   * Reserves calls at one account by one write, as many as there is room for, in their order. The account begins
   * with what has been spent where it does not exist yet.
   *
   * @returns those without room, by the entry's id
   */
  async commit(
    entries: readonly EntryDocument[],
    limit: AccountLimit,
    now: number,
  ): Promise<Map<string, Refused>> {
    const refused = new Map<string, Refused>();
    let asking = entries;
    for (;;) {
      const [first] = asking;
      if (first === undefined) return refused;
      const nanoUsd = asking.reduce((sum, { reservedNanoUsd }) => sum + reservedNanoUsd, 0);
      const tokens = asking.reduce((sum, { reservedTokens }) => sum + reservedTokens, 0);
      const mark = `pending.${keyOf(first._id)}`;
      const { matchedCount } = await this.#accounts.updateOne(
        {
          _id: limit.account,
          [mark]: { $exists: false },
          ...(limit.limitNanoUsd === undefined || nanoUsd === 0
            ? {}
            : { committedNanoUsd: { $lte: limit.limitNanoUsd - nanoUsd } }),
          ...(limit.limitTokens === undefined || tokens === 0
            ? {}
            : { committedTokens: { $lte: limit.limitTokens - tokens } }),
        },
        {
          $inc: { committedNanoUsd: nanoUsd, committedTokens: tokens },
          $set: { ...marksOf(asking), touchedAt: now },
        },
      );
      if (matchedCount === 1) return refused;
      const found = await this.#accounts.findOne(
        { _id: limit.account },
        { projection: { ...figures, [mark]: 1 } },
      );
      if (found === null) {
        await this.#create(limit, now);
        continue;
      }
      // A write that the driver sent again after a lost answer.
      if (Object.keys(found.pending ?? {}).length > 0) return refused;
      const balance = balanceOf(found);
      asking = asking.filter((entry) => {
        const unit = unitWithoutRoom(balance, limit, entry);
        if (unit === undefined) {
          balance.reservedNanoUsd += entry.reservedNanoUsd;
          balance.reservedTokens += entry.reservedTokens;
        } else refused.set(entry._id, { unit, balance: { ...balance } });
        return unit === undefined;
      });
    }
  }

  async release(account: string, id: string, amounts: { nanoUsd: number; tokens: number }): Promise<void> {
    const mark = `pending.${keyOf(id)}`;
    await this.#accounts.updateOne(
      { _id: account, [mark]: { $exists: true } },
      {
        $inc: { committedNanoUsd: -amounts.nanoUsd, committedTokens: -amounts.tokens },
        $unset: { [mark]: '' },
      },
    );
  }

  /** Puts what settled entries cost in place of what they had reserved, by one write where nobody did so before. */
  async settle(account: string, entries: readonly EntryDocument[]): Promise<void> {
    const change = { committedNanoUsd: 0, committedTokens: 0, spentNanoUsd: 0, spentTokens: 0 };
    const marked: Record<string, { $exists: true }> = {};
    const settled: Record<string, ''> = {};
    const unknown: Record<string, true> = {};
    for (const entry of entries) {
      const key = keyOf(entry._id);
      marked[`pending.${key}`] = { $exists: true };
      settled[`pending.${key}`] = '';
      if (entry.state === 'unknown') unknown[`unknown.${key}`] = true;
      change.committedNanoUsd += entry.costNanoUsd - entry.reservedNanoUsd;
      change.committedTokens += entry.tokens - entry.reservedTokens;
      change.spentNanoUsd += entry.costNanoUsd;
      change.spentTokens += entry.tokens;
    }
    const { matchedCount } = await this.#accounts.updateOne(
      { _id: account, ...marked },
      {
        $inc: change,
        $unset: settled,
        ...(Object.keys(unknown).length === 0 ? {} : { $set: unknown }),
      },
    );
    if (matchedCount === 1 || entries.length === 1) return;
    for (const entry of entries) await this.settle(account, [entry]);
  }

  /** Puts what a call cost in place of what was counted while that was unknown. */
  async correct(account: string, entry: EntryDocument): Promise<void> {
    const mark = `unknown.${keyOf(entry._id)}`;
    const nanoUsd = entry.costNanoUsd - entry.reservedNanoUsd;
    const tokens = entry.tokens - entry.reservedTokens;
    await this.#accounts.updateOne(
      { _id: account, [mark]: { $exists: true } },
      {
        $inc: {
          committedNanoUsd: nanoUsd,
          committedTokens: tokens,
          spentNanoUsd: nanoUsd,
          spentTokens: tokens,
        },
        $unset: { [mark]: '' },
      },
    );
  }

  /** As they stand, in the order asked for; those that do not exist yet as they would begin. */
  async balances(limits: readonly AccountLimit[]): Promise<Balance[]> {
    const stand = await this.stored(limits);
    return Promise.all(
      limits.map(async (limit) => balanceOf(stand.get(limit.account) ?? (await this.#beginning(limit, 0)))),
    );
  }

  /** Of accounts that exist. */
  balancesOf(limits: readonly AccountLimit[], stand: ReadonlyMap<string, Figures>): Balance[] {
    return limits.flatMap(({ account }) => {
      const found = stand.get(account);
      return found === undefined ? [] : [balanceOf(found)];
    });
  }

  /** The accounts that exist, by name. */
  async stored(limits: readonly AccountLimit[]): Promise<Map<string, Figures>> {
    const names = [...new Set(limits.map(({ account }) => account))];
    if (names.length === 0) return new Map();
    const found = await this.#accounts.find({ _id: { $in: names } }, { projection: figures }).toArray();
    return new Map(found.map((account) => [account._id, account]));
  }

  /** Accounts with marks that were set lately. */
  touchedSince(timeMs: number): Promise<AccountDocument[]> {
    return this.#accounts.find({ touchedAt: { $gte: timeMs } }).toArray();
  }

  /**
   * Two processes may do this at once: the first one's document stands. Calls that name the account cannot be part
   * of its beginning, for they wait for the document to exist; others that settle meanwhile are marked as pending
   * in it, and so count in full until the next look for orphans has settled them here as well.
   */
  async #create(limit: AccountLimit, now: number): Promise<void> {
    const { _id, ...beginning } = await this.#beginning(limit, now);
    try {
      const { upsertedCount } = await this.#accounts.updateOne(
        { _id },
        { $setOnInsert: beginning },
        { upsert: true },
      );
      if (upsertedCount === 0) return;
    } catch (error) {
      if (isDuplicateKey(error)) return;
      throw error;
    }
    const marked = [...Object.keys(beginning.pending), ...Object.keys(beginning.unknown)].map(
      decodeURIComponent,
    );
    if (marked.length > 0) {
      await this.#entries.updateMany({ _id: { $in: marked } }, { $addToSet: { accounts: limit.account } });
    }
  }

  /** What is still open is read before the sum, and left out of it: nothing is missed or counted twice. */
  async #beginning(limit: AccountLimit, now: number): Promise<AccountDocument> {
    const covered = coveredBy(limit.covers);
    const open = await this.#entries.find({ ...covered, state: { $in: ['reserved', 'unknown'] } }).toArray();
    const rest = open.length === 0 ? {} : { _id: { $nin: open.map(({ _id }) => _id) } };
    const sums = await sumsBy(this.#entries, { ...covered, ...rest }, null, ['costNanoUsd', 'tokens']);
    const { costNanoUsd, tokens } = sums.get(null) ?? { costNanoUsd: 0, tokens: 0 };
    const account: AccountDocument = {
      _id: limit.account,
      committedNanoUsd: costNanoUsd,
      committedTokens: tokens,
      spentNanoUsd: costNanoUsd,
      spentTokens: tokens,
      pending: {},
      unknown: {},
      touchedAt: now,
    };
    for (const { _id, state, reservedNanoUsd, reservedTokens } of open) {
      account.committedNanoUsd += reservedNanoUsd;
      account.committedTokens += reservedTokens;
      if (state === 'reserved') {
        account.pending[keyOf(_id)] = { nanoUsd: reservedNanoUsd, tokens: reservedTokens };
      } else {
        account.unknown[keyOf(_id)] = true;
        account.spentNanoUsd += reservedNanoUsd;
        account.spentTokens += reservedTokens;
      }
    }
    return account;
  }
}

function marksOf(entries: readonly EntryDocument[]): Record<string, { nanoUsd: number; tokens: number }> {
  return Object.fromEntries(
    entries.map(({ _id, reservedNanoUsd, reservedTokens }) => [
      `pending.${keyOf(_id)}`,
      { nanoUsd: reservedNanoUsd, tokens: reservedTokens },
    ]),
  );
}
