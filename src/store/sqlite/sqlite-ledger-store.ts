import { StrataError } from '../../error.ts';
import { mustCover, unitWithoutRoom } from '../accounts.ts';
import { mustBeZone, reportOf } from '../cost-report.ts';
import { entryExists, entryUnknown } from '../ledger-errors.ts';
import { ledgerFilterOf, ledgerPageOf } from '../ledger-filter.ts';
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
} from '../ledger-store.ts';
import {
  amountsOf,
  amountsSettled,
  maySettle,
  mustBeCountable,
  orphaned,
  settleable,
} from '../settled-amounts.ts';
import { AccountCache } from './account-cache.ts';
import { openForReading, openForWriting } from './connection.ts';
import { CostSpans } from './cost-spans.ts';
import { GroupCommit } from './group-commit.ts';
import { findEntries, findEntry, insertEntry, reservedOf, updateEntry } from './ledger-rows.ts';
import { isBusy, isOfTheFile, storeErrorOf } from './sqlite-error.ts';
import { Statements } from './statements.ts';

const orphansAtOnce = 1_000;

export interface SqliteLedgerStoreOptions {
  /** Path of the database file, the one of the jobs; created with its folder when missing. */
  file: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Reads beside a running writer and never writes. */
  readOnly?: boolean;
}

/** What is there once the store has started. */
interface Open {
  statements: Statements;
  costs: CostSpans;
  accounts: AccountCache;
}

/**
 * The ledger in one SQLite file (write-ahead log, full sync), which belongs to one process. What is asked for within
 * one turn of the event loop is committed together. The entries are the truth; balances are sums of them, kept in
 * memory while they are used.
 */
export class SqliteLedgerStore implements LedgerStore {
  readonly #file: string;
  readonly #now: () => number;
  readonly #readOnly: boolean;
  readonly #commits: GroupCommit;
  #open: Open | undefined;
  #started = false;
  /** Entries that were reserved when the store started: calls of a process that is gone. */
  #left: string[] = [];

  constructor(options: SqliteLedgerStoreOptions) {
    this.#file = options.file;
    this.#now = options.now ?? Date.now;
    this.#readOnly = options.readOnly ?? false;
    this.#commits = new GroupCommit({
      transaction: (work) => this.#transaction(work),
      isolated: (work) => this.#isolated(work),
      faultOf(error) {
        if (isBusy(error)) return 'busy';
        if (isOfTheFile(error)) return 'everyone';
        // What the store itself refuses, it refuses before it writes; the database may have stopped half-way.
        return error instanceof StrataError && error.code !== 'STORE_UNAVAILABLE' ? 'own' : 'written';
      },
    });
  }

  async start(): Promise<void> {
    if (this.#started) return;
    if (!this.#readOnly) {
      const open = this.#opened(new Statements(openForWriting(this.#file)));
      const left = open.statements.all(
        `SELECT id FROM ledger INDEXED BY ledger_reserved WHERE state = 'reserved'`,
        [],
      );
      this.#left = left.map(({ id }) => String(id));
      this.#open = open;
    }
    this.#started = true;
  }

  async stop(): Promise<void> {
    await this.#commits.idle();
    this.#started = false;
    this.#open?.statements.close();
    this.#open = undefined;
  }

  async reserve(intent: Intent, accounts: readonly AccountLimit[]): Promise<Reservation> {
    this.#mustBeWritable();
    mustCover(accounts, intent);
    mustBeCountable(intent);
    return this.#commits.run(() => this.#reserve(intent, accounts));
  }

  async settle(id: string, settlement: Settlement): Promise<void> {
    this.#mustBeWritable();
    const fit = settleable(settlement);
    await this.#commits.run(() => this.#settle(id, fit));
  }

  async balances(accounts: readonly AccountLimit[]): Promise<Balance[]> {
    return this.#read([], (open) => {
      // Beside a writer, whatever was summed before may be out of date.
      if (this.#readOnly) open.accounts.clear();
      return accounts.map((account) => ({ ...open.accounts.balance(account) }));
    }) as Balance[];
  }

  async settleOrphans(now: number): Promise<number> {
    this.#mustBeWritable();
    const expired = `SELECT id FROM ledger INDEXED BY ledger_reserved WHERE state = 'reserved' AND expires_at <= ?`;
    const found = this.#read([], ({ statements }) => statements.all(expired, [now]));
    const orphans = [...new Set([...this.#left, ...found.map(({ id }) => String(id))])];
    let settled = 0;
    for (let start = 0; start < orphans.length; start += orphansAtOnce) {
      const group = orphans.slice(start, start + orphansAtOnce);
      settled += await this.#commits.run(
        () => group.filter((id) => this.#settle(id, orphaned, 'reserved')).length,
      );
    }
    this.#left = [];
    return settled;
  }

  async get(id: string): Promise<LedgerEntry | undefined> {
    return this.#read(undefined, ({ statements }) => findEntry(statements, id));
  }

  async entries(query: LedgerQuery): Promise<{ entries: LedgerEntry[]; nextCursor?: string }> {
    const filter = ledgerFilterOf(query);
    return ledgerPageOf(
      this.#read([], ({ statements }) => findEntries(statements, filter)),
      filter.limit,
    );
  }

  async costs(query: {
    by: CostKey;
    from?: number;
    to?: number;
    timeZone: string;
    limit?: number;
  }): Promise<CostRow[]> {
    mustBeZone(query.timeZone);
    return reportOf(
      this.#read([], ({ costs }) => costs.sums(query)),
      query,
    );
  }

  #reserve(intent: Intent, limits: readonly AccountLimit[]): Reservation {
    const { statements, accounts } = this.#mustBeOpen();
    // Every account begins before the entry is there, so that the entry is counted once in each.
    const balances = limits.map((limit) => accounts.balance(limit));
    for (const [index, limit] of limits.entries()) {
      const balance = balances[index] as Balance;
      const unit = unitWithoutRoom(balance, limit, intent);
      if (unit !== undefined) return { granted: false, unit, balance: { ...balance } };
    }
    if (!insertEntry(statements, intent)) throw entryExists(intent.id);
    accounts.change(intent, {
      spentNanoUsd: 0,
      reservedNanoUsd: intent.reservedNanoUsd,
      spentTokens: 0,
      reservedTokens: intent.reservedTokens,
    });
    return { granted: true, balances: balances.map((balance) => ({ ...balance })) };
  }

  /** @returns whether it changed anything */
  #settle(id: string, settlement: Settlement, only?: LedgerEntry['state']): boolean {
    const { statements, costs, accounts } = this.#mustBeOpen();
    const entry = findEntry(statements, id);
    if (entry === undefined) throw entryUnknown(id);
    if (!maySettle(entry.state, settlement.outcome)) return false;
    if (only !== undefined && entry.state !== only) return false;
    const before = amountsSettled(entry);
    const after = amountsOf(entry, settlement);
    updateEntry(statements, entry, settlement, this.#now());
    costs.add(entry, before, -1);
    const { answeredBy: _, ...asked } = entry;
    costs.add(settlement.model === undefined ? asked : { ...asked, answeredBy: settlement.model }, after, 1);
    const isFirst = entry.state === 'reserved';
    accounts.change(entry, {
      spentNanoUsd: after.costNanoUsd - before.costNanoUsd,
      reservedNanoUsd: isFirst ? -entry.reservedNanoUsd : 0,
      spentTokens: after.tokens - before.tokens,
      reservedTokens: isFirst ? -entry.reservedTokens : 0,
    });
    return true;
  }

  #transaction(work: () => void): void {
    const { statements, costs, accounts } = this.#mustBeOpen();
    try {
      statements.run('BEGIN IMMEDIATE', []);
      work();
      costs.write();
      statements.run('COMMIT', []);
    } catch (error) {
      // What is in memory is ahead of the disk: it is read again when it is needed next.
      costs.forget();
      accounts.clear();
      // Some errors (a full disk) have ended the transaction already.
      if (statements.database.isTransaction) statements.database.exec('ROLLBACK');
      throw storeErrorOf(error, this.#file);
    }
  }

  /** Sums are written with the piece of work that they belong to, so that what is wrong with them is its fault. */
  #isolated(work: () => unknown): unknown {
    const { statements, costs, accounts } = this.#mustBeOpen();
    statements.run('SAVEPOINT piece', []);
    try {
      const result = work();
      costs.write();
      statements.run('RELEASE piece', []);
      return result;
    } catch (error) {
      costs.forget();
      accounts.clear();
      if (statements.database.isTransaction) statements.database.exec('ROLLBACK TO piece; RELEASE piece');
      throw storeErrorOf(error, this.#file);
    }
  }

  #opened(statements: Statements): Open {
    const costs = new CostSpans(statements);
    const accounts = new AccountCache((limit) => {
      const spent = costs.spent(limit.covers);
      const reserved = reservedOf(statements, limit.covers);
      return {
        account: limit.account,
        spentNanoUsd: spent.nanoUsd,
        reservedNanoUsd: reserved.nanoUsd,
        spentTokens: spent.tokens,
        reservedTokens: reserved.tokens,
      };
    });
    return { statements, costs, accounts };
  }

  /** @param none the answer where there is no store yet to read */
  #read<Result>(none: Result, read: (open: Open) => Result): Result {
    if (!this.#started) throw this.#unavailable('the store is closed', 'start it first');
    try {
      if (this.#open === undefined) {
        const database = openForReading(this.#file);
        if (database === undefined) return none;
        this.#open = this.#opened(new Statements(database));
      }
      return read(this.#open);
    } catch (error) {
      throw storeErrorOf(error, this.#file);
    }
  }

  #mustBeOpen(): Open {
    if (this.#open === undefined) throw this.#unavailable('the store is closed', 'start it first');
    return this.#open;
  }

  #mustBeWritable(): void {
    if (!this.#started) throw this.#unavailable('the store is closed', 'start it first');
    if (this.#readOnly) {
      throw this.#unavailable('the store was opened for reading only', 'open it for writing');
    }
  }

  #unavailable(message: string, action: string): StrataError {
    return new StrataError('STORE_UNAVAILABLE', message, { kind: 'unavailable', where: this.#file, action });
  }
}
