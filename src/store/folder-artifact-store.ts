import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StrataError } from '../error.ts';
import type { ArtifactRef } from '../jobs/job.ts';
import type { Artifact, ArtifactStore } from './artifact-store.ts';

/** The first character is no dot, so that no name is hidden, `.` or `..`. */
const plainName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;

/** A file half-written for longer than this was left by a crash. */
const abandonedAfterMs = 60 * 60_000;

/** Artifacts as files, `<folder>/<job id>/<name>`. */
export class FolderArtifactStore implements ArtifactStore {
  readonly #folder: string;
  readonly #unfinished: string;

  constructor(options: { folder: string }) {
    this.#folder = options.folder;
    this.#unfinished = join(options.folder, '.unfinished');
  }

  /** @throws StrataError `ARTIFACTS_UNWRITABLE` (kind `unavailable`) */
  async start(): Promise<void> {
    await this.#writing(async () => {
      await mkdir(this.#unfinished, { recursive: true, mode: 0o700 });
      for (const name of await readdir(this.#unfinished)) {
        const file = join(this.#unfinished, name);
        // Another process that shares the folder may be writing right now, or may just have finished.
        const found = await stat(file).catch(() => undefined);
        if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs)
          await rm(file, { force: true });
      }
    });
  }

  async put(jobId: string, artifact: Artifact): Promise<ArtifactRef> {
    const target = this.#pathOf(jobId, artifact.name);
    const jobFolder = join(this.#folder, jobId);
    const unfinished = join(this.#unfinished, randomUUID());
    await this.#writing(async () => {
      await mkdir(this.#unfinished, { recursive: true, mode: 0o700 });
      const isNewFolder = (await mkdir(jobFolder, { recursive: true, mode: 0o700 })) !== undefined;
      try {
        const handle = await open(unfinished, 'wx', 0o600);
        try {
          await handle.writeFile(artifact.bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(unfinished, target);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
      // The name is on the disk only when the folder that holds it is.
      await sync(jobFolder);
      if (isNewFolder) await sync(this.#folder);
    });
    return {
      name: artifact.name,
      mediaType: artifact.mediaType,
      sizeBytes: artifact.bytes.byteLength,
      hash: `sha256:${createHash('sha256').update(artifact.bytes).digest('hex')}`,
    };
  }

  async get(jobId: string, name: string): Promise<Uint8Array | undefined> {
    const file = this.#pathOf(jobId, name);
    try {
      return await readFile(file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new StrataError(
        'ARTIFACTS_UNREADABLE',
        `an artifact cannot be read (${(error as Error).message})`,
        {
          kind: 'unavailable',
          where: file,
          action: 'check the folder of artifacts',
          cause: error,
        },
      );
    }
  }

  #pathOf(jobId: string, name: string): string {
    for (const part of [jobId, name]) {
      if (plainName.test(part)) continue;
      throw new StrataError('ARTIFACT_NAME_INVALID', `${JSON.stringify(part)} is no name of an artifact`, {
        kind: 'input',
        where: 'artifact',
        action: 'use letters, digits, ".", "_" and "-" only, at most 200, with no "." in front',
      });
    }
    return join(this.#folder, jobId, name);
  }

  async #writing(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
      const reason = full ? 'the disk is full' : (error as Error).message;
      throw new StrataError('ARTIFACTS_UNWRITABLE', `artifacts cannot be written (${reason})`, {
        kind: 'unavailable',
        where: this.#folder,
        action: full ? 'free some space on its disk' : 'make the folder writable',
        retryable: full,
        cause: error,
      });
    }
  }
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
