import { type Random, seededRandom } from '../seeded-random.ts';
import type { Operation, SimulatedProvider } from '../simulated-provider.ts';
import { faultApplies } from './fault-names.ts';
import type { FaultRule } from './fault-rule.ts';

/** What is known of a call when it is asked whether it goes wrong. */
export interface FaultTarget {
  provider: SimulatedProvider;
  operation: Operation;
  model?: string;
  stream?: boolean;
}

export interface SetFault {
  id: number;
  rule: FaultRule;
  /** Calls that it could have met. */
  matched: number;
  /** Calls that it made go wrong. */
  applied: number;
}

/** The rules in force, in the order in which they were set, and how often each was used. */
export class FaultBook {
  readonly #seed: number;
  #random: Random;
  #faults: SetFault[] = [];
  #lastId = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = seededRandom(seed);
  }

  add(rule: FaultRule): number {
    this.#lastId += 1;
    this.#faults.push({ id: this.#lastId, rule, matched: 0, applied: 0 });
    return this.#lastId;
  }

  clear(): void {
    this.#faults = [];
  }

  /** As it was at the start, the dice too. */
  reset(): void {
    this.clear();
    this.#random = seededRandom(this.#seed);
  }

  list(): SetFault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  /** Asked before the request's body is read: only a reset can be chosen that early. */
  takeBeforeReading(target: FaultTarget): FaultRule | undefined {
    return this.#take(target, (rule) => rule.fault === 'reset-before');
  }

  takeAfterReading(target: FaultTarget): FaultRule | undefined {
    return this.#take(target, (rule) => rule.fault !== 'reset-before');
  }

  #take(target: FaultTarget, isAsked: (rule: FaultRule) => boolean): FaultRule | undefined {
    for (const fault of this.#faults) {
      const { rule } = fault;
      if (!isAsked(rule) || !matches(rule, target)) continue;
      if (rule.times !== undefined && rule.times !== 'forever' && fault.applied >= rule.times) continue;
      fault.matched += 1;
      if (fault.matched <= (rule.after ?? 0)) continue;
      if (rule.probability !== undefined && this.#random() >= rule.probability) continue;
      fault.applied += 1;
      return rule;
    }
    return undefined;
  }
}

function matches(rule: FaultRule, target: FaultTarget): boolean {
  return (
    (rule.provider === undefined || rule.provider === target.provider) &&
    (rule.operation === undefined || rule.operation === target.operation) &&
    (rule.model === undefined || rule.model === target.model) &&
    // A list of models and an unknown path give no answer that could be spoilt.
    (rule.operation !== undefined || (target.operation !== 'models' && target.operation !== 'unknown')) &&
    faultApplies(rule.fault, target.provider, target.stream)
  );
}
