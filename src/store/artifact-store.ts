import type { ArtifactRef } from '../jobs/job.ts';

export interface Artifact {
  /** A plain file name: letters, digits, `.`, `_`, `-`. */
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** Where the files that jobs produce live. A resolved `put` survives a crash; a reader never sees half a file. */
export interface ArtifactStore {
  start(): Promise<void>;
  /** @throws StrataError `ARTIFACTS_UNWRITABLE` (kind `unavailable`) */
  put(jobId: string, artifact: Artifact): Promise<ArtifactRef>;
  /** Undefined when there is no such artifact. @throws StrataError `ARTIFACT_NAME_INVALID` (kind `input`) */
  get(jobId: string, name: string): Promise<Uint8Array | undefined>;
}
