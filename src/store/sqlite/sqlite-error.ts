import { StrataError } from '../../error.ts';

/** Primary result codes of SQLite, https://www.sqlite.org/rescode.html */
const permission = 3;
const busy = 5;
const locked = 6;
const noMemory = 7;
const readOnly = 8;
const interrupted = 9;
const ioError = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const lockProtocol = 15;
const notADatabase = 26;

/** The primary result code of an error of `node:sqlite`, or undefined for any other error. */
export function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}

/** Of a store's error, the code of what caused it. */
function codeBehind(error: unknown): number | undefined {
  return resultCodeOf(error instanceof StrataError ? error.cause : error);
}

/** Whether another connection holds the file's lock. */
export function isBusy(error: unknown): boolean {
  const code = codeBehind(error);
  return code === busy || code === locked;
}

const ofTheFile = new Set([
  permission,
  noMemory,
  readOnly,
  interrupted,
  ioError,
  corrupt,
  full,
  cannotOpen,
  lockProtocol,
  notADatabase,
]);

/** Whether an error says nothing about what was to be written, and would meet any other write as well. */
export function isOfTheFile(error: unknown): boolean {
  const code = codeBehind(error);
  return code !== undefined && ofTheFile.has(code);
}

/** `STORE_UNAVAILABLE` with the reason as people need it; errors that are not SQLite's come back as they are. */
export function storeErrorOf(error: unknown, file: string): unknown {
  const code = resultCodeOf(error);
  if (code === undefined) return error;
  const { message, action, retryable } = explain(code, error as Error, file);
  return new StrataError('STORE_UNAVAILABLE', message, {
    kind: 'unavailable',
    where: file,
    action,
    retryable,
    cause: error,
  });
}

export function isDamage(error: unknown): boolean {
  const code = resultCodeOf(error);
  return code === corrupt || code === notADatabase;
}

export function damagedStore(file: string, reason: string, cause?: unknown): StrataError {
  return new StrataError('STORE_DAMAGED', `the store cannot be read: ${reason}`, {
    // Trying again changes nothing: a supervisor should not.
    kind: 'failed',
    where: file,
    action:
      'nothing was changed; restore the file from a backup, or move it and its -wal and -shm files away to start with an empty store',
    cause,
  });
}

function explain(
  code: number,
  error: Error,
  file: string,
): { message: string; action: string; retryable: boolean } {
  switch (code) {
    case full:
      return {
        message: 'the disk is full, the store cannot be written',
        action: 'free some space on its disk and try again',
        retryable: true,
      };
    case busy:
    case locked:
      return {
        message: 'another process is writing to the store',
        action: 'stop the other process, or try again when it has finished',
        retryable: true,
      };
    case readOnly:
      return {
        message: 'the store can only be read',
        action: `make ${file} and its folder writable`,
        retryable: false,
      };
    case corrupt:
    case notADatabase:
      return {
        message: 'the store is damaged',
        action: 'stop Strata and restore the file from a backup',
        retryable: false,
      };
    case cannotOpen:
      return {
        message: 'the store cannot be opened',
        action: `check that ${file} and its folder exist and can be read and written`,
        retryable: false,
      };
    case ioError:
      return {
        message: `the disk failed under the store (${error.message})`,
        action: 'check the disk and its file system',
        retryable: true,
      };
    default:
      return { message: `the store refused (${error.message})`, action: 'see the log', retryable: false };
  }
}
