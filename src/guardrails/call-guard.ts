import { randomUUIDv7 } from 'node:crypto';
import { context } from '@opentelemetry/api';
import { ProviderError } from '../providers/provider-error.ts';
import type { ProviderName } from '../providers/provider-name.ts';
import type { Intent, LedgerStore } from '../store/ledger-store.ts';
import { errorTypeOf } from '../telemetry/error-line.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type AttemptOutcome, outcomeOf, timedOut } from './attempt-outcome.ts';
import { AttemptSettlements } from './attempt-settlements.ts';
import type { BreakerPermit, Breakers } from './breaker/breaker.ts';
import type { CallScope } from './call-scope.ts';
import type { Answered, Guard, GuardedCall } from './guard.ts';
import { type CallTelemetry, GuardTelemetry } from './guard-telemetry.ts';
import type { Limiter, LimiterGrant } from './limiter/limiter.ts';
import type { NanoUsd } from './money.ts';
import { BudgetRefused } from './refusals.ts';
import { defaultRetry, type RetryDelays, type RetrySettings, retryDelays, retryWait } from './retry.ts';
import { endOf } from './time-out.ts';

/** Whoever reserves money: the intent is durable, and at every budget, once this is fulfilled. */
export interface BudgetGate {
  /** @throws BudgetRefused; StrataError `STORE_UNAVAILABLE` */
  reserve(intent: Intent, scope: CallScope): unknown;
}

export interface CallGuardOptions {
  budgets: BudgetGate;
  limiter: Pick<Limiter, 'acquire' | 'pause'>;
  breakers: Pick<Breakers, 'enter'>;
  ledger: Pick<LedgerStore, 'settle'>;
  telemetry: Pick<Telemetry, 'tracer' | 'log' | 'instruments'>;
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

/** Beyond the time-out: waits for limiter and disk. A process gone for longer than that is taken for dead. */
const intentMarginMs = 5 * 60_000;
/** A 429 that does not say how long. */
const defaultPauseMs = 5_000;

/**
 * The one path round every outside call. Each attempt has a reservation of its own, which is durable before anything
 * is sent; whatever is not known of it afterwards counts as spent.
 */
export class CallGuard implements Guard {
  readonly #parts: CallGuardOptions;
  readonly #retry: RetrySettings;
  readonly #telemetry: GuardTelemetry;
  readonly #settlements: AttemptSettlements;
  /** Providers whose refused key has been told in the log. */
  readonly #keyRefused = new Set<ProviderName>();

  constructor(parts: CallGuardOptions) {
    this.#parts = parts;
    this.#retry = { ...defaultRetry, ...parts.retry };
    this.#telemetry = new GuardTelemetry(parts.telemetry);
    this.#settlements = new AttemptSettlements({ ledger: parts.ledger, log: parts.telemetry.log });
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

  #compare(provider: ProviderName, { settlement, listedNanoUsd }: AttemptOutcome<unknown>): void {
    const { reportedNanoUsd } = settlement;
    if (listedNanoUsd === undefined || reportedNanoUsd === undefined) return;
    this.#parts.drift?.record(provider, listedNanoUsd, reportedNanoUsd);
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
    call: GuardedCall<T>,
    attempt: number,
    told: CallTelemetry,
    signal: AbortSignal,
  ): Promise<AttemptOutcome<T>> {
    const { limiter, breakers, clock } = this.#parts;
    const { provider, scope, worst, timeoutMs } = call;
    const { id } = await this.#reserve(call, attempt, told, signal);
    let grant: LimiterGrant | undefined;
    let permit: BreakerPermit | undefined;
    try {
      const granted = limiter.acquire({ provider, user: scope.user, tokens: worst.tokens }, signal);
      grant = granted instanceof Promise ? await granted : granted;
      told.waited(grant.waitedMs);
      const entered = breakers.enter(provider);
      permit = entered instanceof Promise ? await entered : entered;
      signal.throwIfAborted();
    } catch (error) {
      permit?.ignored();
      grant?.release();
      this.#release(id, error);
      told.refused(error);
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
      },
    });
    const outcome = outcomeOf(call, end, clock() - startedAtMs);
    settled = this.#settlements.settle(id, outcome.settlement);
    told.ended(outcome);
    const pausing = this.#tell(call, outcome, grant, permit);
    if (pausing) await pausing;
    return outcome;
  }

  async #reserve(
    call: GuardedCall<unknown>,
    attempt: number,
    told: CallTelemetry,
    signal: AbortSignal,
  ): Promise<Intent> {
    signal.throwIfAborted();
    const { budgets } = this.#parts;
    const intent = this.#intent(call, attempt);
    try {
      await budgets.reserve(intent, call.scope);
    } catch (error) {
      told.refused(error);
      // The store may have taken the reservation though its answer was lost.
      if (!(error instanceof BudgetRefused)) this.#release(intent.id, error);
      throw error;
    }
    told.reserved();
    return intent;
  }

  #intent(
    { provider, operation, model, scope, worst, timeoutMs }: GuardedCall<unknown>,
    attempt: number,
  ): Intent {
    const at = this.#parts.now();
    const { user, jobId, pipeline, layer } = scope;
    const intent: Intent = {
      id: randomUUIDv7(),
      at,
      provider,
      operation,
      user,
      attempt,
      reservedNanoUsd: worst.costNanoUsd,
      reservedTokens: worst.tokens,
      expiresAt: at + timeoutMs + intentMarginMs,
    };
    if (model !== undefined) intent.model = model;
    if (jobId !== undefined) intent.jobId = jobId;
    if (pipeline !== undefined) intent.pipeline = pipeline;
    if (layer !== undefined) intent.layer = layer;
    return intent;
  }

  #release(id: string, error: unknown): void {
    void this.#settlements.settle(id, {
      outcome: 'released',
      costNanoUsd: 0,
      usage: {},
      errorCode: errorTypeOf(error),
      durationMs: 0,
    });
  }

  /** Tells limiter, breaker, job and log. A promise only where a pause has to reach other processes. */
  #tell(
    call: GuardedCall<unknown>,
    outcome: AttemptOutcome<unknown>,
    grant: LimiterGrant,
    permit: BreakerPermit,
  ): Promise<void> | undefined {
    const { settlement, error } = outcome;
    // An answer that has been paid for is not lost to a fault in the bookkeeping.
    try {
      grant.settle(outcome.tokens);
      if (outcome.breaker === 'succeeded') permit.succeeded(settlement.durationMs);
      else if (outcome.breaker === 'failed') permit.failed(settlement.durationMs);
      else permit.ignored();
      this.#compare(call.provider, outcome);
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
  #tellKeyRefused({ code, provider, message }: ProviderError): void {
    if (code !== 'PROVIDER_KEY_REFUSED' || this.#keyRefused.has(provider)) return;
    this.#keyRefused.add(provider);
    this.#parts.telemetry.log.error({ provider, code }, message);
  }

  async #pause({ provider, retryAfterMs = defaultPauseMs }: ProviderError): Promise<void> {
    try {
      await this.#parts.limiter.pause(provider, retryAfterMs);
    } catch (cause) {
      this.#parts.telemetry.log.warn(
        { err: cause, provider },
        'a pause could not be told to other processes',
      );
    }
  }
}
