import { StrataError } from '../error.ts';
import { type Charge, ProviderError } from '../providers/provider-error.ts';
import type { Usage } from '../providers/usage.ts';
import type { Settlement } from '../store/ledger-store.ts';
import { errorTypeOf } from '../telemetry/error-line.ts';
import type { Answered, GuardedCall } from './guard.ts';
import type { NanoUsd } from './money.ts';
import { believableCost, isSoundUsage, soundCost } from './sound-usage.ts';
import type { End } from './time-out.ts';

/** What an attempt that was sent comes to, for everyone who has to be told. */
export interface AttemptOutcome<T> {
  settlement: Settlement;
  /** What it has cost as far as is known: of an unknown outcome the whole reservation. */
  costNanoUsd: NanoUsd;
  /** What the limiter is to count. */
  tokens: number;
  breaker: 'succeeded' | 'failed' | 'ignored';
  label: 'succeeded' | 'failed' | 'timed_out' | 'cancelled';
  answered?: Answered<T>;
  error?: unknown;
  /** By the price list alone, where the provider reported a cost of its own. */
  listedNanoUsd?: NanoUsd;
  /** What the provider said it cost, and nobody can believe. */
  unbelievableUsd?: number;
}

type Costs = Pick<Settlement, 'outcome' | 'costNanoUsd' | 'usage' | 'reportedNanoUsd'> & {
  listedNanoUsd?: NanoUsd;
  unbelievableUsd?: number;
  /** The name by which it was priced. */
  pricedAs?: string | undefined;
};

/** Judges how an attempt ended. Never throws: what cannot be judged has failed, and counts as spent in full. */
export function outcomeOf<T>(
  call: GuardedCall<T>,
  end: End<Answered<T>>,
  durationMs: number,
): AttemptOutcome<T> {
  try {
    return judged(call, end, durationMs);
  } catch (cause) {
    const error = asProviderError(call, cause);
    return {
      ...told(call, unknownCosts, durationMs, undefined, error),
      breaker: 'ignored',
      label: 'failed',
      error,
    };
  }
}

function judged<T>(call: GuardedCall<T>, end: End<Answered<T>>, durationMs: number): AttemptOutcome<T> {
  switch (end.how) {
    case 'answered': {
      const { usage, usageKnown, model, reportedCostUsd } = end.value;
      const isSound = isSoundUsage(usage);
      const answered = isSound ? end.value : { ...end.value, usage: {} };
      const costs =
        usageKnown === false || !isSound
          ? { ...unknownCosts, usage: answered.usage }
          : priced(call, usage, model, reportedCostUsd, 'succeeded');
      const outcome = told(call, costs, durationMs, recordedModel(call, costs, model));
      return { ...outcome, breaker: 'succeeded', label: 'succeeded', answered };
    }
    case 'failed': {
      const error = asProviderError(call, end.error);
      const charge: Charge = error instanceof ProviderError ? error.charge : { kind: 'unknown' };
      const outcome = told(call, chargedFor(call, charge), durationMs, undefined, error);
      // Any other error of ours says that the request was not one to be made, nothing of the provider.
      const breaker = error instanceof ProviderError && error.breaker === 'failure' ? 'failed' : 'ignored';
      return { ...outcome, breaker, label: 'failed', error };
    }
    case 'timed-out': {
      const outcome = told(call, unknownCosts, durationMs, undefined, end.error);
      return { ...outcome, breaker: 'failed', label: 'timed_out', error: end.error };
    }
    case 'aborted': {
      // The reason may be anything of the caller's; what it was is the job's business.
      const outcome = told(call, unknownCosts, durationMs);
      outcome.settlement.errorCode = 'CALL_ABORTED';
      return { ...outcome, breaker: 'ignored', label: 'cancelled', error: end.error };
    }
  }
}

/** The time-out's own error, so that it can be told from an abort by whoever gets it. */
export function timedOut({ provider, timeoutMs }: Pick<GuardedCall<unknown>, 'provider' | 'timeoutMs'>) {
  return new ProviderError('PROVIDER_TIMED_OUT', `${provider} did not answer within ${timeoutMs / 1000} s`, {
    provider,
    kind: 'timeout',
    charge: { kind: 'unknown' },
    breaker: 'failure',
    retryable: true,
  });
}

const unknownCosts: Costs = { outcome: 'unknown', costNanoUsd: 0, usage: {} };

function chargedFor(call: GuardedCall<unknown>, charge: Charge): Costs {
  switch (charge.kind) {
    case 'none':
      return { outcome: 'failed', costNanoUsd: 0, usage: {} };
    case 'used':
      if (!isSoundUsage(charge.usage)) return unknownCosts;
      return priced(call, charge.usage, call.model, charge.reportedCostUsd, 'failed');
    case 'unknown':
      return unknownCosts;
  }
}

/**
 * The dearer of list price and reported cost counts, so that a budget holds whichever of the two is billed. A usage
 * that is not known, or that has no price, is an unknown outcome: the reservation is taken for spent. A reported cost
 * that nobody can believe is as good as none.
 */
function priced(
  call: GuardedCall<unknown>,
  usage: Usage,
  model: string | undefined,
  reportedUsd: number | undefined,
  outcome: 'succeeded' | 'failed',
): Costs {
  const reported =
    reportedUsd === undefined ? undefined : believableCost(reportedUsd, call.worst.costNanoUsd);
  const told: Partial<Costs> =
    reported !== undefined
      ? { reportedNanoUsd: reported }
      : reportedUsd !== undefined
        ? { unbelievableUsd: reportedUsd }
        : {};
  const listed = isKnown(usage) ? listPrice(call, usage, model) : undefined;
  if (listed === undefined) return { outcome: 'unknown', costNanoUsd: 0, usage, ...told };
  const { cost, pricedAs } = listed;
  if (reported === undefined) return { outcome, costNanoUsd: cost, usage, pricedAs, ...told };
  return { outcome, costNanoUsd: Math.max(cost, reported), usage, pricedAs, listedNanoUsd: cost, ...told };
}

/** Lists do not know every dated name that a provider answers by; the model asked for is priced then. */
function listPrice(
  call: GuardedCall<unknown>,
  usage: Usage,
  model: string | undefined,
): { cost: NanoUsd; pricedAs: string | undefined } | undefined {
  for (const name of model === undefined || model === call.model ? [call.model] : [model, call.model]) {
    try {
      const cost = soundCost(call.priceOf(usage, name));
      if (cost !== undefined) return { cost, pricedAs: name };
    } catch {
      // The next name may have one; without any the outcome is unknown, which the ledger shows.
    }
  }
  return undefined;
}

/** Providers may answer by any name: those that nobody knows are recorded under the one that was asked for. */
function recordedModel(
  call: GuardedCall<unknown>,
  { pricedAs }: Costs,
  model: string | undefined,
): string | undefined {
  if (model === undefined || model === call.model) return model;
  if (pricedAs !== undefined && pricedAs !== model) return undefined;
  return call.isKnownModel?.(model) === false ? undefined : model;
}

/** A model bills what was read and what was written; others bill units. */
function isKnown({ inputTokens, outputTokens, units }: Usage): boolean {
  const tokens = isCount(inputTokens) && isCount(outputTokens);
  return tokens || (isCount(units) && inputTokens === undefined && outputTokens === undefined);
}

function isCount(value: number | undefined): boolean {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}

function told<T>(
  call: GuardedCall<T>,
  costs: Costs,
  durationMs: number,
  model?: string,
  error?: unknown,
): Pick<AttemptOutcome<T>, 'settlement' | 'costNanoUsd' | 'tokens' | 'listedNanoUsd' | 'unbelievableUsd'> {
  const { listedNanoUsd, unbelievableUsd, pricedAs: _, ...known } = costs;
  const settlement: Settlement = { ...known, durationMs };
  if (model !== undefined) settlement.model = model;
  if (error !== undefined) settlement.errorCode = errorTypeOf(error);
  const isUnknown = costs.outcome === 'unknown';
  const { inputTokens = 0, outputTokens = 0 } = costs.usage;
  return {
    settlement,
    costNanoUsd: isUnknown ? call.worst.costNanoUsd : costs.costNanoUsd,
    tokens: isUnknown ? call.worst.tokens : inputTokens + outputTokens,
    ...(listedNanoUsd === undefined ? {} : { listedNanoUsd }),
    ...(unbelievableUsd === undefined ? {} : { unbelievableUsd }),
  };
}

/** An error that no client foresaw may quote anything; it goes on as a cause, which is never shown. */
function asProviderError({ provider }: GuardedCall<unknown>, error: unknown): StrataError {
  if (error instanceof StrataError) return error;
  return new ProviderError('PROVIDER_FAILED', `the call to ${provider} failed in a way that is not known`, {
    provider,
    charge: { kind: 'unknown' },
    breaker: 'failure',
    retryable: false,
    cause: error,
  });
}
