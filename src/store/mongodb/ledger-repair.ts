import type { Db } from 'mongodb';
import type { AccountDocument, EntryDocument } from './ledger-documents.ts';
import { entriesIn, idOf } from './ledger-documents.ts';
import { MongoAccounts } from './mongo-accounts.ts';

const atOnce = 500;
const marksFoundMs = 2 * 24 * 60 * 60_000;

/** Tells the entries' accounts what they have not been told yet, each once; any process may do it at any time. */
export async function payOwed(
  database: Db,
  entries: readonly EntryDocument[],
  afterStep: (step: string) => void | Promise<void>,
): Promise<void> {
  const accounts = new MongoAccounts(database);
  for (const owed of ['settlement', 'correction'] as const) {
    const owing = entries.filter((entry) => entry.owed === owed);
    if (owing.length === 0) continue;
    const byAccount = new Map<string, EntryDocument[]>();
    for (const entry of owing) {
      for (const account of entry.accounts) {
        const group = byAccount.get(account);
        if (group === undefined) byAccount.set(account, [entry]);
        else group.push(entry);
      }
    }
    await Promise.all(
      [...byAccount].map(async ([account, group]) => {
        if (owed === 'settlement') await accounts.settle(account, group);
        else for (const entry of group) await accounts.correct(account, entry);
        await afterStep(`${owed} told`);
      }),
    );
    // One that has meanwhile gone from settlement to correction is owed something else and keeps its mark.
    await entriesIn(database).updateMany(
      { _id: { $in: owing.map(({ _id }) => _id) }, owed },
      { $unset: { owed: '' } },
    );
  }
}

/**
 * Takes back reservations that were never finished. The entries say so first, so that their process, if it is only
 * slow, does not go on.
 *
 * @param entries with the accounts where they may be reserved
 * @param releasedAt keeps the entries on record as released; without it they are forgotten, as the refused are
 */
export async function giveUpReserving(
  database: Db,
  entries: readonly EntryDocument[],
  afterStep: (step: string) => void | Promise<void>,
  releasedAt?: number,
): Promise<void> {
  if (entries.length === 0) return;
  const stored = entriesIn(database);
  const ids = entries.map(({ _id }) => _id);
  await stored.updateMany(
    { _id: { $in: ids }, state: { $in: ['reserving', 'releasing'] } },
    { $set: { state: 'releasing' } },
  );
  await afterStep('releasing');
  // Those that went on in the last moment hold, and keep their room.
  const given = await stored
    .find({ _id: { $in: ids }, state: 'releasing' }, { projection: { _id: 1 } })
    .toArray();
  const givenIds = new Set(given.map(({ _id }) => _id));
  const accounts = new MongoAccounts(database);
  await Promise.all(
    entries
      .filter(({ _id }) => givenIds.has(_id))
      .flatMap((entry) => {
        const amounts = { nanoUsd: entry.reservedNanoUsd, tokens: entry.reservedTokens };
        return entry.accounts.map(async (account) => {
          await accounts.release(account, entry._id, amounts);
          await afterStep('released');
        });
      }),
  );
  const released = { _id: { $in: [...givenIds] }, state: 'releasing' as const };
  if (releasedAt === undefined) await stored.deleteMany(released);
  else await stored.updateMany(released, { $set: { state: 'released', settledAt: releasedAt } });
}

/** Finishes what processes that are gone have left half done; settles nothing itself. */
export async function repairLedger(
  database: Db,
  now: number,
  afterStep: (step: string) => void | Promise<void>,
): Promise<void> {
  const entries = entriesIn(database);
  const unfinished = entries.find({ state: { $in: ['reserving', 'releasing'] }, expiresAt: { $lte: now } });
  await giveUpReserving(database, await unfinished.toArray(), afterStep, now);
  const owing = entries.find({ owed: { $in: ['settlement', 'correction'] } });
  await payOwed(database, await owing.toArray(), afterStep);
  const accounts = new MongoAccounts(database);
  for (const account of await accounts.touchedSince(now - marksFoundMs)) {
    await clearMarks(database, accounts, account);
  }
}

/**
 * Marks of calls that do not know of the account: those that were settled while it was being created, or that were
 * set by a slow process after the call had been given up.
 */
async function clearMarks(database: Db, accounts: MongoAccounts, account: AccountDocument): Promise<void> {
  const ids = [...Object.keys(account.pending), ...Object.keys(account.unknown)].map(idOf);
  for (let start = 0; start < ids.length; start += atOnce) {
    const group = ids.slice(start, start + atOnce);
    const found = await entriesIn(database)
      .find({ _id: { $in: group } })
      .toArray();
    const byId = new Map(found.map((entry) => [entry._id, entry]));
    for (const [key, amounts] of Object.entries(account.pending)) {
      const id = idOf(key);
      if (!group.includes(id)) continue;
      const entry = byId.get(id);
      if (entry === undefined || (entry.state === 'released' && entry.owed === undefined)) {
        await accounts.release(account._id, id, amounts);
      } else if (isSettled(entry)) await accounts.settle(account._id, [entry]);
    }
    for (const key of Object.keys(account.unknown)) {
      const entry = byId.get(idOf(key));
      if (entry !== undefined && isSettled(entry) && entry.state !== 'unknown') {
        await accounts.correct(account._id, entry);
      }
    }
  }
}

function isSettled({ state, owed }: EntryDocument): boolean {
  return owed === undefined && state !== 'reserved' && state !== 'reserving' && state !== 'releasing';
}
