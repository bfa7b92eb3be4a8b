import type { Balance } from '../../store/ledger-store.ts';
import { usdOf, usdText } from '../money.ts';
import type { BudgetAccount } from './budget-accounts.ts';

/** What a call needs of an account at most. */
export interface Need {
  nanoUsd: number;
  tokens: number;
}

/** Why a call does not fit: the budget, its limit, what is left of it, what was needed and when it begins anew. */
export function noRoomText(
  account: BudgetAccount,
  balance: Balance,
  unit: 'usd' | 'tokens',
  need: Need,
  timeZone: string,
): string {
  const amounts =
    unit === 'usd'
      ? {
          limit: usdText(usdOf(account.budget?.limitNanoUsd ?? 0)),
          spent: usdText(usdOf(balance.spentNanoUsd)),
          reserved: usdText(usdOf(balance.reservedNanoUsd)),
          need: usdText(usdOf(need.nanoUsd)),
        }
      : {
          limit: `${account.budget?.limitTokens} tokens`,
          spent: `${balance.spentTokens} tokens`,
          reserved: `${balance.reservedTokens} tokens`,
          need: `${need.tokens} tokens`,
        };
  return `${budgetText(account)} has no room for a call that may need ${amounts.need}: of ${amounts.limit}, ${amounts.spent} are spent and ${amounts.reserved} reserved by calls under way${endText(account, timeZone)}`;
}

/** `the budget of provider openai for 2026-11-23` */
export function budgetText({ label, period, periodKey }: BudgetAccount): string {
  const of = `the budget of ${label}`;
  return period === 'total' ? of : `${of} for the ${period} ${periodKey}`;
}

function endText({ period, endsAtMs }: BudgetAccount, timeZone: string): string {
  if (endsAtMs === undefined) return '';
  const end = Temporal.Instant.fromEpochMilliseconds(endsAtMs).toZonedDateTimeISO(timeZone);
  return `; the ${period} ends at ${end.toPlainDateTime().toString({ smallestUnit: 'minute' })} (${timeZone})`;
}

/**
 * The unit in which a balance that a call is part of is above its account's budget, if any. As in the ledger, a unit
 * of which the call takes nothing is no obstacle to it.
 */
export function unitAbove(
  { budget }: BudgetAccount,
  balance: Balance,
  need: Need,
): 'usd' | 'tokens' | undefined {
  if (!budget) return undefined;
  const { limitNanoUsd, limitTokens } = budget;
  const nanoUsd = balance.spentNanoUsd + balance.reservedNanoUsd;
  const tokens = balance.spentTokens + balance.reservedTokens;
  if (limitNanoUsd !== undefined && need.nanoUsd > 0 && nanoUsd > limitNanoUsd) return 'usd';
  if (limitTokens !== undefined && need.tokens > 0 && tokens > limitTokens) return 'tokens';
  return undefined;
}

/** Share of the budget that is used, 0–1 and above, of the unit that is fuller. */
export function usedRatio({ budget }: BudgetAccount, used: Need): number {
  if (!budget) return 0;
  const { limitNanoUsd, limitTokens } = budget;
  return Math.max(shareOf(used.nanoUsd, limitNanoUsd), shareOf(used.tokens, limitTokens));
}

/** A budget of nothing is used up by the first nano-dollar, and not at all before it. */
function shareOf(used: number, limit: number | undefined): number {
  if (limit === undefined) return 0;
  if (limit === 0) return used > 0 ? 1 : 0;
  return used / limit;
}
