import { StrataError } from '../../error.ts';

/** Codes of the server, https://www.mongodb.com/docs/manual/reference/error-codes/ */
const unauthorized = 13;
const authenticationFailed = 18;
const duplicateKey = 11_000;

const retryAfterMs = 5_000;

/** By name, so that the driver need not be loaded to look at an error. */
function isMongoError(error: unknown): error is Error & { code?: number | string } {
  return error instanceof Error && /^Mongo/.test(error.name);
}

export function isDuplicateKey(error: unknown): boolean {
  return isMongoError(error) && error.code === duplicateKey;
}

/** Which documents of a bulk write were there already; undefined for an error of any other kind. */
export function duplicatesOf(error: unknown): number[] | undefined {
  if (!isMongoError(error) || !('writeErrors' in error)) return undefined;
  const failed = [error.writeErrors].flat() as { code: number; index: number }[];
  if (failed.length === 0 || failed.some(({ code }) => code !== duplicateKey)) return undefined;
  return failed.map(({ index }) => index);
}

/**
 * `STORE_UNAVAILABLE` with the reason as people need it; errors that are not MongoDB's come back as they are.
 *
 * @param hosts where the server is, without credentials
 */
export function storeErrorOf(error: unknown, hosts: string): unknown {
  if (!isMongoError(error)) return error;
  const refused = error.code === authenticationFailed || error.code === unauthorized;
  const message = refused
    ? 'MongoDB refused user or password'
    : `MongoDB cannot be used (${withoutCredentials(error.message)})`;
  return new StrataError('STORE_UNAVAILABLE', message, {
    kind: 'unavailable',
    where: hosts,
    action: refused
      ? 'check the user, its password and its roles in MONGODB_URL'
      : 'check that the server runs and can be reached from here, and MONGODB_URL',
    retryable: !refused,
    ...(refused ? {} : { retryAfterMs }),
    cause: error,
  });
}

/** The hosts of a connection string: all that may be shown of it. */
export function hostsOf(url: string): string {
  const authority = /^mongodb(?:\+srv)?:\/\/([^/?]*)/.exec(url)?.[1] ?? '';
  const hosts = authority.slice(authority.lastIndexOf('@') + 1);
  return hosts === '' ? 'MONGODB_URL' : hosts;
}

function withoutCredentials(message: string): string {
  return message.replaceAll(/(mongodb(?:\+srv)?:\/\/)[^\s]*@/g, '$1');
}
