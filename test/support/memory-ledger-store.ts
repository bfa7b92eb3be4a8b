import { StrataError } from '../../src/error.ts';
import { coversEntry, mustCover, unitWithoutRoom } from '../../src/store/accounts.ts';
import { type CostSum, isTimeKey, mustBeZone, reportOf } from '../../src/store/cost-report.ts';
import { entryExists, entryUnknown } from '../../src/store/ledger-errors.ts';
import { ledgerFilterOf, ledgerPageOf } from '../../src/store/ledger-filter.ts';
import type {
  AccountLimit,
  Balance,
  CostKey,
  CostRow,
  Intent,
  LedgerEntry,
  LedgerQuery,
  LedgerStore,
  Reservation,
  Settlement,
} from '../../src/store/ledger-store.ts';
import {
  amountsOf,
  amountsSettled,
  maySettle,
  mustBeAmounts,
  mustBeCountable,
  orphaned,
} from '../../src/store/settled-amounts.ts';

const quarterMs = 15 * 60_000;

interface Kept {
  entry: LedgerEntry;
  accounts: Balance[];
}

/**
 * A ledger in plain maps, for tests and benchmarks: exact, and nothing in it ever waits. Each method does all of
 * its work before it returns its promise, so that no two calls can interleave. Nothing outlives the process.
 */
export class MemoryLedgerStore implements LedgerStore {
  readonly #now: () => number;
  readonly #entries = new Map<string, Kept>();
  readonly #ofJob = new Map<string, Kept[]>();
  readonly #accounts = new Map<string, Balance>();
  /** Accounts of more than one job, which also count calls that do not name them. */
  readonly #shared: { account: Balance; covers: AccountLimit['covers'] }[] = [];
  /** Reserved when this store was made: calls of a process that is gone. */
  readonly #left: string[] = [];
  #isStopped = false;

  /** @param before a store whose entries this one begins with, as a new process on the same data does */
  constructor(options: { now?: () => number; before?: MemoryLedgerStore } = {}) {
    this.#now = options.now ?? Date.now;
    const { before } = options;
    for (const { entry } of before ? before.#entries.values() : []) {
      this.#keep({ entry: { ...entry }, accounts: [] });
      if (entry.state === 'reserved') this.#left.push(entry.id);
    }
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    this.#isStopped = true;
  }

  async reserve(intent: Intent, limits: readonly AccountLimit[]): Promise<Reservation> {
    this.#mustRun();
    mustBeCountable(intent);
    mustCover(limits, intent);
    if (this.#entries.has(intent.id)) throw entryExists(intent.id);
    const accounts: Balance[] = [];
    for (const limit of limits) {
      const account = this.#account(limit);
      const unit = unitWithoutRoom(account, limit, intent);
      if (unit !== undefined) return { granted: false, unit, balance: { ...account } };
      accounts.push(account);
    }
    for (const { account, covers } of this.#shared) {
      if (!accounts.includes(account) && coversEntry(covers, intent)) accounts.push(account);
    }
    for (const account of accounts) {
      account.reservedNanoUsd += intent.reservedNanoUsd;
      account.reservedTokens += intent.reservedTokens;
    }
    this.#keep({ entry: { ...intent, state: 'reserved', costNanoUsd: 0, usage: {} }, accounts });
    const named = accounts.slice(0, limits.length);
    return { granted: true, balances: named.map((account) => ({ ...account })) };
  }

  async settle(id: string, settlement: Settlement): Promise<void> {
    this.#mustRun();
    const kept = this.#entries.get(id);
    if (!kept) throw entryUnknown(id);
    const { entry, accounts } = kept;
    const { outcome, costNanoUsd, usage, durationMs, model, reportedNanoUsd, errorCode } = settlement;
    if (outcome === 'succeeded' || outcome === 'failed') mustBeAmounts(costNanoUsd);
    if (!maySettle(entry.state, outcome)) return;
    const isReserved = entry.state === 'reserved';
    const before = amountsSettled(entry);
    const after = amountsOf(entry, settlement);
    for (const account of accounts) {
      if (isReserved) {
        account.reservedNanoUsd -= entry.reservedNanoUsd;
        account.reservedTokens -= entry.reservedTokens;
      }
      account.spentNanoUsd += after.costNanoUsd - before.costNanoUsd;
      account.spentTokens += after.tokens - before.tokens;
    }
    delete entry.errorCode;
    Object.assign(entry, {
      state: outcome,
      settledAt: this.#now(),
      costNanoUsd: after.costNanoUsd,
      usage,
      durationMs,
      ...(model === undefined ? {} : { answeredBy: model }),
      ...(reportedNanoUsd === undefined ? {} : { reportedNanoUsd }),
      ...(errorCode === undefined ? {} : { errorCode }),
    });
  }

  async balances(limits: readonly AccountLimit[]): Promise<Balance[]> {
    this.#mustRun();
    return limits.map(({ account, covers }) => {
      const known = this.#accounts.get(account);
      return known ? { ...known } : beginAccount(account, this.#covered(covers));
    });
  }

  async settleOrphans(now: number): Promise<number> {
    this.#mustRun();
    const left = new Set(this.#left.splice(0));
    let count = 0;
    for (const { entry } of this.#entries.values()) {
      if (entry.state !== 'reserved' || (entry.expiresAt > now && !left.has(entry.id))) continue;
      await this.settle(entry.id, orphaned);
      count += 1;
    }
    return count;
  }

  async get(id: string): Promise<LedgerEntry | undefined> {
    this.#mustRun();
    const kept = this.#entries.get(id);
    return kept && { ...kept.entry };
  }

  async entries(query: LedgerQuery): Promise<{ entries: LedgerEntry[]; nextCursor?: string }> {
    this.#mustRun();
    const { jobId, provider, user, fromMs, after, limit } = ledgerFilterOf(query);
    const found = [...this.#entries.values()]
      .map(({ entry }) => entry)
      .filter(
        (entry) =>
          (jobId === undefined || entry.jobId === jobId) &&
          (provider === undefined || entry.provider === provider) &&
          (user === undefined || entry.user === user) &&
          entry.at >= fromMs &&
          (entry.at < after.createdAt || (entry.at === after.createdAt && entry.id < after.id)),
      )
      .sort((one, other) => other.at - one.at || (one.id < other.id ? 1 : -1));
    return ledgerPageOf(
      found.slice(0, limit + 1).map((entry) => ({ ...entry })),
      limit,
    );
  }

  async costs(query: {
    by: CostKey;
    from?: number;
    to?: number;
    timeZone: string;
    limit?: number;
  }): Promise<CostRow[]> {
    this.#mustRun();
    mustBeZone(query.timeZone);
    const sums = [...this.#entries.values()]
      .map(({ entry }) => entry)
      .filter(({ at }) => at >= (query.from ?? -Infinity) && at < (query.to ?? Infinity))
      .map((entry): CostSum => ({ group: groupOf(entry, query.by), ...amountsSettled(entry) }));
    return reportOf(
      sums.map(({ group, costNanoUsd, unknownNanoUsd, calls, inputTokens, outputTokens }) => ({
        group,
        costNanoUsd,
        unknownNanoUsd,
        calls,
        inputTokens,
        outputTokens,
      })),
      query,
    );
  }

  #mustRun(): void {
    if (!this.#isStopped) return;
    throw new StrataError('STORE_UNAVAILABLE', 'the ledger is stopped', { kind: 'unavailable' });
  }

  #keep(kept: Kept): void {
    this.#entries.set(kept.entry.id, kept);
    const { jobId } = kept.entry;
    if (jobId === undefined) return;
    const others = this.#ofJob.get(jobId);
    if (others) others.push(kept);
    else this.#ofJob.set(jobId, [kept]);
  }

  #account({ account: name, covers }: AccountLimit): Balance {
    const known = this.#accounts.get(name);
    if (known) return known;
    const covered = this.#covered(covers);
    const account = beginAccount(name, covered);
    for (const kept of covered) kept.accounts.push(account);
    this.#accounts.set(name, account);
    if (covers.jobId === undefined) this.#shared.push({ account, covers });
    return account;
  }

  /** By job where possible, since every job of a benchmark brings an account of its own. */
  #covered(covers: AccountLimit['covers']): Kept[] {
    const candidates =
      covers.jobId === undefined ? this.#entries.values() : (this.#ofJob.get(covers.jobId) ?? []);
    return [...candidates].filter(({ entry }) => coversEntry(covers, entry));
  }
}

function beginAccount(account: string, covered: readonly Kept[]): Balance {
  const balance = { account, spentNanoUsd: 0, reservedNanoUsd: 0, spentTokens: 0, reservedTokens: 0 };
  for (const { entry } of covered) {
    const settled = amountsSettled(entry);
    balance.spentNanoUsd += settled.costNanoUsd;
    balance.spentTokens += settled.tokens;
    if (entry.state !== 'reserved') continue;
    balance.reservedNanoUsd += entry.reservedNanoUsd;
    balance.reservedTokens += entry.reservedTokens;
  }
  return balance;
}

function groupOf(entry: LedgerEntry, by: CostKey): string | number {
  if (isTimeKey(by)) return Math.floor(entry.at / quarterMs) * quarterMs;
  if (by === 'job') return entry.jobId ?? '';
  if (by === 'model') return entry.answeredBy ?? entry.model ?? '';
  return entry[by as 'provider' | 'pipeline' | 'layer' | 'user'] ?? '';
}
