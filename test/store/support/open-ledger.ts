import type { LedgerStore } from '../../../src/store/ledger-store.ts';
import { MongoLedgerStore } from '../../../src/store/mongodb/mongo-ledger-store.ts';
import { SqliteLedgerStore } from '../../../src/store/sqlite/sqlite-ledger-store.ts';

/** @param place a MongoDB connection string, or the path of a database file */
export function ledgerAt(place: string): LedgerStore {
  return place.startsWith('mongodb:')
    ? new MongoLedgerStore({ url: place })
    : new SqliteLedgerStore({ file: place });
}
