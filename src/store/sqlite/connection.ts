import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StrataError } from '../../error.ts';
import { busyTimeoutMs } from './busy-waits.ts';
import { migrate, migrations } from './migrations.ts';
import { damagedStore, isDamage, storeErrorOf } from './sqlite-error.ts';

/** Nothing else goes on yet while a store is being opened, so that it may wait for a lock where it stands. */
const openTimeoutMs = 5_000;

/**
 * Opens the store for its one writer and migrates it. A file that is damaged, newer or another program's is
 * closed again without a byte written.
 *
 * @throws StrataError `STORE_DAMAGED` (kind `failed`), `STORE_TOO_NEW`, `STORE_UNAVAILABLE`
 */
export function openForWriting(file: string): DatabaseSync {
  createPrivately(file);
  return open(file, false, (database, version) => {
    // FULL: a commit that was acknowledged is on the disk, also after a loss of power.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    try {
      migrate(database, version);
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
    return database;
  });
}

/**
 * Opens the store beside its writer. Undefined when there is no store yet.
 *
 * @throws StrataError `STORE_DAMAGED` (kind `failed`), `STORE_TOO_NEW`, `STORE_UNAVAILABLE`
 */
export function openForReading(file: string): DatabaseSync | undefined {
  if (!existsSync(file)) return undefined;
  return open(file, true, (database, version) => {
    if (version === migrations.length) return database;
    database.close();
    if (version === 0) return undefined;
    throw new StrataError(
      'STORE_UNAVAILABLE',
      `the store has schema version ${version}, not ${migrations.length}`,
      {
        kind: 'unavailable',
        where: file,
        action: 'start `strata serve` once: it brings the store up to date',
      },
    );
  });
}

function open<Result>(
  file: string,
  readOnly: boolean,
  prepare: (database: DatabaseSync, version: number) => Result,
): Result {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly, timeout: openTimeoutMs });
    const prepared = prepare(database, versionOf(database, file));
    if (!readOnly) database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    return prepared;
  } catch (error) {
    if (database?.isOpen) database.close();
    if (isDamage(error)) throw damagedStore(file, (error as Error).message, error);
    throw storeErrorOf(error, file);
  }
}

function versionOf(database: DatabaseSync, file: string): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  const tables = Number(database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.count);
  if (version > migrations.length) {
    throw new StrataError(
      'STORE_TOO_NEW',
      `the store has schema version ${version}, this Strata knows up to ${migrations.length}`,
      {
        kind: 'unavailable',
        where: file,
        action: 'use the newer Strata that wrote it, or another data folder',
      },
    );
  }
  if (version === 0 && tables > 0) throw damagedStore(file, 'it is a database of another program');
  return version;
}

/** The store holds CVs, so a new file is its owner's alone; SQLite gives its -wal and -shm files the same mode. */
function createPrivately(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && existsSync(file)) return;
    throw new StrataError('STORE_UNAVAILABLE', `the store cannot be created (${(error as Error).message})`, {
      kind: 'unavailable',
      where: file,
      action: 'give a folder that can be written',
      cause: error,
    });
  }
}
