import type { BreakerState } from './breaker.ts';
import type { CircuitReply } from './fleet-circuit.ts';
import type { Breaker, LedState } from './state-machine.ts';

/**
 * Makes a breaker follow the fleet's circuit if that has changed, or `always`. What it found out by itself since the
 * fleet closed the circuit stands: it stays open for this process alone.
 */
export function followCircuit(
  breaker: Breaker,
  { circuit, serverNowMs }: CircuitReply,
  always: boolean,
): void {
  if (!always && (circuit.epoch <= breaker.fleetEpoch || breaker.origin === 'by_hand')) return;
  const changedAt = serverNowMs - breaker.stateAgeMs;
  const isOpenByItself =
    breaker.origin === 'judged' && (breaker.state === 'open' || breaker.state === 'half_open');
  if (circuit.state === 'closed' && isOpenByItself && changedAt > circuit.since) {
    breaker.sawFleet(circuit.epoch);
    return;
  }
  breaker.follow(ledState(circuit, serverNowMs), circuit.epoch, reasonFor(circuit.state, circuit.reason));
}

function ledState(circuit: CircuitReply['circuit'], serverNowMs: number): LedState {
  const { state, openings } = circuit;
  switch (state) {
    case 'open':
      return { kind: state, remainingMs: Math.max(0, circuit.openUntil - serverNowMs), openings };
    case 'half_open':
      return { kind: state, openings };
    case 'closed':
    case 'forced_open':
    case 'disabled':
      return { kind: state };
  }
}

function reasonFor(state: BreakerState, reason: string): string {
  switch (state) {
    case 'open':
      return `the fleet opened it: ${reason}`;
    case 'half_open':
      return `the fleet tries it: ${reason}`;
    case 'closed':
      return `the fleet closed it: ${reason}`;
    case 'forced_open':
    case 'disabled':
      return reason;
  }
}
