import { join } from 'node:path';
import type { Config } from './config/config.ts';
import type { JobStore } from './store/job-store.ts';

const databaseFile = 'strata.db';

/** The configured job store, not yet started. Drivers are loaded only when they are used. */
export async function openJobStore(
  config: Pick<Config, 'dataDir' | 'store'>,
  options: { readOnly?: boolean } = {},
): Promise<JobStore> {
  if (config.store.kind === 'mongodb') {
    const { MongoJobStore } = await import('./store/mongodb/mongo-job-store.ts');
    return new MongoJobStore({ url: config.store.url });
  }
  const { SqliteJobStore } = await import('./store/sqlite/sqlite-job-store.ts');
  return new SqliteJobStore({ file: join(config.dataDir, databaseFile), ...options });
}
