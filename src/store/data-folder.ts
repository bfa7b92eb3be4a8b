import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StrataError } from '../error.ts';
import { makeFolder } from '../make-folder.ts';
import { resultCodeOf } from './sqlite/sqlite-error.ts';

const busy = 5;

export interface DataFolderLock {
  release(): Promise<void>;
}

/**
 * Makes a folder this process's own, creating it (for its owner alone) when missing. The lock is one of the
 * operating system, held through SQLite on an empty database: it ends with the process however that ends, so
 * none is ever left behind, and a reused process id means nothing. The pid file beside it is only for the
 * message. A process that holds the lock must not open `strata.lock` by other means: POSIX drops a lock when
 * its process closes any handle to the file.
 *
 * @throws StrataError `DATA_FOLDER_IN_USE` (kind `conflict`), `DATA_FOLDER_UNWRITABLE` (kind `configuration`, or
 * `unavailable` where the disk is full)
 */
export async function lockDataFolder(folder: string): Promise<DataFolderLock> {
  const pidFile = join(folder, 'strata.pid');
  let lock: DatabaseSync | undefined;
  try {
    await makeFolder(folder, 0o700);
    lock = new DatabaseSync(join(folder, 'strata.lock'), { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    await writeFile(pidFile, `${process.pid}\n`);
  } catch (error) {
    lock?.close();
    if (resultCodeOf(error) === busy) throw await inUse(folder, pidFile);
    const full = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
    throw new StrataError(
      'DATA_FOLDER_UNWRITABLE',
      `the data folder cannot be written (${reasonOf(error)})`,
      {
        kind: full ? 'unavailable' : 'configuration',
        where: folder,
        action: 'make the folder writable, or set STRATA_DATA_DIR to one that is',
        cause: error,
      },
    );
  }
  const held = lock;
  return {
    async release() {
      if (!held.isOpen) return;
      await rm(pidFile, { force: true });
      held.close();
    },
  };
}

async function inUse(folder: string, pidFile: string): Promise<StrataError> {
  const pid = await readFile(pidFile, 'utf8').then(Number, () => 0);
  const holder = pid > 0 ? `process ${pid}` : 'another process';
  return new StrataError('DATA_FOLDER_IN_USE', `the data folder is in use by ${holder}`, {
    kind: 'conflict',
    where: folder,
    action:
      'stop that process, set STRATA_DATA_DIR to another folder, or hand the job to the running service with --server URL',
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
