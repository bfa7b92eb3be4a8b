import type { Collection } from 'mongodb';
import type { AccountLimit } from '../ledger-store.ts';
import { type AccountDocument, coveredBy, type EntryDocument, keyOf } from './ledger-documents.ts';
import { sumsBy } from './sums.ts';

type Beginning = Pick<
  AccountDocument,
  '_id' | 'committedNanoUsd' | 'committedTokens' | 'spentNanoUsd' | 'spentTokens' | 'pending' | 'unknown'
>;

const openStates = ['reserving', 'reserved', 'unknown'] as const;
const openFields = { accounts: 1, state: 1, reservedNanoUsd: 1, reservedTokens: 1, settledAt: 1, final: 1 };

/**
 * What an account begins with. Entries only ever go from `reserving` to `reserved`, to `unknown`, to the settled
 * states; these are read one after the other in that order, and what was found open is left out of the sum, so that
 * one that goes on meanwhile is neither missed nor counted twice.
 *
 * Calls that are still being reserved count where they do not know of the account: they hold in a moment, or give it
 * up. Those that name it are waiting for it, and reserve there by themselves.
 *
 * @param isSeen for a look at it: without calls that nobody can see yet
 */
export async function beginningOf(
  entries: Collection<EntryDocument>,
  { account: name, covers }: Pick<AccountLimit, 'account' | 'covers'>,
  { isSeen = false } = {},
): Promise<Beginning> {
  const covered = coveredBy(covers);
  const open = new Map<string, EntryDocument>();
  for (const state of isSeen ? openStates.slice(1) : openStates) {
    const found = await entries.find({ ...covered, state }, { projection: openFields }).toArray();
    for (const entry of found) {
      const isWaiting = state === 'reserving' && entry.accounts.includes(name);
      // One that is settled for good is part of the sum.
      if (!isWaiting && !entry.final && !open.has(entry._id)) open.set(entry._id, entry);
    }
  }
  const rest = open.size === 0 ? {} : { _id: { $nin: [...open.keys()] } };
  const sums = await sumsBy(entries, { ...covered, ...rest }, null, ['costNanoUsd', 'tokens']);
  const { costNanoUsd, tokens } = sums.get(null) ?? { costNanoUsd: 0, tokens: 0 };
  const account: Beginning = {
    _id: name,
    committedNanoUsd: costNanoUsd,
    committedTokens: tokens,
    spentNanoUsd: costNanoUsd,
    spentTokens: tokens,
    pending: {},
    unknown: {},
  };
  for (const { _id, state, settledAt, reservedNanoUsd, reservedTokens } of open.values()) {
    account.committedNanoUsd += reservedNanoUsd;
    account.committedTokens += reservedTokens;
    if (state === 'unknown') {
      account.unknown[keyOf(_id)] = settledAt ?? 0;
      account.spentNanoUsd += reservedNanoUsd;
      account.spentTokens += reservedTokens;
    } else account.pending[keyOf(_id)] = { nanoUsd: reservedNanoUsd, tokens: reservedTokens };
  }
  return account;
}
