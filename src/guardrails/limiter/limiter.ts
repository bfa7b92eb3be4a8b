import type { ProviderName } from '../../providers/provider-name.ts';

/** What a provider allows; absent: no limit of that kind. */
export interface LimiterRule {
  requestsPerMinute?: number;
  requestsPerDay?: number;
  tokensPerMinute?: number;
}

export interface LimiterRequest {
  provider: ProviderName;
  /** Waiting calls are served in turn between users. */
  user: string;
  /** The most tokens that the call can use. */
  tokens: number;
}

/** Room taken in every window at once. */
export interface LimiterGrant {
  /** How long the call had to wait for it. */
  waitedMs: number;
  /** Puts the tokens that were really used in place of those reserved. Once; later calls do nothing. */
  settle(tokens: number): void;
  /** Gives everything back: the call was never sent. */
  release(): void;
}

export interface LimiterUse {
  provider: ProviderName;
  window: 'minute' | 'day';
  unit: 'requests' | 'tokens';
  used: number;
  limit: number;
  /** Calls waiting for this provider now. */
  waiting: number;
  /** Set while a 429 pauses the key. */
  pausedForMs?: number;
}

/**
 * Sliding windows per minute and day, in requests and tokens. Bursts up to the limit pass at once; over it calls
 * queue, fair between users, for a bounded wait. Never more than the limit in any window, whatever the wall clock
 * does.
 */
export interface Limiter {
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * Gives the grant at once, without a promise, where there is room and the windows are in this process.
   *
   * @throws LimitExceeded when there was no room within the longest wait, or the queue is full, or the request alone
   * is larger than the limit; the signal's reason when that aborts while waiting
   */
  acquire(request: LimiterRequest, signal: AbortSignal): LimiterGrant | Promise<LimiterGrant>;
  /** No call to this provider, from any process, for so long: what a 429 asks for. Never shortens a pause. */
  pause(provider: ProviderName, forMs: number): void | Promise<void>;
  use(): LimiterUse[] | Promise<LimiterUse[]>;
  /** Whether the windows are shared as configured; a reason where a stand-in is at work. */
  standIn(): string | undefined;
}
