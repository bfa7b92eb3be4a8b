import { accountMismatch } from './ledger-errors.ts';
import type { AccountLimit, Balance, Intent } from './ledger-store.ts';

/**
 * Whether an entry belongs to an account. Its time is that of its reservation for as long as it lives, so that a
 * call that was begun in one period and answered in the next is paid by the budget that let it through.
 */
export function coversEntry(
  covers: AccountLimit['covers'],
  entry: Pick<Intent, 'at' | 'provider' | 'user' | 'jobId' | 'layer'>,
): boolean {
  return (
    (covers.provider === undefined || covers.provider === entry.provider) &&
    (covers.user === undefined || covers.user === entry.user) &&
    (covers.jobId === undefined || covers.jobId === entry.jobId) &&
    (covers.layer === undefined || covers.layer === entry.layer) &&
    (covers.fromMs === undefined || entry.at >= covers.fromMs) &&
    (covers.toMs === undefined || entry.at < covers.toMs)
  );
}

/** @throws StrataError `LEDGER_ACCOUNT_MISMATCH` (kind `failed`) */
export function mustCover(accounts: readonly AccountLimit[], intent: Intent): void {
  for (const { account, covers } of accounts) {
    if (!coversEntry(covers, intent)) throw accountMismatch(account);
  }
}

/**
 * The unit in which an account has no room for a reservation. What needs none of a unit fits at any time: a free
 * model is not stopped by a budget in USD, nor a scraper by one in tokens.
 */
export function unitWithoutRoom(
  balance: Omit<Balance, 'account'>,
  limit: AccountLimit,
  intent: Pick<Intent, 'reservedNanoUsd' | 'reservedTokens'>,
): 'usd' | 'tokens' | undefined {
  const { reservedNanoUsd, reservedTokens } = intent;
  const nanoUsd = balance.spentNanoUsd + balance.reservedNanoUsd + reservedNanoUsd;
  const tokens = balance.spentTokens + balance.reservedTokens + reservedTokens;
  if (limit.limitNanoUsd !== undefined && reservedNanoUsd > 0 && nanoUsd > limit.limitNanoUsd) return 'usd';
  if (limit.limitTokens !== undefined && reservedTokens > 0 && tokens > limit.limitTokens) return 'tokens';
  return undefined;
}
