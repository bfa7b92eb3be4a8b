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
  const { openOperations } = await import('../open-operations.ts');
  try {
    const opened = await openOperations(config);
    try {
      return await work(opened.operations);
    } finally {
      await opened.stop();
    }
  } catch (cause) {
    if (!(cause instanceof StrataError) || cause.code !== 'DATA_FOLDER_IN_USE') throw cause;
    const address = `http://${hostIn(config.http.host)}:${config.http.port}`;
    try {
      return await work(await remote(address));
    } catch (unreachable) {
      // A run in the folder, or a service on another port: the lock is what stands in the way.
      if (unreachable instanceof StrataError && unreachable.code === 'SERVER_UNREACHABLE') throw cause;
      throw unreachable;
    }
  }
}

async function remote(server: string): Promise<Operations> {
  const { RemoteOperations } = await import('../operations/remote-operations.ts');
  return new RemoteOperations(server);
}

function hostIn(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
