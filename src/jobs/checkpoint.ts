import { StrataError } from '../error.ts';

/** What a resumed job starts from, version 1. */
export interface Checkpoint {
  version: 1;
  /** The last finished layer. */
  stage: string;
  /** 0–100. */
  progress: number;
  startedAt: number;
  lastUpdatedAt: number;
  /** Results of the finished layers, by layer name. */
  partialResults?: Record<string, unknown>;
  metadata?: { pipeline?: string; traceparent?: string; mcpRequestId?: string; fileHash?: string };
}

/** Over this size large results belong into artifacts, by reference. */
export const maxCheckpointBytes = 1024 * 1024;

/**
 * Size of a checkpoint as JSON in UTF-8.
 * @throws StrataError `CHECKPOINT_TOO_LARGE` over 1 MiB
 */
export function checkpointBytes(checkpoint: Checkpoint): number {
  const sizeBytes = Buffer.byteLength(JSON.stringify(checkpoint));
  if (sizeBytes > maxCheckpointBytes) {
    throw new StrataError(
      'CHECKPOINT_TOO_LARGE',
      `the checkpoint after ${checkpoint.stage} would take ${sizeBytes} bytes, more than ${maxCheckpointBytes}`,
      { kind: 'failed', action: 'hand in a shorter posting or CV' },
    );
  }
  return sizeBytes;
}
