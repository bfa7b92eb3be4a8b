import type { FleetProbe } from './fleet-probe.ts';
import type { Breaker } from './state-machine.ts';

/** What this process has to do with one provider's circuit in the fleet. */
export interface FleetMember {
  readonly breaker: Breaker;
  /** When it last told the fleet that it uses the provider; by the monotonic clock. */
  beatAtMs: number;
  /** Its own judgement that the service is sick, as long as it stands, and whether the fleet heard it. */
  vote: { reason: string; delivered: boolean } | undefined;
  /** It voted and found the service well again. */
  withdraws: boolean;
  /** A probe is being asked for. */
  asking: boolean;
  /** Until when somebody holds the fleet's one probe, as far as known; by the monotonic clock. */
  probedUntilMs: number;
  /** The fleet's probe, while this process makes it. */
  probe: FleetProbe | undefined;
}

export function newFleetMember(breaker: Breaker): FleetMember {
  return {
    breaker,
    beatAtMs: Number.NEGATIVE_INFINITY,
    vote: undefined,
    withdraws: false,
    asking: false,
    probedUntilMs: 0,
    probe: undefined,
  };
}
