import { coversEntry } from '../accounts.ts';
import type { AccountLimit, Balance, Intent } from '../ledger-store.ts';

type Covers = AccountLimit['covers'];
type Entry = Pick<Intent, 'at' | 'provider' | 'user' | 'jobId' | 'layer'>;

interface Account {
  balance: Balance;
  covers: Covers;
  bucket: Account[];
}

const defaultMostAccounts = 10_000;
const parts = ['provider', 'user', 'jobId', 'layer'] as const;

/**
 * Balances of the accounts asked for lately. They are sums over the entries, kept up to date for every entry that
 * an account covers, also where the call did not name it: an account forgotten here, or one whose budget was away
 * for a while, begins again with what has been spent.
 */
export class AccountCache {
  /** In the order of their last use. */
  readonly #accounts = new Map<string, Account>();
  /** By which of the parts an account covers, then by their values: what covers an entry is found by look-ups. */
  readonly #byShape = new Map<number, Map<string, Account[]>>();
  readonly #seed: (limit: AccountLimit) => Balance;
  readonly #most: number;

  /** @param seed computes a balance from the entries */
  constructor(seed: (limit: AccountLimit) => Balance, most = defaultMostAccounts) {
    this.#seed = seed;
    this.#most = most;
  }

  /** The account's own balance, to be read only. */
  balance(limit: AccountLimit): Balance {
    let account = this.#accounts.get(limit.account);
    if (account === undefined) {
      account = this.#add(limit);
      this.#forgetOldest();
    } else {
      this.#accounts.delete(limit.account);
    }
    this.#accounts.set(limit.account, account);
    return account.balance;
  }

  change(entry: Entry, by: Omit<Balance, 'account'>): void {
    for (const [shape, buckets] of this.#byShape) {
      const accounts = buckets.get(keyOf(shape, entry));
      if (accounts === undefined) continue;
      for (const { covers, balance } of accounts) {
        if (!coversEntry(covers, entry)) continue;
        balance.spentNanoUsd += by.spentNanoUsd;
        balance.reservedNanoUsd += by.reservedNanoUsd;
        balance.spentTokens += by.spentTokens;
        balance.reservedTokens += by.reservedTokens;
      }
    }
  }

  clear(): void {
    this.#accounts.clear();
    this.#byShape.clear();
  }

  #add(limit: AccountLimit): Account {
    const balance = this.#seed(limit);
    const shape = shapeOf(limit.covers);
    const key = keyOf(shape, limit.covers);
    let buckets = this.#byShape.get(shape);
    if (buckets === undefined) {
      buckets = new Map();
      this.#byShape.set(shape, buckets);
    }
    const bucket = buckets.get(key) ?? [];
    buckets.set(key, bucket);
    const account: Account = { balance, covers: limit.covers, bucket };
    bucket.push(account);
    return account;
  }

  #forgetOldest(): void {
    if (this.#accounts.size < this.#most) return;
    const [oldest] = this.#accounts;
    if (oldest === undefined) return;
    const [name, account] = oldest;
    this.#accounts.delete(name);
    account.bucket.splice(account.bucket.indexOf(account), 1);
    if (account.bucket.length > 0) return;
    const shape = shapeOf(account.covers);
    this.#byShape.get(shape)?.delete(keyOf(shape, account.covers));
  }
}

function shapeOf(covers: Covers): number {
  return parts.reduce((shape, part, bit) => (covers[part] === undefined ? shape : shape | (1 << bit)), 0);
}

function keyOf(shape: number, from: Pick<Partial<Intent>, (typeof parts)[number]>): string {
  let key = '';
  for (const [bit, part] of parts.entries()) {
    if ((shape & (1 << bit)) !== 0) key += `${from[part] ?? '\u0001'}\u0000`;
  }
  return key;
}
