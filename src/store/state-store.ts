/**
 * Small JSON documents by name that must survive a restart: states of breakers, use of limits, budgets.
 * Throws StrataError `STORE_UNAVAILABLE` like every store.
 */
export interface StateStore {
  start(): Promise<void>;
  stop(): Promise<void>;
  get(key: string): Promise<unknown>;
  /** Durable when resolved. At most 1 MiB. */
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** Names that begin so, in order. */
  keys(prefix: string): Promise<string[]>;
}
