import type { ProviderName } from '../providers/provider-name.ts';
import type { Usage } from '../providers/usage.ts';
import type { CallScope } from './call-scope.ts';
import type { NanoUsd } from './money.ts';

/** A call to a provider as the guard sees it. `attempt` is the bare call; only the guard runs it. */
export interface GuardedCall<T> {
  provider: ProviderName;
  /** `chat`, `scrape`, `search`, `convert`: bounded, it is a label. */
  operation: string;
  model?: string;
  scope: CallScope;
  /** The most that one attempt can cost and use; this much is reserved. */
  worst: { costNanoUsd: NanoUsd; tokens: number };
  /** Of one attempt. */
  timeoutMs: number;
  attempt(signal: AbortSignal): Promise<Answered<T>>;
  /** What a usage costs by the price list. */
  priceOf(usage: Usage, model: string | undefined): NanoUsd;
  /** Whether a name that an answer came by is to be recorded; absent: any that has a price. */
  isKnownModel?(answeredBy: string): boolean;
}

/** What a successful attempt brings back. */
export interface Answered<T> {
  value: T;
  usage: Usage;
  /** False where the provider told nothing sensible about its usage: the attempt counts as spent in full. */
  usageKnown?: boolean;
  model?: string;
  finishReason?: string;
  /** What the provider itself says it cost. */
  reportedCostUsd?: number;
  timeToFirstChunkMs?: number;
}

/** The one path round every outside call: reservation, limiter, breaker, time-out, call, settlement, metrics. */
export interface Guard {
  /**
   * Runs a call with its retries.
   *
   * @throws ProviderError of the last attempt; BudgetRefused; LimitExceeded; BreakerOpen; the signal's reason
   */
  call<T>(call: GuardedCall<T>, signal: AbortSignal): Promise<T>;
}
