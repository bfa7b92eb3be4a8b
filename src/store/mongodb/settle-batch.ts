import type { Db } from 'mongodb';
import { entryUnknown } from '../ledger-errors.ts';
import type { Settlement } from '../ledger-store.ts';
import { type EntryDocument, entriesIn, settledFields, visibleStates } from './ledger-documents.ts';
import { payOwed } from './pay-owed.ts';

export interface SettleOptions {
  now: () => number;
  afterStep: (step: string) => void | Promise<void>;
}

interface Item {
  id: string;
  settlement: Settlement;
}

/** Settles calls together: what is decided goes into the entries first, then all their accounts are told. */
export async function settleAll(
  database: Db,
  items: readonly Item[],
  options: SettleOptions,
): Promise<(true | Error)[]> {
  const entries = entriesIn(database);
  const ids = [...new Set(items.map(({ id }) => id))];
  const before = await find(database, ids);
  const first = new Map<string, Item>();
  for (const item of items) {
    if (!first.has(item.id) && before.get(item.id)?.state === 'reserved') first.set(item.id, item);
  }
  if (first.size > 0) {
    await options.afterStep('found');
    await entries.bulkWrite(
      [...first.values()].map(({ id, settlement }) => ({
        updateOne: {
          filter: { _id: id, state: 'reserved' },
          update: {
            $set: {
              ...settledFields(before.get(id) as EntryDocument, settlement, options.now()),
              owed: 'settlement' as const,
            },
          },
        },
      })),
      { ordered: false },
    );
    await options.afterStep('settled');
    const after = await find(database, [...first.keys()]);
    await payOwed(database, [...after.values()], options.afterStep);
    // Another process took the call for orphaned in the same moment: what is known of it goes before that.
    for (const item of first.values()) {
      if (after.get(item.id)?.state === 'unknown') await correct(database, item, options);
    }
  }
  // Unknown ones that are known now, those half done by others, and whatever is asked for twice: seldom.
  const answers: (true | Error)[] = [];
  for (const item of items) {
    if (before.get(item.id) === undefined) answers.push(entryUnknown(item.id));
    else {
      if (first.get(item.id) !== item) await correct(database, item, options);
      answers.push(true);
    }
  }
  return answers;
}

async function correct(database: Db, { id, settlement }: Item, options: SettleOptions): Promise<void> {
  for (;;) {
    const entry = (await find(database, [id])).get(id);
    if (entry === undefined) return;
    await payOwed(database, [entry], options.afterStep);
    if (entry.state !== 'unknown' || entry.final || settlement.outcome === 'unknown') return;
    const corrected = await entriesIn(database).findOneAndUpdate(
      { _id: id, state: 'unknown', owed: { $exists: false }, final: { $exists: false } },
      { $set: { ...settledFields(entry, settlement, options.now()), owed: 'correction' } },
      { returnDocument: 'after' },
    );
    if (corrected === null) continue;
    await options.afterStep('corrected');
    await payOwed(database, [corrected], options.afterStep);
    return;
  }
}

async function find(database: Db, ids: string[]): Promise<Map<string, EntryDocument>> {
  const found = await entriesIn(database)
    .find({ _id: { $in: ids }, state: { $in: [...visibleStates] } })
    .toArray();
  return new Map(found.map((entry) => [entry._id, entry]));
}
