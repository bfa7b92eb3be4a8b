import type { ProviderName } from '../providers/provider-name.ts';
import type { Usage } from '../providers/usage.ts';

/** Whole nano-dollars, see src/guardrails/money.ts. */
type NanoUsd = number;

/**
 * What an account must not exceed: `spent + reserved` of an account never passes its limit by a reservation.
 * Absent limits are only counted, never refused.
 */
export interface AccountLimit {
  /** Scope and period: `all/month/2026-11`, `provider:openai/day/2026-11-23`, `user:anna/total`, `job:…/total`. */
  account: string;
  limitNanoUsd?: number;
  limitTokens?: number;
  /**
   * Which entries belong to it, so that an account that is new, because its budget is, starts with what has been
   * spent already: a match of these, with `at` within the half-open range. An entry keeps the `at` of its
   * reservation, so that a call answered in the next period is paid by the one that let it through.
   */
  covers: {
    provider?: ProviderName;
    user?: string;
    jobId?: string;
    layer?: string;
    fromMs?: number;
    toMs?: number;
  };
}

/** The durable record that a call is about to be made: written before it, at every account at once. */
export interface Intent {
  /** UUID version 7. */
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  provider: ProviderName;
  operation: string;
  model?: string;
  user: string;
  jobId?: string;
  pipeline?: string;
  layer?: string;
  /** 1, 2, … within one call. */
  attempt: number;
  reservedNanoUsd: NanoUsd;
  reservedTokens: number;
  /** From when on another process may take the call's process for dead, milliseconds since the epoch. */
  expiresAt: number;
}

export interface Settlement {
  /**
   * `released`: never sent, or refused unbilled by the limiter, breaker or provider before it was worked on; costs
   * nothing. `failed`: sent, and failed without being billed or with the usage known. `unknown`: counted as spent in
   * full. `unknown` may later be settled again, once, with what is known by then; a store may take it for final when
   * that is more than an hour later, and then changes nothing.
   */
  outcome: 'succeeded' | 'failed' | 'unknown' | 'released';
  /** Ignored for `unknown` (the reservation is spent) and `released` (zero). */
  costNanoUsd: NanoUsd;
  usage: Usage;
  /** The model that answered. */
  model?: string;
  /** What the provider itself said it cost. */
  reportedNanoUsd?: NanoUsd;
  errorCode?: string;
  durationMs: number;
}

export interface Balance {
  account: string;
  spentNanoUsd: NanoUsd;
  reservedNanoUsd: NanoUsd;
  spentTokens: number;
  reservedTokens: number;
}

export type Reservation =
  /** Balances after the reservation, in the order of the accounts asked for. */
  | { granted: true; balances: Balance[] }
  /** The first account without room, as it stands. Nothing was reserved anywhere. */
  | { granted: false; unit: 'usd' | 'tokens'; balance: Balance };

export interface LedgerEntry extends Intent {
  /** `reserved`: under way, or its process died and nobody has noticed yet. */
  state: 'reserved' | Settlement['outcome'];
  settledAt?: number;
  costNanoUsd: NanoUsd;
  usage: Usage;
  answeredBy?: string;
  reportedNanoUsd?: NanoUsd;
  errorCode?: string;
  durationMs?: number;
}

export interface LedgerQuery {
  jobId?: string;
  provider?: ProviderName;
  user?: string;
  from?: number;
  to?: number;
  /** 1–500. */
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export type CostKey = 'provider' | 'model' | 'pipeline' | 'layer' | 'user' | 'job' | 'hour' | 'day' | 'month';

export interface CostRow {
  /**
   * Value of the key, empty for calls that have none (a scraper's has no model); of time keys the start in the zone
   * asked for: `2026-11-23T14`, `2026-11-23`, `2026-11`.
   */
  key: string;
  costNanoUsd: NanoUsd;
  /** The part of it whose outcome is unknown and that is counted as spent. */
  unknownNanoUsd: NanoUsd;
  calls: number;
  inputTokens: number;
  outputTokens: number;
}

/**
 * The append-only record of paid calls and the accounts of the budgets. What a resolved promise acknowledged survives
 * a crash and a loss of power. Accounts never exceed a limit by reservations, under concurrency, crash or several
 * processes on one store. Throws StrataError `STORE_UNAVAILABLE` like every store.
 */
export interface LedgerStore {
  start(): Promise<void>;
  /** Waits for what is on its way to the disk. */
  stop(): Promise<void>;
  /**
   * Reserves at every account or at none; durable when resolved, before any money can be spent. What takes nothing
   * of a unit is not refused for it. Accounts that cover the call and are not named, because this process has not heard
   * of their budget yet, count it without refusing it.
   *
   * @throws StrataError `LEDGER_ENTRY_EXISTS`; `LEDGER_ACCOUNT_MISMATCH` for an account that does not cover the
   * intent; `LEDGER_AMOUNT_INVALID` for amounts or times that are not whole or negative
   */
  reserve(intent: Intent, accounts: readonly AccountLimit[]): Promise<Reservation>;
  /**
   * Puts the real cost in place of the reservation at every account, once: settling again what is settled changes
   * nothing, save for `unknown`. A cost above the reservation is taken as it is.
   *
   * @throws StrataError `LEDGER_ENTRY_UNKNOWN`, `LEDGER_AMOUNT_INVALID`
   */
  settle(id: string, settlement: Settlement): Promise<void>;
  /** Balances of these accounts; those that do not exist yet are computed as they would begin. */
  balances(accounts: readonly AccountLimit[]): Promise<Balance[]>;
  /**
   * Settles as `unknown` the calls of processes that are gone: those reserved before an embedded store was started,
   * and all that have expired. Finishes what such processes left half done; to be called now and then.
   * @returns how many
   */
  settleOrphans(now: number): Promise<number>;
  get(id: string): Promise<LedgerEntry | undefined>;
  /** Newest first. */
  entries(query: LedgerQuery): Promise<{ entries: LedgerEntry[]; nextCursor?: string }>;
  /**
   * Settled cost by key, most expensive first, time keys in order (of which a limit keeps the newest); `unknown`
   * counts, `released` does not. An entry's time is its `at`.
   */
  costs(query: {
    by: CostKey;
    from?: number;
    to?: number;
    timeZone: string;
    limit?: number;
  }): Promise<CostRow[]>;
}
