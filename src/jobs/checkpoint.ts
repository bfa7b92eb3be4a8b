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
