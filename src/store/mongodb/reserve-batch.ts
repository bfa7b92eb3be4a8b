import type { Db } from 'mongodb';
import { StrataError } from '../../error.ts';
import { coversEntry } from '../accounts.ts';
import { entryExists } from '../ledger-errors.ts';
import type { AccountLimit, Intent, Reservation } from '../ledger-store.ts';
import { type EntryDocument, entriesIn, newEntry } from './ledger-documents.ts';
import { giveUpReserving } from './ledger-repair.ts';
import { MongoAccounts, type Refused } from './mongo-accounts.ts';
import { duplicatesOf } from './mongo-error.ts';

export interface ReserveOptions {
  owner: string | undefined;
  now: () => number;
  afterStep: (step: string) => void | Promise<void>;
}

interface Asked {
  entry: EntryDocument;
  limits: readonly AccountLimit[];
  /** What became of it, once that is known. */
  answer?: Reservation | Error;
  /** By the first account without room, which is the last one that was asked. */
  refused?: Refused;
  /** At how many of the accounts that it names it was reserved. */
  reservedAt: number;
}

/**
 * Reserves calls together: the entries, then account after account in each one's order, then young accounts that they
 * do not name, where they are only counted, then the entries' word that they hold. Calls that name the same account
 * are reserved there by one write, as many as there is room for.
 */
export async function reserveAll(
  database: Db,
  items: readonly { intent: Intent; limits: readonly AccountLimit[] }[],
  options: ReserveOptions,
): Promise<(Reservation | Error)[]> {
  const accounts = new MongoAccounts(database, options.afterStep);
  const entries = entriesIn(database);
  const asked: Asked[] = items.map(({ intent, limits }) => ({
    entry: newEntry(intent, limits, options.owner),
    limits,
    reservedAt: 0,
  }));

  // Most refusals are told without a write.
  const stand = await accounts.stored(items.flatMap(({ limits }) => limits));
  for (const each of asked) {
    const refused = accounts.takeRoom(each.entry, each.limits, stand);
    if (refused !== undefined) each.answer = { granted: false, ...refused };
  }
  const open = asked.filter(({ answer }) => answer === undefined);
  if (open.length === 0) return asked.map(answerOf);

  try {
    await entries.insertMany(
      open.map(({ entry }) => entry),
      { ordered: false },
    );
  } catch (error) {
    const duplicates = duplicatesOf(error);
    if (duplicates === undefined) throw error;
    for (const index of duplicates) {
      const duplicate = open[index];
      if (duplicate !== undefined) duplicate.answer = entryExists(duplicate.entry._id);
    }
  }
  await options.afterStep('reserving');

  const most = Math.max(...open.map(({ limits }) => limits.length));
  for (let rank = 0; rank < most; rank += 1) {
    const groups = Map.groupBy(
      open.filter(({ answer, refused, limits }) => !answer && !refused && rank < limits.length),
      ({ limits }) => accountKey(limits[rank] as AccountLimit),
    );
    await Promise.all(
      [...groups.values()].map(async (group) => {
        const limit = group[0]?.limits[rank] as AccountLimit;
        const refusals = await accounts.commit(
          group.map(({ entry }) => entry),
          limit,
          options.now(),
        );
        for (const each of group) {
          const refused = refusals.get(each.entry._id);
          if (refused === undefined) each.reservedAt += 1;
          else each.refused = refused;
        }
        await options.afterStep('committed');
      }),
    );
  }

  const refused = open.flatMap(({ entry, reservedAt, refused }) =>
    refused === undefined ? [] : [{ ...entry, accounts: entry.accounts.slice(0, reservedAt) }],
  );
  await giveUpReserving(database, refused, options.afterStep);
  for (const each of open) {
    if (each.refused !== undefined) each.answer = { granted: false, ...each.refused };
  }
  const holding = open.filter(({ answer }) => answer === undefined);
  if (holding.length > 0) {
    await countUnnamed(database, accounts, holding, options);
    await confirm(database, accounts, holding, options);
  }
  return asked.map(answerOf);
}

/**
 * A budget that another process has just set has an account that calls of this one do not name yet: they are counted
 * there, and tell it of their settlement, so that its own calls find what is left.
 */
async function countUnnamed(
  database: Db,
  accounts: MongoAccounts,
  holding: readonly Asked[],
  { now, afterStep }: ReserveOptions,
): Promise<void> {
  const young = await accounts.young(
    holding.map(({ entry }) => entry),
    now(),
  );
  await afterStep('account sought');
  for (const limit of young) {
    const unnamed = holding
      .map(({ entry }) => entry)
      .filter((entry) => !entry.accounts.includes(limit.account) && coversEntry(limit.covers, entry));
    if (unnamed.length === 0) continue;
    // The entry knows of the account first, so that whoever gives it up or settles it takes it away there too.
    await entriesIn(database).updateMany(
      { _id: { $in: unnamed.map(({ _id }) => _id) } },
      { $addToSet: { accounts: limit.account } },
    );
    await afterStep('account named');
    for (const entry of unnamed) entry.accounts.push(limit.account);
    await accounts.commit(unnamed, limit, now());
    await afterStep('counted');
  }
}

/** From here on the calls may be made; not those that another process has given up meanwhile. */
async function confirm(
  database: Db,
  accounts: MongoAccounts,
  holding: Asked[],
  { afterStep }: ReserveOptions,
): Promise<void> {
  const entries = entriesIn(database);
  const ids = holding.map(({ entry }) => entry._id);
  const { matchedCount } = await entries.updateMany(
    { _id: { $in: ids }, state: 'reserving' },
    { $set: { state: 'reserved' } },
  );
  await afterStep('reserved');
  const lost = new Set<string>();
  if (matchedCount < ids.length) {
    const held = await entries
      .find({ _id: { $in: ids }, state: { $nin: ['releasing', 'released'] } }, { projection: { _id: 1 } })
      .toArray();
    const heldIds = new Set(held.map(({ _id }) => _id));
    for (const id of ids) if (!heldIds.has(id)) lost.add(id);
  }
  const stand = await accounts.stored(holding.flatMap(({ limits }) => limits));
  for (const each of holding) {
    if (!lost.has(each.entry._id)) {
      each.answer = { granted: true, balances: accounts.balancesOf(each.limits, stand) };
      continue;
    }
    // Another process took this one for dead and has taken back what it saw; the rest is taken back here.
    const { _id, reservedNanoUsd: nanoUsd, reservedTokens: tokens } = each.entry;
    for (const account of each.entry.accounts) await accounts.release(account, _id, { nanoUsd, tokens });
    each.answer = new StrataError('STORE_UNAVAILABLE', 'the reservation took longer than it was to last', {
      kind: 'unavailable',
      action: 'try again; if it persists, see whether the store is slow',
      retryable: true,
    });
  }
}

function accountKey({ account, limitNanoUsd, limitTokens }: AccountLimit): string {
  return JSON.stringify([account, limitNanoUsd, limitTokens]);
}

function answerOf({ answer }: Asked): Reservation | Error {
  return answer ?? new Error('a reservation was left without an answer');
}
