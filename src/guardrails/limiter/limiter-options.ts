import type { ProviderName } from '../../providers/provider-name.ts';
import type { LimiterRule, LimiterUse } from './limiter.ts';

/** What every limiter is built with, wherever it keeps its windows. */
export interface LimiterOptions {
  rules: Partial<Record<ProviderName, LimiterRule>>;
  /** False: nothing is counted and nothing limited; pauses that providers ask for are kept all the same. */
  enabled: boolean;
  /** Monotonic, in milliseconds: all windows and waits go by it. */
  clock: () => number;
  /** The longest that a call waits; 60,000 ms if absent. */
  maxWaitMs?: number;
  /** The most calls that wait for one provider; 1,000 if absent. */
  maxQueue?: number;
  /** Length of the minute window where it is not to be just a minute. */
  windowMs?: number;
  /** Told of a window that is 80 % full, once each time it becomes so. What it throws is ignored. */
  onWarning?(use: LimiterUse): void;
}

export const defaultMaxWaitMs = 60_000;
export const defaultMaxQueue = 1_000;
export const minuteMs = 60_000;
export const dayMs = 86_400_000;
/** However long a provider asks for: the longest that a quota of a month takes to come back. */
export const longestPauseMs = 31 * 24 * 60 * 60 * 1000;
