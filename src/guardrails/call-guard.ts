import { context } from '@opentelemetry/api';
import { ProviderError } from '../providers/provider-error.ts';
import type { ProviderName } from '../providers/provider-name.ts';
import type { Usage } from '../providers/usage.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type AttemptOutcome, outcomeOf, timedOut } from './attempt-outcome.ts';
import { AttemptReservations, type BudgetGate } from './attempt-reservations.ts';
import { AttemptSettlements } from './attempt-settlements.ts';
import type { BreakerPermit, Breakers } from './breaker/breaker.ts';
import type { Answered, Guard, GuardedCall } from './guard.ts';
import { type CallTelemetry, GuardTelemetry } from './guard-telemetry.ts';
import type { Limiter, LimiterGrant } from './limiter/limiter.ts';
import { defaultMaxWaitMs } from './limiter/limiter-options.ts';
import type { NanoUsd } from './money.ts';
import { ObservedPrices } from './pricing/observed-prices.ts';
import { defaultRetry, type RetryDelays, type RetrySettings, retryDelays, retryWait } from './retry.ts';
import { endOf } from './time-out.ts';

export interface CallGuardOptions {
  budgets: BudgetGate;
  limiter: Pick<Limiter, 'acquire' | 'pause'>;
  breakers: Pick<Breakers, 'enter'>;
  ledger: Pick<LedgerStore, 'settle'>;
  telemetry: Pick<Telemetry, 'tracer' | 'log' | 'instruments'>;
  /** What calls were seen to cost above their reservations; one that knows nothing yet if absent. */
  observed?: ObservedPrices;
  /** The longest that the limiter lets a call wait; its own default if absent. */
  limiterMaxWaitMs?: number;
  /** Compares what providers say that calls cost with the price list. */
  drift?: { record(provider: ProviderName, computed: NanoUsd, reported: NanoUsd): void };
  /** Milliseconds that only ever grow. */
  clock(): number;
  /** Milliseconds since the epoch. */
  now(): number;
  /** 0–1, for the jitter of retries. */
  random(): number;
  retry?: Partial<RetrySettings>;
}

/** A 429 that does not say how long. */
const defaultPauseMs = 5_000;
/** A 503 or 529 that does not: just so long that not every waiting call tries it at once. */
const defaultSickPauseMs = 1_000;

/**
 * The one path round every outside call. Each attempt has a reservation of its own, which is durable before anything
 * is sent; whatever is not known of it afterwards counts as spent.
 */
export class CallGuard implements Guard {
  readonly #parts: CallGuardOptions;
  readonly #retry: RetrySettings;
  readonly #telemetry: GuardTelemetry;
  readonly #settlements: AttemptSettlements;
  readonly #observed: ObservedPrices;
  readonly #reservations: AttemptReservations;
  /** Providers whose refused key has been told in the log. */
  readonly #keyRefused = new Set<ProviderName>();
  /** Providers that said of a call that it cost what it cannot have cost. */
  readonly #unbelievable = new Set<ProviderName>();

  constructor(parts: CallGuardOptions) {
    this.#parts = parts;
    this.#retry = { ...defaultRetry, ...parts.retry };
    this.#telemetry = new GuardTelemetry(parts.telemetry);
    this.#observed = parts.observed ?? new ObservedPrices({ log: parts.telemetry.log });
    this.#settlements = new AttemptSettlements({ ledger: parts.ledger, log: parts.telemetry.log });
    this.#reservations = new AttemptReservations({
      budgets: parts.budgets,
      observed: this.#observed,
      settlements: this.#settlements,
      limiterMaxWaitMs: parts.limiterMaxWaitMs ?? defaultMaxWaitMs,
      now: parts.now,
    });
  }

  async call<T>(call: GuardedCall<T>, signal: AbortSignal): Promise<T> {
    const told = this.#telemetry.begin(call);
    try {
      let delays: RetryDelays | undefined;
      for (let attempt = 1; ; attempt += 1) {
        const { answered, error } = await this.#attempt(call, attempt, told, signal);
        if (answered) {
          told.succeeded(answered);
          return answered.value;
        }
        delays ??= await retryDelays(this.#retry, this.#parts.random);
        const delayMs = delays.after(error, attempt);
        if (delayMs === undefined) throw error;
        told.retry(attempt, delayMs, error);
        await retryWait(delayMs, signal);
      }
    } catch (error) {
      told.failed(error);
      throw error;
    }
  }

  /** What the provider said that it cost against the list, and against what was reserved. */
  #compare(
    call: GuardedCall<unknown>,
    { settlement, listedNanoUsd, unbelievableUsd }: AttemptOutcome<unknown>,
  ): void {
    const { provider, worst, model } = call;
    const { outcome, costNanoUsd, reportedNanoUsd, usage } = settlement;
    if (unbelievableUsd !== undefined && !this.#unbelievable.has(provider)) {
      this.#unbelievable.add(provider);
      const { log } = this.#parts.telemetry;
      log.warn(
        { provider, model },
        'the provider says that a call cost what no such call can cost; that is left out',
      );
    }
    if (listedNanoUsd !== undefined && reportedNanoUsd !== undefined) {
      this.#parts.drift?.record(provider, listedNanoUsd, reportedNanoUsd);
    }
    if (outcome === 'unknown' || costNanoUsd <= worst.costNanoUsd) return;
    this.#observed.exceeded(call, costNanoUsd, worst.costNanoUsd, listedAsAsked(call, usage));
  }

  /** Waits until every settlement is written or given up. @throws the signal's reason */
  idle(signal?: AbortSignal): Promise<void> {
    return this.#settlements.idle(signal);
  }

  /** To be called when no call is under way any more and before the ledger is stopped. */
  stop(signal?: AbortSignal): Promise<void> {
    return this.#settlements.stop(signal);
  }

  async #attempt<T>(
    asked: GuardedCall<T>,
    attempt: number,
    told: CallTelemetry,
    signal: AbortSignal,
  ): Promise<AttemptOutcome<T>> {
    const { limiter, breakers, clock } = this.#parts;
    const { id, reservedNanoUsd } = await this.#reservations.reserve(asked, attempt, told, signal);
    // From here to the settlement nothing may throw past: the reservation would stay until it expires.
    const call = reservedNanoUsd === asked.worst.costNanoUsd ? asked : dearer(asked, reservedNanoUsd);
    const { provider, scope, worst, timeoutMs } = call;
    let grant: LimiterGrant | undefined;
    let permit: BreakerPermit | undefined;
    try {
      told.reserved(reservedNanoUsd);
      const granted = limiter.acquire({ provider, user: scope.user, tokens: worst.tokens }, signal);
      grant = granted instanceof Promise ? await granted : granted;
      told.waited(grant.waitedMs);
      const entered = breakers.enter(provider);
      permit = entered instanceof Promise ? await entered : entered;
      signal.throwIfAborted();
    } catch (error) {
      this.#settlements.release(id, error);
      this.#surely(() => permit?.ignored());
      this.#surely(() => grant?.release());
      this.#surely(() => told.refused(error));
      throw error;
    }

    const startedAtMs = clock();
    let settled: Promise<void> | undefined;
    const work = (own: AbortSignal) => context.with(told.context, call.attempt, undefined, own);
    const end = await endOf<Answered<T>>(work, {
      timeoutMs,
      signal,
      timedOut: () => timedOut(call),
      onLate: (late) => {
        const known = outcomeOf(call, late, clock() - startedAtMs);
        if (known.settlement.outcome === 'unknown') return;
        // The ledger alone is put right: job and metrics have counted the call in full, and cannot take it back.
        void settled?.then(() => this.#settlements.settle(id, known.settlement));
        this.#compare(asked, known);
      },
    });
    const outcome = outcomeOf(call, end, clock() - startedAtMs);
    settled = this.#settlements.settle(id, outcome.settlement);
    const pausing = this.#tell(asked, outcome, grant, permit);
    this.#surely(() => told.ended(outcome));
    if (pausing) await pausing;
    return outcome;
  }

  /** Bookkeeping that has no say in how the call ends. */
  #surely(tell: () => void): void {
    try {
      tell();
    } catch (cause) {
      this.#parts.telemetry.log.error({ err: cause }, 'a call could not be accounted for in full');
    }
  }

  /** Tells limiter, breaker, job and log. A promise only where a pause has to reach other processes. */
  #tell(
    call: GuardedCall<unknown>,
    outcome: AttemptOutcome<unknown>,
    grant: LimiterGrant,
    permit: BreakerPermit,
  ): Promise<void> | undefined {
    const { settlement, error } = outcome;
    // An answer that has been paid for is not lost to a fault in the bookkeeping, nor is the next of its steps.
    this.#surely(() => grant.settle(outcome.tokens));
    this.#surely(() => {
      if (outcome.breaker === 'succeeded') permit.succeeded(settlement.durationMs);
      else if (outcome.breaker === 'failed') permit.failed(settlement.durationMs);
      else permit.ignored();
    });
    try {
      this.#compare(call, outcome);
      this.#tellJob(call, outcome);
      if (!error) this.#keyRefused.delete(call.provider);
      if (!(error instanceof ProviderError)) return undefined;
      this.#tellKeyRefused(error);
      return error.pausesKey ? this.#pause(error) : undefined;
    } catch (cause) {
      this.#parts.telemetry.log.error({ err: cause }, 'a call could not be accounted for in full');
      return undefined;
    }
  }

  #tellJob(
    { provider, model, scope }: GuardedCall<unknown>,
    { settlement, costNanoUsd }: AttemptOutcome<unknown>,
  ) {
    const { outcome, usage } = settlement;
    if (!scope.onSettled || outcome === 'released') return;
    try {
      scope.onSettled({ provider, ...(model === undefined ? {} : { model }), costNanoUsd, usage, outcome });
    } catch (cause) {
      this.#parts.telemetry.log.error({ err: cause }, 'a job could not be told what a call has cost');
    }
  }

  /** Once, since every call fails of it until somebody does something. */
  #tellKeyRefused(error: ProviderError): void {
    const { code, provider } = error;
    if (code !== 'PROVIDER_KEY_REFUSED' || this.#keyRefused.has(provider)) return;
    this.#keyRefused.add(provider);
    this.#parts.telemetry.log.error({ provider, code }, error.toLine());
  }

  async #pause({ provider, code, retryAfterMs }: ProviderError): Promise<void> {
    const unsaidMs = code === 'PROVIDER_RATE_LIMITED' ? defaultPauseMs : defaultSickPauseMs;
    try {
      await this.#parts.limiter.pause(provider, retryAfterMs ?? unsaidMs);
    } catch (cause) {
      this.#parts.telemetry.log.warn(
        { err: cause, provider },
        'a pause could not be told to other processes',
      );
    }
  }
}

function dearer<T>(call: GuardedCall<T>, reservedNanoUsd: NanoUsd): GuardedCall<T> {
  return { ...call, worst: { ...call.worst, costNanoUsd: reservedNanoUsd } };
}

function listedAsAsked(call: GuardedCall<unknown>, usage: Usage): NanoUsd | undefined {
  try {
    return call.priceOf(usage, call.model);
  } catch {
    return undefined;
  }
}
