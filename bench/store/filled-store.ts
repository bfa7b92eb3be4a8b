import type { JobStore } from '../../src/store/job-store.ts';

/** A store with jobs in it, to be measured and thrown away. */
export interface FilledStore {
  store: JobStore;
  /** Which index serves each kind of query, in words. */
  plans: string[];
  remove(): Promise<void>;
}
