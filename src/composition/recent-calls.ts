import type { BreakerPermit, Breakers } from '../guardrails/breaker/breaker.ts';
import type { Limiter } from '../guardrails/limiter/limiter.ts';
import { LimitExceeded } from '../guardrails/refusals.ts';
import type { RecentCounts } from '../health/recent-counts.ts';
import { type ProviderName, providerNames } from '../providers/provider-name.ts';
import type { LedgerStore } from '../store/ledger-store.ts';

/** Calls without a known outcome whose late answer is waited for; older ones are forgotten. */
const mostOpen = 1_000;

/** Counts the calls that were sent and those that failed; a caller's abort is neither. */
export function countedLedger(ledger: LedgerStore, recent: RecentCounts): Pick<LedgerStore, 'settle'> {
  const unknown = new Set<string>();
  return {
    settle: (id, settlement) => {
      const { outcome, errorCode } = settlement;
      // An answer that came after the time-out puts the ledger right; the call has been counted.
      const isCounted = unknown.delete(id);
      if (!isCounted && outcome !== 'released' && errorCode !== 'CALL_ABORTED') {
        recent.add('call');
        if (errorCode !== undefined) recent.add('call failed');
        if (outcome === 'unknown') remember(unknown, id);
      }
      return ledger.settle(id, settlement);
    },
  };
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  if (ids.size <= mostOpen) return;
  for (const oldest of ids) {
    ids.delete(oldest);
    return;
  }
}

/** Counts the calls that waited in vain for room. */
export function countedLimiter(limiter: Limiter, recent: RecentCounts): Pick<Limiter, 'acquire' | 'pause'> {
  const note = (cause: unknown): never => {
    if (cause instanceof LimitExceeded) recent.add(`limit ${cause.provider}`);
    throw cause;
  };
  return {
    acquire: (request, signal) => {
      try {
        const grant = limiter.acquire(request, signal);
        return grant instanceof Promise ? grant.catch(note) : grant;
      } catch (cause) {
        return note(cause);
      }
    },
    pause: (provider, forMs) => limiter.pause(provider, forMs),
  };
}

/** Adds up how long providers took. */
export function timedBreakers(breakers: Breakers, recent: RecentCounts): Pick<Breakers, 'enter'> {
  return {
    enter: (provider) => {
      const entered = breakers.enter(provider);
      if (entered instanceof Promise) return entered.then((permit) => timed(permit, provider, recent));
      return timed(entered, provider, recent);
    },
  };
}

function timed(permit: BreakerPermit, provider: ProviderName, recent: RecentCounts): BreakerPermit {
  const note = (durationMs: number) => {
    recent.add(`timed ${provider}`);
    recent.add(`ms of ${provider}`, durationMs);
  };
  return {
    succeeded: (durationMs) => {
      note(durationMs);
      permit.succeeded(durationMs);
    },
    failed: (durationMs) => {
      note(durationMs);
      permit.failed(durationMs);
    },
    ignored: () => permit.ignored(),
  };
}

/** Mean duration of each provider's calls of the last minutes, in milliseconds; absent where there was none. */
export function recentLatencies(recent: RecentCounts): Partial<Record<ProviderName, number>> {
  const latencies: Partial<Record<ProviderName, number>> = {};
  for (const provider of providerNames) {
    const calls = recent.count(`timed ${provider}`);
    if (calls > 0) latencies[provider] = Math.round(recent.count(`ms of ${provider}`) / calls);
  }
  return latencies;
}

/** Providers whose calls waited in vain in the last minutes. */
export function limitsExceeded(recent: RecentCounts): ProviderName[] {
  return providerNames.filter((provider) => recent.count(`limit ${provider}`) > 0);
}
