import type { BreakerPermit } from './breaker.ts';
import { Permit, type PermitOutcome } from './permit.ts';

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
export class FleetProbe extends Permit {
  readonly token: string;
  readonly local: BreakerPermit | undefined;
  /** When its lease was last renewed, by the monotonic clock. */
  renewedAtMs: number;

  constructor({ token, startedAtMs, local, onSettled }: FleetProbeOptions) {
    // The fleet's document says whether it still counts, so that no generation of this process matters.
    super((_probe, outcome, durationMs) => onSettled(outcome, durationMs), 0, startedAtMs);
    this.token = token;
    this.renewedAtMs = startedAtMs;
    this.local = local;
  }
}
