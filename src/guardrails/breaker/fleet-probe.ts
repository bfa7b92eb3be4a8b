import type { BreakerPermit } from './breaker.ts';
import type { PermitOutcome } from './permit.ts';

export interface FleetProbeOptions {
  /** Names the lease in the shared document. */
  token: string;
  /** When it was granted, by the monotonic clock. */
  startedAtMs: number;
  /** The place that the probe takes among this process's own; it counts when the fleet cannot be told. */
  local: BreakerPermit | undefined;
  onSettled(outcome: PermitOutcome, durationMs: number): void;
}

/** The one probe of the whole fleet, made by this process. */
export class FleetProbe implements BreakerPermit {
  readonly token: string;
  readonly startedAtMs: number;
  readonly local: BreakerPermit | undefined;
  /** When its lease was last renewed, by the monotonic clock. */
  renewedAtMs: number;
  readonly #onSettled: FleetProbeOptions['onSettled'];
  #used = false;

  constructor(options: FleetProbeOptions) {
    this.token = options.token;
    this.startedAtMs = this.renewedAtMs = options.startedAtMs;
    this.local = options.local;
    this.#onSettled = options.onSettled;
  }

  succeeded(durationMs: number): void {
    this.#settle('succeeded', durationMs);
  }

  failed(durationMs: number): void {
    this.#settle('failed', durationMs);
  }

  ignored(): void {
    this.#settle('ignored', 0);
  }

  #settle(outcome: PermitOutcome, durationMs: number): void {
    if (this.#used) return;
    this.#used = true;
    this.#onSettled(outcome, durationMs);
  }
}
