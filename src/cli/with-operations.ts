import type { Config } from '../config/config.ts';
import { StrataError } from '../error.ts';
import type { Operations } from '../operations/operations.ts';

/**
 * Runs something on the providers' guards: on a service that runs, named or in this data folder, else on the store
 * itself.
 */
export async function withOperations<T>(
  config: Config,
  server: string | undefined,
  work: (operations: Operations) => Promise<T>,
): Promise<T> {
  if (server !== undefined) return work(await remote(server));
  for (const warning of config.warnings) process.stderr.write(`strata: ${warning}\n`);
  const { openOperations } = await import('../composition/open-operations.ts');
  const opened = await openOperations(config).catch(async (cause) => {
    if (!(cause instanceof StrataError) || cause.code !== 'DATA_FOLDER_IN_USE') throw cause;
    const { announcedAddress } = await import('../composition/service-address.ts');
    const address = await announcedAddress(config.dataDir);
    // A run holds the folder, and answers nobody.
    if (address === undefined) throw cause;
    return { operations: await remote(address), stop: async () => undefined };
  });
  try {
    return await work(opened.operations);
  } finally {
    await opened.stop();
  }
}

async function remote(server: string): Promise<Operations> {
  const { RemoteOperations } = await import('../operations/remote-operations.ts');
  return new RemoteOperations(server);
}
