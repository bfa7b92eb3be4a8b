import type { Collection, Db } from 'mongodb';
import { coversEntry, unitWithoutRoom } from '../accounts.ts';
import type { AccountLimit, Balance } from '../ledger-store.ts';
import { beginningOf } from './account-beginning.ts';
import {
  type AccountDocument,
  accountsIn,
  balanceOf,
  type EntryDocument,
  entriesIn,
  type AccountFigures as Figures,
  idOf,
  keyOf,
  type SettledEntry,
} from './ledger-documents.ts';
import { isDuplicateKey } from './mongo-error.ts';

/** So long after an account has begun, processes may make calls that it covers without having heard of it. */
const youngMs = 60 * 60_000;

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
  readonly #afterStep: (step: string) => void | Promise<void>;

  constructor(database: Db, afterStep: (step: string) => void | Promise<void> = () => {}) {
    this.#accounts = accountsIn(database);
    this.#entries = entriesIn(database);
    this.#afterStep = afterStep;
  }

  /**
   * The first account that has no room for an entry as they stand. Where all have room, it is taken in `stand`, so
   * that a batch does not ask for more than there is.
   */
  takeRoom(
    entry: EntryDocument,
    limits: readonly AccountLimit[],
    stand: ReadonlyMap<string, Figures>,
  ): Refused | undefined {
    // An account that does not exist yet is made, and asked, in its turn.
    const existing = limits.flatMap((limit) => {
      const figures = stand.get(limit.account);
      return figures === undefined ? [] : [{ limit, figures }];
    });
    for (const { limit, figures } of existing) {
      const balance = balanceOf(figures);
      const unit = unitWithoutRoom(balance, limit, entry);
      if (unit !== undefined) return { unit, balance };
    }
    for (const { figures } of existing) {
      figures.committedNanoUsd += entry.reservedNanoUsd;
      figures.committedTokens += entry.reservedTokens;
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
      if (asking.length === 0) return refused;
      const nanoUsd = asking.reduce((sum, { reservedNanoUsd }) => sum + reservedNanoUsd, 0);
      const tokens = asking.reduce((sum, { reservedTokens }) => sum + reservedTokens, 0);
      const marks = asking.map(({ _id }) => `pending.${keyOf(_id)}`);
      const { matchedCount } = await this.#accounts.updateOne(
        {
          _id: limit.account,
          beginning: { $exists: false },
          ...Object.fromEntries(marks.map((mark) => [mark, { $exists: false }])),
          ...(limit.limitNanoUsd === undefined || nanoUsd === 0
            ? {}
            : { committedNanoUsd: { $lte: limit.limitNanoUsd - nanoUsd } }),
          ...(limit.limitTokens === undefined || tokens === 0
            ? {}
            : { committedTokens: { $lte: limit.limitTokens - tokens } }),
        },
        {
          $inc: added({ committedNanoUsd: nanoUsd, committedTokens: tokens }),
          $set: { ...marksOf(asking), touchedAt: now },
        },
      );
      if (matchedCount === 1) return refused;
      const found = await this.#accounts.findOne(
        { _id: limit.account },
        { projection: { ...figures, beginning: 1, ...Object.fromEntries(marks.map((mark) => [mark, 1])) } },
      );
      if (found === null || found.beginning) {
        await this.#begin(limit, now);
        continue;
      }
      // A write that the driver sent again after a lost answer, or a call that the account has begun with.
      const marked = found.pending ?? {};
      asking = asking.filter(({ _id }) => marked[keyOf(_id)] === undefined);
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
        $inc: added({ committedNanoUsd: -amounts.nanoUsd, committedTokens: -amounts.tokens }),
        $unset: { [mark]: '' },
      },
    );
  }

  /** Puts what settled entries cost in place of what they had reserved, by one write where nobody did so before. */
  async settle(account: string, entries: readonly SettledEntry[]): Promise<void> {
    const change = { committedNanoUsd: 0, committedTokens: 0, spentNanoUsd: 0, spentTokens: 0 };
    const marked: Record<string, { $exists: true }> = {};
    const settled: Record<string, ''> = {};
    const unknown: Record<string, number> = {};
    for (const entry of entries) {
      const key = keyOf(entry._id);
      marked[`pending.${key}`] = { $exists: true };
      settled[`pending.${key}`] = '';
      if (entry.state === 'unknown') unknown[`unknown.${key}`] = entry.settledAt ?? 0;
      change.committedNanoUsd += entry.costNanoUsd - entry.reservedNanoUsd;
      change.committedTokens += entry.tokens - entry.reservedTokens;
      change.spentNanoUsd += entry.costNanoUsd;
      change.spentTokens += entry.tokens;
    }
    const { matchedCount } = await this.#accounts.updateOne(
      { _id: account, ...marked },
      {
        $inc: added(change),
        $unset: settled,
        ...(Object.keys(unknown).length === 0 ? {} : { $set: unknown }),
      },
    );
    if (matchedCount === 1 || entries.length === 1) return;
    for (const entry of entries) await this.settle(account, [entry]);
  }

  /** Puts what a call cost in place of what was counted while that was unknown. */
  async correct(account: string, entry: SettledEntry): Promise<void> {
    const mark = `unknown.${keyOf(entry._id)}`;
    const nanoUsd = entry.costNanoUsd - entry.reservedNanoUsd;
    const tokens = entry.tokens - entry.reservedTokens;
    await this.#accounts.updateOne(
      { _id: account, [mark]: { $exists: true } },
      {
        $inc: added({
          committedNanoUsd: nanoUsd,
          committedTokens: tokens,
          spentNanoUsd: nanoUsd,
          spentTokens: tokens,
        }),
        $unset: { [mark]: '' },
      },
    );
  }

  /** As they stand, in the order asked for; those that do not exist yet as they would begin. */
  async balances(limits: readonly AccountLimit[]): Promise<Balance[]> {
    const stand = await this.stored(limits);
    return Promise.all(
      limits.map(async (limit) => {
        const known = stand.get(limit.account);
        return balanceOf(known ?? (await beginningOf(this.#entries, limit, { isSeen: true })));
      }),
    );
  }

  /** Of accounts that exist. */
  balancesOf(limits: readonly AccountLimit[], stand: ReadonlyMap<string, Figures>): Balance[] {
    return limits.flatMap(({ account }) => {
      const found = stand.get(account);
      return found === undefined ? [] : [balanceOf(found)];
    });
  }

  /** The accounts that exist and have begun, by name. */
  async stored(limits: readonly AccountLimit[]): Promise<Map<string, Figures>> {
    const names = [...new Set(limits.map(({ account }) => account))];
    if (names.length === 0) return new Map();
    const found = await this.#accounts
      .find({ _id: { $in: names }, beginning: { $exists: false } }, { projection: figures })
      .toArray();
    return new Map(found.map((account) => [account._id, account]));
  }

  /**
   * Young accounts that cover an entry, whether it names them or not: to be asked when the entry is there and before
   * it holds. An account is there before it looks at the entries, so that one of the two finds the other.
   */
  async young(
    entries: readonly EntryDocument[],
    now: number,
  ): Promise<{ account: string; covers: AccountLimit['covers'] }[]> {
    const jobIds = [...new Set(entries.flatMap(({ jobId }) => jobId ?? []))];
    const found = await this.#accounts
      .find(
        {
          youngUntil: { $gte: now },
          $or: [{ 'covers.jobId': { $exists: false } }, { 'covers.jobId': { $in: jobIds } }],
        },
        { projection: { covers: 1 } },
      )
      .toArray();
    return found.flatMap(({ _id, covers = {} }) =>
      entries.some((entry) => coversEntry(covers, entry)) ? [{ account: _id, covers }] : [],
    );
  }

  /**
   * Begins an account with all that its calls have spent or may spend. Its document is there first, and empty: from
   * then on every call finds it, and whatever was there before is found by the sum. Nobody reserves there before the
   * sum is in. Several processes may do this at once, or finish it for one that died; the first sum stands, and what
   * came after it has reserved by itself.
   */
  async #begin(
    { account: _id, covers }: Pick<AccountLimit, 'account' | 'covers'>,
    now: number,
  ): Promise<void> {
    try {
      await this.#accounts.updateOne(
        { _id },
        { $setOnInsert: { ...empty, touchedAt: now, youngUntil: now + youngMs, covers, beginning: true } },
        { upsert: true },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    await this.#afterStep('account opened');
    const sums = await beginningOf(this.#entries, { account: _id, covers });
    await this.#afterStep('account summed');
    const { _id: _, ...beginning } = sums;
    const { matchedCount } = await this.#accounts.updateOne(
      { _id, beginning: true },
      { $set: beginning, $unset: { beginning: '' } },
    );
    if (matchedCount === 0) return;
    await this.#afterStep('account begun');
    // Those that settle before they hear of it are settled there by the next repair, and count in full until then.
    const marked = [...Object.keys(beginning.pending), ...Object.keys(beginning.unknown)].map(idOf);
    if (marked.length === 0) return;
    await this.#entries.updateMany({ _id: { $in: marked } }, { $addToSet: { accounts: _id } });
  }
}

const empty = {
  committedNanoUsd: 0,
  committedTokens: 0,
  spentNanoUsd: 0,
  spentTokens: 0,
  pending: {},
  unknown: {},
};

/**
 * Amounts as 64-bit integers. The driver sends small ones as 32-bit ones, and two USD in nano-dollars are more than
 * those hold: MongoDB widens such a sum, servers that speak its protocol may begin again below zero.
 */
function added<Name extends string>(amounts: Record<Name, number>): Record<Name, bigint> {
  const entries = Object.entries<number>(amounts).map(([name, amount]) => [name, BigInt(amount)]);
  return Object.fromEntries(entries) as Record<Name, bigint>;
}

function marksOf(entries: readonly EntryDocument[]): Record<string, { nanoUsd: number; tokens: number }> {
  return Object.fromEntries(
    entries.map(({ _id, reservedNanoUsd, reservedTokens }) => [
      `pending.${keyOf(_id)}`,
      { nanoUsd: reservedNanoUsd, tokens: reservedTokens },
    ]),
  );
}
