import type { Db } from 'mongodb';
import { type EntryDocument, entriesIn } from './ledger-documents.ts';
import { MongoAccounts } from './mongo-accounts.ts';

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
