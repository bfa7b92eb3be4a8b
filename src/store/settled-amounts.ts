import { StrataError } from '../error.ts';
import type { Intent, LedgerEntry, Settlement } from './ledger-store.ts';

/** What a settled entry adds to sums; all zero for a released one. */
export interface SettledAmounts {
  costNanoUsd: number;
  /** The part of the cost whose outcome is unknown. */
  unknownNanoUsd: number;
  /** What counts against budgets in tokens: those used, or those reserved where that is unknown. */
  tokens: number;
  calls: number;
  inputTokens: number;
  outputTokens: number;
}

const nothing: SettledAmounts = {
  costNanoUsd: 0,
  unknownNanoUsd: 0,
  tokens: 0,
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
};

export function amountsOf(
  intent: Pick<Intent, 'reservedNanoUsd' | 'reservedTokens'>,
  settlement: Pick<Settlement, 'outcome' | 'costNanoUsd' | 'usage'>,
): SettledAmounts {
  const inputTokens = wholeTokens(settlement.usage.inputTokens);
  const outputTokens = wholeTokens(settlement.usage.outputTokens);
  switch (settlement.outcome) {
    case 'released':
      return nothing;
    case 'unknown':
      return {
        costNanoUsd: intent.reservedNanoUsd,
        unknownNanoUsd: intent.reservedNanoUsd,
        tokens: intent.reservedTokens,
        calls: 1,
        inputTokens,
        outputTokens,
      };
    case 'succeeded':
    case 'failed':
      return {
        costNanoUsd: settlement.costNanoUsd,
        unknownNanoUsd: 0,
        tokens: inputTokens + outputTokens,
        calls: 1,
        inputTokens,
        outputTokens,
      };
  }
}

/** Of one call; more is no figure, and would spoil every sum. */
const mostTokens = 1e12;

/** What providers report is not in our hands: no odd figure may stop a settlement, or spoil a sum. */
function wholeTokens(tokens: number | undefined): number {
  if (tokens === undefined || !Number.isFinite(tokens) || tokens <= 0) return 0;
  return Math.min(Math.ceil(tokens), mostTokens);
}

/** @throws StrataError `LEDGER_AMOUNT_INVALID` (kind `failed`): amounts are whole and not negative */
export function mustBeAmounts(...amounts: number[]): void {
  for (const amount of amounts) {
    if (Number.isSafeInteger(amount) && amount >= 0) continue;
    throw new StrataError('LEDGER_AMOUNT_INVALID', `${amount} is no amount that the ledger can count`, {
      kind: 'failed',
      action: 'count in whole nano-dollars and tokens',
    });
  }
}

/**
 * Before anything is written, so that one call's odd figures trouble no other call.
 *
 * @throws StrataError `LEDGER_AMOUNT_INVALID` (kind `failed`): amounts and times are whole and not negative
 */
export function mustBeCountable(intent: Intent): void {
  mustBeAmounts(intent.reservedNanoUsd, intent.reservedTokens, intent.at, intent.expiresAt, intent.attempt);
}

/**
 * A settlement that can be stored: a figure that providers report, or a duration, is left out where it is none, for
 * a call that was made has to be settled.
 *
 * @throws StrataError `LEDGER_AMOUNT_INVALID` (kind `failed`): the cost is whole and not negative
 */
export function settleable(settlement: Settlement): Settlement {
  mustBeAmounts(settlement.costNanoUsd);
  const { reportedNanoUsd, durationMs, ...rest } = settlement;
  return {
    ...rest,
    durationMs: Number.isFinite(durationMs) ? durationMs : 0,
    ...(reportedNanoUsd !== undefined && Number.isSafeInteger(reportedNanoUsd) ? { reportedNanoUsd } : {}),
  };
}

/** Of an entry as it stands: nothing while it is reserved. */
export function amountsSettled(entry: LedgerEntry): SettledAmounts {
  return entry.state === 'reserved' ? nothing : amountsOf(entry, { ...entry, outcome: entry.state });
}

/** Whether a settlement still changes an entry: once, and once more what was unknown. */
export function maySettle(state: LedgerEntry['state'], outcome: Settlement['outcome']): boolean {
  return state === 'reserved' || (state === 'unknown' && outcome !== 'unknown');
}

/** The settlement of a call whose process is gone: it may have been made, so it counts as spent. */
export const orphaned: Settlement = {
  outcome: 'unknown',
  costNanoUsd: 0,
  usage: {},
  errorCode: 'PROCESS_GONE',
  durationMs: 0,
};
