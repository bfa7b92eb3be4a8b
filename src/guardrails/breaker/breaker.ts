import type { ProviderName } from '../../providers/provider-name.ts';

export interface BreakerSettings {
  /** Failures in a row that open it. */
  consecutiveFailures: number;
  /** Consecutive failures count only while none is older than this; absent: however old. */
  consecutiveWithinMs?: number;
  /** Above 0, at most 1: opens when at least this share of the last calls failed. */
  failureRate: number;
  /** Calls that the rates are taken of at most, and least. */
  windowCalls: number;
  minimumCalls: number;
  /** Calls older than this are forgotten. */
  windowMs: number;
  /** A call that takes longer is slow. */
  slowCallMs: number;
  /** Above 0, at most 1: opens when at least this share of the last calls was slow. */
  slowCallRate: number;
  /** How long it stays open before the first probe; twice as long after each failed probe, up to eight times. */
  openMs: number;
  /**
   * Probes allowed at once in half-open, growing step by step: [1, 2, 4] means three rounds that must all succeed.
   * Where processes share their breakers each round is one probe, since the whole fleet has one at a time.
   */
  probeRounds: readonly number[];
}

export type BreakerState = 'closed' | 'open' | 'half_open' | 'forced_open' | 'disabled';

export const breakerStates = [
  'closed',
  'open',
  'half_open',
  'forced_open',
  'disabled',
] as const satisfies BreakerState[];

/** Leave to make one call. Exactly one of the methods is called, once; later calls do nothing. */
export interface BreakerPermit {
  succeeded(durationMs: number): void;
  failed(durationMs: number): void;
  /** The call says nothing about the service: a wrong request, an abort, one never sent. */
  ignored(): void;
}

export interface BreakerStatus {
  provider: ProviderName;
  state: BreakerState;
  /** Milliseconds since the epoch. */
  since: number;
  failuresInARow: number;
  /** Of the calls in the window. */
  calls: number;
  failures: number;
  slowCalls: number;
  /** While open: until the next probe. */
  retryAfterMs?: number;
  /**
   * How often it opened from closed, and how often it closed again by its probes, since the process started. By
   * hand is not counted.
   */
  opened: number;
  recovered: number;
}

export interface BreakerTransition {
  provider: ProviderName;
  from: BreakerState;
  to: BreakerState;
  /** For people: "5 failures in a row", "by hand", "the fleet opened it", "3 probes succeeded". */
  reason: string;
}

export interface Breakers {
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * Synchronously where the state is in this process.
   * @throws BreakerOpen with `retryAfterMs`
   */
  enter(provider: ProviderName): BreakerPermit | Promise<BreakerPermit>;
  status(provider: ProviderName): BreakerStatus;
  statuses(): BreakerStatus[];
  /** By hand. `open` stays until `close` or `reset`; `disable` lets everything through and counts nothing. */
  control(provider: ProviderName, command: 'open' | 'close' | 'reset' | 'disable'): Promise<BreakerStatus>;
  /** A listener that throws is logged and harms nobody. */
  onTransition(listener: (transition: BreakerTransition) => void): () => void;
  /** Whether states are shared as configured; a reason where a stand-in is at work. */
  standIn(): string | undefined;
}
