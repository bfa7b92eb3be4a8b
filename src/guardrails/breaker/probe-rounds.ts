import type { BreakerSettings } from './breaker.ts';
import { Permit, type PermitOutcome, type PermitOwner } from './permit.ts';

/** Where the probes stand: more of them, a recovered service, or why it is not recovered. */
export type ProbeVerdict = { kind: 'going_on' } | { kind: 'recovered' } | { kind: 'failed'; reason: string };

/** How far the probes have got. */
export interface SavedProbes {
  round: number;
  /** Of this round; likewise the slow ones among them. */
  succeeded: number;
  slow: number;
}

const goingOn: ProbeVerdict = { kind: 'going_on' };

/** The probes of one half-open state: rounds of growing size, each of which must succeed before the next begins. */
export class ProbeRounds {
  readonly #settings: BreakerSettings;
  readonly #timeoutMs: number;
  readonly #probes = new Set<Permit>();
  #round = 0;
  #succeeded = 0;
  #slow = 0;

  constructor(settings: BreakerSettings, timeoutMs: number) {
    this.#settings = settings;
    this.#timeoutMs = timeoutMs;
  }

  save(): SavedProbes {
    return { round: this.#round, succeeded: this.#succeeded, slow: this.#slow };
  }

  /** Goes on where an earlier process was. Settings may have changed since: a round that is not there begins anew. */
  restore({ round, succeeded, slow }: SavedProbes): void {
    if (round >= this.#settings.probeRounds.length) return;
    this.#round = round;
    if (succeeded >= this.#size()) return;
    this.#succeeded = succeeded;
    this.#slow = Math.min(slow, succeeded);
  }

  /** A permit for a probe; undefined when the round has no free one. */
  enter(owner: PermitOwner, generation: number, clockMs: number): Permit | undefined {
    if (this.#isFull()) this.#giveUpOld(clockMs);
    if (this.#isFull()) return undefined;
    const probe = new Permit(owner, generation, clockMs);
    this.#probes.add(probe);
    return probe;
  }

  /** Takes a probe's result; one that was given up, or is not of these, changes nothing. */
  settle(probe: Permit, outcome: PermitOutcome, durationMs: number): ProbeVerdict {
    if (!this.#probes.delete(probe)) return goingOn;
    switch (outcome) {
      case 'ignored':
        return goingOn;
      case 'failed':
        return { kind: 'failed', reason: 'a probe failed' };
      case 'succeeded':
        this.#succeeded++;
        if (durationMs > this.#settings.slowCallMs) this.#slow++;
        return this.#succeeded < this.#size() ? goingOn : this.#endRound();
    }
  }

  /** As in resilience4j the slow-call rate holds for probes too, here for each round. */
  #endRound(): ProbeVerdict {
    const slowShare = this.#slow / this.#size();
    if (slowShare >= this.#settings.slowCallRate) return { kind: 'failed', reason: 'probes were slow' };
    this.#round++;
    this.#succeeded = this.#slow = 0;
    return this.#round < this.#settings.probeRounds.length ? goingOn : { kind: 'recovered' };
  }

  #size(): number {
    return this.#settings.probeRounds[this.#round] ?? 1;
  }

  #isFull(): boolean {
    return this.#succeeded + this.#probes.size >= this.#size();
  }

  #giveUpOld(clockMs: number): void {
    for (const probe of this.#probes) {
      if (clockMs - probe.startedAtMs >= this.#timeoutMs) this.#probes.delete(probe);
    }
  }
}
