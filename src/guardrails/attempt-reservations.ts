import { randomUUIDv7 } from 'node:crypto';
import type { Intent } from '../store/ledger-store.ts';
import type { AttemptSettlements } from './attempt-settlements.ts';
import type { CallScope } from './call-scope.ts';
import type { GuardedCall } from './guard.ts';
import type { CallTelemetry } from './guard-telemetry.ts';
import type { NanoUsd } from './money.ts';
import type { ObservedPrices } from './pricing/observed-prices.ts';
import { BudgetRefused } from './refusals.ts';

/** Whoever reserves money: the intent is durable, and at every budget, once this is fulfilled. */
export interface BudgetGate {
  /** @throws BudgetRefused; StrataError `STORE_UNAVAILABLE` */
  reserve(intent: Intent, scope: CallScope): unknown;
}

export interface AttemptReservationsOptions {
  budgets: BudgetGate;
  observed: ObservedPrices;
  settlements: AttemptSettlements;
  limiterMaxWaitMs: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Beyond the time-out and the limiter's wait: the disk's. A process gone for longer than that is taken for dead. */
const intentMarginMs = 5 * 60_000;
/** Reserves what an attempt can cost at most, as far as is known by now. */
export class AttemptReservations {
  readonly #parts: AttemptReservationsOptions;

  constructor(parts: AttemptReservationsOptions) {
    this.#parts = parts;
  }

  /**
   * @returns the intent, durable and reserved at every budget
   * @throws BudgetRefused; StrataError `PRICE_EXCEEDED`, `STORE_UNAVAILABLE`; the signal's reason, at once
   */
  async reserve(
    call: GuardedCall<unknown>,
    attempt: number,
    told: CallTelemetry,
    signal: AbortSignal,
  ): Promise<Intent> {
    signal.throwIfAborted();
    const { budgets, settlements } = this.#parts;
    const intent = this.#intent(call, attempt);
    let reserving: unknown;
    try {
      reserving = budgets.reserve(intent, call.scope);
      if (reserving instanceof Promise) await unlessAborted(reserving, signal);
    } catch (error) {
      told.refused(error);
      const release = () => settlements.release(intent.id, error);
      // The store may have taken the reservation though its answer was lost, or is still to come.
      if (signal.aborted && reserving instanceof Promise) void reserving.then(release, release);
      else if (!(error instanceof BudgetRefused)) release();
      throw error;
    }
    return intent;
  }

  /** @throws StrataError `PRICE_EXCEEDED` */
  #intent(call: GuardedCall<unknown>, attempt: number): Intent {
    const { provider, operation, model, scope, worst, timeoutMs } = call;
    const { limiterMaxWaitMs, observed, now } = this.#parts;
    const factor = observed.factorOf(call);
    const at = Math.floor(now());
    const { user, jobId, pipeline, layer } = scope;
    const intent: Intent = {
      id: randomUUIDv7(),
      at,
      provider,
      operation,
      user,
      attempt,
      reservedNanoUsd: factor === 1 ? worst.costNanoUsd : timesMore(worst.costNanoUsd, factor),
      reservedTokens: worst.tokens,
      expiresAt: Math.ceil(at + limiterMaxWaitMs + timeoutMs + intentMarginMs),
    };
    if (model !== undefined) intent.model = model;
    if (jobId !== undefined) intent.jobId = jobId;
    if (pipeline !== undefined) intent.pipeline = pipeline;
    if (layer !== undefined) intent.layer = layer;
    return intent;
  }
}

function timesMore(cost: NanoUsd, factor: number): NanoUsd {
  return Math.min(Math.ceil(cost * factor), Number.MAX_SAFE_INTEGER);
}

/** @throws the signal's reason as soon as that aborts, whatever becomes of the work */
function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const end = (over: (value: unknown) => void) => (value: unknown) => {
      signal.removeEventListener('abort', onAbort);
      over(value);
    };
    work.then(end(resolve), end(reject));
  });
}
