import type { BreakerPermit } from './breaker.ts';

export type PermitOutcome = 'succeeded' | 'failed' | 'ignored';

/** Told of a permit's one answer. */
export type PermitOwner = (permit: Permit, outcome: PermitOutcome, durationMs: number) => void;

/** Leave for one call, good for one answer; `generation` tells in which state of the breaker it was given. */
export class Permit implements BreakerPermit {
  readonly generation: number;
  readonly startedAtMs: number;
  readonly #owner: PermitOwner;
  #used = false;

  constructor(owner: PermitOwner, generation: number, startedAtMs: number) {
    this.#owner = owner;
    this.generation = generation;
    this.startedAtMs = startedAtMs;
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
    this.#owner(this, outcome, durationMs);
  }
}

/** Of a breaker that counts nothing. */
export const noOpPermit: BreakerPermit = {
  succeeded() {},
  failed() {},
  ignored() {},
};
