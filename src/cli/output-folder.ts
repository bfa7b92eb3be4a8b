import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StrataError } from '../error.ts';
import { makeFolder } from '../make-folder.ts';

/** CVs hold addresses and telephone numbers: what is made here is for its owner alone, like the data folder. */
const ownFolder = 0o700;
const ownFile = 0o600;

/** A folder that results are written to; tried out before any work is done for it. */
export class OutputFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws StrataError `OUTPUT_UNWRITABLE` */
  async prepare(): Promise<void> {
    try {
      await makeFolder(this.path, ownFolder);
      const probe = join(this.path, `.strata-${randomUUID()}`);
      await writeFile(probe, '', { mode: ownFile });
      await rm(probe);
    } catch (cause) {
      throw unwritable(this.path, cause, 'free some space and run again');
    }
  }

  /**
   * Writes all files beside their targets before it renames the first one, so that a full disk leaves everything
   * that was there before. Gives the paths in the order of the files.
   * @throws StrataError `OUTPUT_UNWRITABLE`
   */
  async write(files: readonly { name: string; content: Uint8Array | string }[]): Promise<string[]> {
    const writes = files.map(({ name, content }) => ({
      target: join(this.path, name),
      temporary: join(this.path, `.strata-${randomUUID()}`),
      content,
    }));
    let target = this.path;
    try {
      for (const write of writes) {
        target = write.target;
        await writeFile(write.temporary, write.content, { flush: true, mode: ownFile });
      }
      for (const write of writes) {
        target = write.target;
        await rename(write.temporary, write.target);
      }
    } catch (cause) {
      for (const { temporary } of writes) await rm(temporary, { force: true });
      throw unwritable(target, cause, afterwards);
    }
    return writes.map((write) => write.target);
  }
}

/** The job is done, and paid for: nobody is to run it again for its files. */
const afterwards =
  'free some space; the job is done, and its files are kept in the data folder, below artifacts';

function unwritable(where: string, cause: unknown, whenFull: string): StrataError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const known: Record<string, string> = {
    EACCES: 'no permission to write there',
    EPERM: 'no permission to write there',
    EROFS: 'it lies on a file system that is read-only',
    ENOTDIR: 'a part of the path is a file, not a folder',
    EEXIST: 'there is a file of that name, not a folder',
    EISDIR: 'there is a folder of that name',
    ENOENT: 'no folder can be made there',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    ENAMETOOLONG: 'the name is too long',
  };
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new StrataError('OUTPUT_UNWRITABLE', `the output cannot be written: ${known[code] ?? code}`, {
    kind: full ? 'unavailable' : 'usage',
    where,
    action: full ? whenFull : 'name a folder that can be written with --out',
    cause,
  });
}
