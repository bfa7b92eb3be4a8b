import type { Limits } from './provider-windows.ts';

/** What was used when the shared windows were lost sight of. */
export interface LastSeen {
  minuteRequests: number;
  minuteTokens: number;
  dayRequests: number;
}

/** An even part of every limit. */
export function evenShare(limits: Limits, processes: number): Limits {
  return {
    requestsPerMinute: Math.floor(limits.requestsPerMinute / processes),
    tokensPerMinute: Math.floor(limits.tokensPerMinute / processes),
    requestsPerDay: Math.floor(limits.requestsPerDay / processes),
  };
}

/**
 * The part for the first window without the others: what this process has used plus an even part of what was left,
 * yet no more than its even share. Each process keeping to this, all together stay within the limit whoever of them
 * had used most of it; after one window, when only what was granted by these parts counts, the even share is enough.
 */
export function firstShare(limits: Limits, processes: number, own: LastSeen, shared: LastSeen): Limits {
  const even = evenShare(limits, processes);
  const part = (limit: number, share: number, ownUsed: number, used: number) =>
    Math.min(share, ownUsed + Math.floor(Math.max(0, limit - Math.max(used, ownUsed)) / processes));
  return {
    requestsPerMinute: part(
      limits.requestsPerMinute,
      even.requestsPerMinute,
      own.minuteRequests,
      shared.minuteRequests,
    ),
    tokensPerMinute: part(
      limits.tokensPerMinute,
      even.tokensPerMinute,
      own.minuteTokens,
      shared.minuteTokens,
    ),
    requestsPerDay: part(limits.requestsPerDay, even.requestsPerDay, own.dayRequests, shared.dayRequests),
  };
}
