import type { JobStore } from '../store/job-store.ts';
import type { Job } from './job.ts';

/** A job while it runs: changes are applied to the newest copy and saved one after another. */
export class JobRecord {
  readonly #store: JobStore;
  readonly #onChange: (job: Job) => void;
  #job: Job;

  constructor(store: JobStore, job: Job, onChange: (job: Job) => void) {
    this.#store = store;
    this.#job = job;
    this.#onChange = onChange;
  }

  get job(): Job {
    return this.#job;
  }

  /** Saves before anyone hears of it, so that nobody is told what a crash could take back. */
  async change(update: (job: Job) => Job): Promise<Job> {
    this.#job = await this.#store.save(update(structuredClone(this.#job)));
    this.#onChange(this.#job);
    return this.#job;
  }
}
