import type { Usage } from '../src/providers/usage.ts';
import type { FaultName } from './faults/fault-names.ts';
import type { Operation, SimulatedProvider } from './simulated-provider.ts';

/**
 * `answered`: a whole answer with status 200 left. `refused`: a whole answer with an error's status left.
 * `hung`: the client went before the first byte. `cut`: an answer that had begun was not brought to its end,
 * by the simulator or because the client went. `reset`: the connection was reset before any answer.
 */
export type CallOutcome = 'pending' | 'answered' | 'refused' | 'hung' | 'cut' | 'reset';

/** One request that reached the simulator. Holds no key, prompt or answer. */
export interface SimulatedCall {
  /** Counts up from 1 in order of arrival. */
  sequence: number;
  provider: SimulatedProvider;
  operation: Operation;
  model?: string;
  stream: boolean;
  /** Epoch ms with fractions: when the request's head had arrived. */
  at: number;
  endedAt?: number;
  faultApplied?: FaultName;
  outcome: CallOutcome;
  /** The client ended it, not the simulator. */
  clientLeft: boolean;
  /** Absent until an answer began. */
  status?: number;
  /** As it was reported to the client, in totals; absent where nothing was reported. */
  usage?: Usage;
  /** What a real provider would put on its bill: the true usage of everything that it began to work on. */
  billed?: Usage;
  /** OpenRouter's own figure. */
  reportedCostUsd?: number;
  /** First 16 hex digits of the key's SHA-256. */
  keyHash?: string;
}

export interface CallTotals {
  calls: number;
  byOutcome: Partial<Record<CallOutcome, number>>;
  byProvider: Partial<Record<SimulatedProvider, number>>;
  byFault: Partial<Record<FaultName, number>>;
  /** The most calls that were pending at once. */
  mostAtOnce: number;
}

/** Keeps every call, the oldest dropped beyond `capacity`; the totals count those too. */
export class CallJournal {
  readonly #capacity: number;
  readonly #waiting: (() => void)[] = [];
  #calls: SimulatedCall[] = [];
  #sequence = 0;
  #pending = 0;
  #totals = emptyTotals();
  /** Calls begun before a reset must not count after it. */
  #generation = new Set<SimulatedCall>();

  constructor({ capacity = 100_000 }: { capacity?: number } = {}) {
    this.#capacity = capacity;
  }

  begin(call: Omit<SimulatedCall, 'sequence' | 'outcome' | 'clientLeft'>): SimulatedCall {
    this.#sequence += 1;
    const begun: SimulatedCall = { ...call, sequence: this.#sequence, outcome: 'pending', clientLeft: false };
    this.#calls.push(begun);
    // Dropped by halves, so that no call pays for moving all of them.
    if (this.#calls.length > this.#capacity * 2) this.#calls = this.#calls.slice(-this.#capacity);
    this.#generation.add(begun);
    this.#pending += 1;
    const totals = this.#totals;
    totals.calls += 1;
    totals.byProvider[begun.provider] = (totals.byProvider[begun.provider] ?? 0) + 1;
    totals.mostAtOnce = Math.max(totals.mostAtOnce, this.#pending);
    return begun;
  }

  end(call: SimulatedCall, outcome: Exclude<CallOutcome, 'pending'>, at: number, clientLeft = false): void {
    if (call.outcome !== 'pending') return;
    call.outcome = outcome;
    call.endedAt = at;
    call.clientLeft = clientLeft;
    if (!this.#generation.delete(call)) return;
    this.#pending -= 1;
    const totals = this.#totals;
    totals.byOutcome[outcome] = (totals.byOutcome[outcome] ?? 0) + 1;
    if (call.faultApplied !== undefined) {
      totals.byFault[call.faultApplied] = (totals.byFault[call.faultApplied] ?? 0) + 1;
    }
    if (this.#pending === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Copies, in order of arrival. */
  list(provider?: SimulatedProvider): SimulatedCall[] {
    const newest = this.#calls.slice(-this.#capacity);
    const chosen = provider === undefined ? newest : newest.filter((call) => call.provider === provider);
    return chosen.map((call) => ({ ...call }));
  }

  totals(): CallTotals {
    const { byOutcome, byProvider, byFault } = this.#totals;
    const pending = this.#pending === 0 ? {} : { pending: this.#pending };
    return {
      ...this.#totals,
      byOutcome: { ...byOutcome, ...pending },
      byProvider: { ...byProvider },
      byFault: { ...byFault },
    };
  }

  /** Resolves when no call is pending. */
  idle(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  clear(): void {
    this.#calls = [];
    this.#generation = new Set();
    this.#pending = 0;
    this.#totals = emptyTotals();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function emptyTotals(): CallTotals {
  return { calls: 0, byOutcome: {}, byProvider: {}, byFault: {}, mostAtOnce: 0 };
}
