import type { Usage } from '../providers/usage.ts';
import { type NanoUsd, nanoUsd } from './money.ts';

/** A count beyond it is a slip: no model reads or writes so much in one call. */
const mostOfOne = 1_000_000_000;
/** No call costs more, whoever says so: ten million tokens of the dearest model come to less. */
const mostOfCall = nanoUsd(10_000);
/** A reported cost beyond so many times the reservation is a slip… */
const mostTimesReserved = 100;
/** … unless it is small: what is reserved for a short call is next to nothing. */
const alwaysBelievable = nanoUsd(1);

/** Whether every figure is a count that ledger and job can add up. */
export function isSoundUsage(usage: Usage | undefined): usage is Usage {
  if (typeof usage !== 'object' || usage === null) return false;
  for (const key in usage) {
    const count = usage[key as keyof Usage];
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 0 && count <= mostOfOne))
      return false;
  }
  return true;
}

/** Whole nano-dollars of a price that a call can have had; undefined for anything else. */
export function soundCost(cost: NanoUsd): NanoUsd | undefined {
  return cost >= 0 && cost <= mostOfCall ? Math.ceil(cost) : undefined;
}

/** What a provider says that a call cost, in nano-dollars; undefined where that cannot be. */
export function believableCost(reportedUsd: number, reservedNanoUsd: NanoUsd): NanoUsd | undefined {
  if (!(reportedUsd >= 0 && Number.isFinite(reportedUsd))) return undefined;
  const reported = nanoUsd(reportedUsd);
  const most = Math.min(mostOfCall, Math.max(reservedNanoUsd * mostTimesReserved, alwaysBelievable));
  return reported <= most ? reported : undefined;
}
