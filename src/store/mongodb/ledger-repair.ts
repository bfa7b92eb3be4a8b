import type { Db, FindCursor, WithId } from 'mongodb';
import type { EntryDocument } from './ledger-documents.ts';
import { entriesIn } from './ledger-documents.ts';
import { checkMarks } from './ledger-marks.ts';
import { MongoAccounts } from './mongo-accounts.ts';
import { payOwed } from './pay-owed.ts';

const atOnce = 500;

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
  await inGroups(
    (after) =>
      entries.find({
        state: { $in: ['reserving', 'releasing'] },
        expiresAt: { $lte: now },
        ...(after === undefined ? {} : { _id: { $gt: after } }),
      }),
    (group) => giveUpReserving(database, group, afterStep, now),
  );
  await inGroups(
    (after) =>
      entries.find({
        owed: { $in: ['settlement', 'correction'] },
        ...(after === undefined ? {} : { _id: { $gt: after } }),
      }),
    (group) => payOwed(database, group, afterStep),
  );
  await checkMarks(database, now, afterStep);
}

/** Reads on from the last id, so that what a group leaves as it was is not read again for ever. */
export async function inGroups(
  find: (after: string | undefined) => FindCursor<WithId<EntryDocument>>,
  work: (group: EntryDocument[]) => Promise<void>,
): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const group = await find(after).sort({ _id: 1 }).limit(atOnce).toArray();
    if (group.length > 0) await work(group);
    after = group.at(-1)?._id;
    if (group.length < atOnce) return;
  }
}
