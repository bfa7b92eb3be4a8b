import type { ProviderName } from '../providers/provider-name.ts';
import type { Usage } from '../providers/usage.ts';
import type { NanoUsd } from './money.ts';

/** Whom a call and its cost belong to: handed down from the job to every provider call below it. */
export interface CallScope {
  readonly user: string;
  readonly jobId?: string;
  readonly pipeline?: string;
  readonly layer?: string;
  /** The job's own budget in USD, from its options. */
  readonly jobBudgetUsd?: number;
  /** Told of each attempt that was settled, so that the job can show what it has cost. Must not throw. */
  onSettled?(call: SettledCall): void;
  /** Told of a budget that only warns, once per budget and job. Must not throw. */
  onBudgetWarning?(message: string): void;
}

export interface SettledCall {
  provider: ProviderName;
  model?: string;
  costNanoUsd: NanoUsd;
  usage: Usage;
  /** `unknown`: counted as spent in full until known better. */
  outcome: 'succeeded' | 'failed' | 'unknown';
}
