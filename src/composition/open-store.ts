import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { JobStore } from '../store/job-store.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { StateStore } from '../store/state-store.ts';

const databaseFile = 'strata.db';

type StoreConfig = Pick<Config, 'dataDir' | 'store'>;

interface OpenOptions {
  /** Reads beside a running writer and never writes; of the embedded stores alone. */
  readOnly?: boolean;
}

/** The configured job store, not yet started. Drivers are loaded only when they are used. */
export async function openJobStore(config: StoreConfig, options: OpenOptions = {}): Promise<JobStore> {
  if (config.store.kind === 'mongodb') {
    const { MongoJobStore } = await import('../store/mongodb/mongo-job-store.ts');
    return new MongoJobStore({ url: config.store.url });
  }
  const { SqliteJobStore } = await import('../store/sqlite/sqlite-job-store.ts');
  return new SqliteJobStore({ file: join(config.dataDir, databaseFile), ...options });
}

/** The ledger beside the configured job store, not yet started. */
export async function openLedgerStore(config: StoreConfig, options: OpenOptions = {}): Promise<LedgerStore> {
  if (config.store.kind === 'mongodb') {
    const { MongoLedgerStore } = await import('../store/mongodb/mongo-ledger-store.ts');
    return new MongoLedgerStore({ url: config.store.url });
  }
  const { SqliteLedgerStore } = await import('../store/sqlite/sqlite-ledger-store.ts');
  return new SqliteLedgerStore({ file: join(config.dataDir, databaseFile), ...options });
}

/** The states beside the configured job store, not yet started. */
export async function openStateStore(config: StoreConfig, options: OpenOptions = {}): Promise<StateStore> {
  if (config.store.kind === 'mongodb') {
    const { MongoStateStore } = await import('../store/mongodb/mongo-state-store.ts');
    return new MongoStateStore({ url: config.store.url });
  }
  const { SqliteStateStore } = await import('../store/sqlite/sqlite-state-store.ts');
  return new SqliteStateStore({ file: join(config.dataDir, databaseFile), ...options });
}
