import type { Db } from 'mongodb';
import type { AccountDocument, EntryDocument, SettledEntry } from './ledger-documents.ts';
import { accountsIn, entriesIn, idOf } from './ledger-documents.ts';
import { MongoAccounts } from './mongo-accounts.ts';
import { payOwed } from './pay-owed.ts';

/** So many accounts are looked through at most each time; the others have their turn the next times. */
const accountsAtOnce = 50;
const marksAtOnce = 500;
/** Accounts whose last reservation is older have no marks left but those that nothing can be done about. */
const checkedForMs = 2 * 24 * 60 * 60_000;

/** So long an unknown outcome may still become known; it then counts as spent for good, and its mark goes. */
const correctableMs = 60 * 60_000;
/** So many of them an account keeps at most, the newest ones: every mark makes each of its writes dearer. */
const mostUnknown = 1_000;

const settledFields = {
  state: 1,
  owed: 1,
  settledAt: 1,
  costNanoUsd: 1,
  tokens: 1,
  reservedNanoUsd: 1,
  reservedTokens: 1,
};

/**
 * Clears marks that nobody else clears: of calls that were settled before they had heard of the account, that a slow
 * process set after the call had been given up, and of outcomes that have been unknown for too long.
 */
export async function checkMarks(
  database: Db,
  now: number,
  afterStep: (step: string) => void | Promise<void>,
): Promise<void> {
  const accounts = new MongoAccounts(database);
  // Those first that were looked through longest ago.
  const marked = await accountsIn(database)
    .find({
      touchedAt: { $gte: now - checkedForMs },
      $or: [{ pending: { $ne: {} } }, { unknown: { $ne: {} } }],
    })
    .sort({ checkedAt: 1 })
    .limit(accountsAtOnce)
    .toArray();
  for (const account of marked) {
    await clearPending(database, accounts, account);
    const dropped = tooMany(account, now);
    for (const group of groupsOf(dropped)) await makeFinal(database, group, afterStep);
    await clearUnknown(database, accounts, account);
    if (dropped.length > 0) await afterStep('unknown outcomes final');
    const drop = Object.fromEntries(dropped.map((key) => [`unknown.${key}`, '' as const]));
    await accountsIn(database).updateOne(
      { _id: account._id },
      { $set: { checkedAt: now }, ...(dropped.length === 0 ? {} : { $unset: drop }) },
    );
  }
}

async function clearPending(
  database: Db,
  accounts: MongoAccounts,
  { _id: account, pending }: AccountDocument,
): Promise<void> {
  for (const keys of groupsOf(Object.keys(pending))) {
    const found = await entriesIn(database)
      .find({ _id: { $in: keys.map(idOf) } }, { projection: settledFields })
      .toArray();
    const byId = new Map(found.map((entry) => [entry._id, entry]));
    for (const key of keys) {
      const amounts = pending[key];
      const entry = byId.get(idOf(key));
      if (amounts === undefined) continue;
      if (entry === undefined || (entry.state === 'released' && entry.owed === undefined)) {
        await accounts.release(account, idOf(key), amounts);
      } else if (isSettled(entry)) await accounts.settle(account, [entry]);
    }
  }
}

async function clearUnknown(
  database: Db,
  accounts: MongoAccounts,
  { _id: account, unknown }: AccountDocument,
): Promise<void> {
  for (const keys of groupsOf(Object.keys(unknown))) {
    const known = await entriesIn(database)
      .find({ _id: { $in: keys.map(idOf) }, state: { $ne: 'unknown' } }, { projection: settledFields })
      .toArray();
    for (const entry of known) if (isSettled(entry)) await accounts.correct(account, entry);
  }
}

/** From here on they are not put right any more; those that were a moment ago are told everywhere first. */
async function makeFinal(
  database: Db,
  keys: string[],
  afterStep: (step: string) => void | Promise<void>,
): Promise<void> {
  const ids = keys.map(idOf);
  const entries = entriesIn(database);
  await entries.updateMany({ _id: { $in: ids }, state: 'unknown' }, { $set: { final: true } });
  await payOwed(database, await entries.find({ _id: { $in: ids }, owed: 'correction' }).toArray(), afterStep);
}

/** Keys of unknown outcomes that are too old, or too many. */
function tooMany({ unknown }: AccountDocument, now: number): string[] {
  const newestFirst = Object.entries(unknown).sort(([, one], [, other]) => other - one);
  return newestFirst.flatMap(([key, settledAt], index) =>
    index >= mostUnknown || settledAt < now - correctableMs ? [key] : [],
  );
}

function isSettled({ state, owed }: SettledEntry & Pick<EntryDocument, 'owed'>): boolean {
  return owed === undefined && state !== 'reserved' && state !== 'reserving' && state !== 'releasing';
}

function groupsOf(keys: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (let start = 0; start < keys.length; start += marksAtOnce) {
    groups.push(keys.slice(start, start + marksAtOnce));
  }
  return groups;
}
