import type { BreakerState } from '../guardrails/breaker/breaker.ts';
import type { JobInput } from '../jobs/job.ts';
import type { CostKey } from '../store/ledger-store.ts';

/** What operators see and do about providers, the same by command line and by HTTP; it all survives JSON. */
export interface Operations {
  breakers(): Promise<BreakerView[]>;
  /** @throws StrataError `PROVIDER_UNKNOWN` (kind `not-found`) */
  controlBreaker(provider: string, command: BreakerCommand): Promise<BreakerView>;
  budgets(): Promise<BudgetView[]>;
  /**
   * Takes effect at once in this process, within seconds in others. Of a budget that is stored already, what the order
   * leaves out stays as it is.
   * @throws StrataError `BUDGET_INVALID` (kind `input`) with everything that is wrong
   */
  setBudget(budget: BudgetOrder): Promise<BudgetView[]>;
  /** @throws StrataError `BUDGET_UNKNOWN` (kind `not-found`) */
  removeBudget(id: string): Promise<void>;
  limits(): Promise<LimitView[]>;
  costs(query: CostQuery): Promise<CostReport>;
  forecast(timeZone?: string): Promise<ForecastView>;
  /** What a job would cost, without starting it. @throws StrataError of kind `input` */
  quote(input: JobInput, options?: { tokenBudgetUsd?: number }): Promise<QuoteView>;
}

export const breakerCommands = ['open', 'close', 'reset', 'disable'] as const;
export type BreakerCommand = (typeof breakerCommands)[number];

export interface BreakerView {
  provider: string;
  /** Whether the provider is set up at all. */
  configured: boolean;
  state: BreakerState;
  /** ISO 8601. */
  since: string;
  failuresInARow: number;
  calls: number;
  failures: number;
  slowCalls: number;
  retryAfterMs?: number;
  opened: number;
  recovered: number;
}

export interface BudgetOrder {
  /** `all/month`, `provider:openai/day`, `user:*` + `/month`, … */
  id: string;
  limitUsd?: number;
  limitTokens?: number;
  action?: 'fail' | 'warn' | 'skip' | 'park';
  warnAt?: number;
}

export interface BudgetView {
  id: string;
  /**
   * The account that is told of; of a budget for each user, provider, layer or job there are several, or, while
   * nobody has spent anything, one for all of them (`each user`).
   */
  account: string;
  limitUsd?: number;
  limitTokens?: number;
  action: 'fail' | 'warn' | 'skip' | 'park';
  warnAt: number;
  spentUsd: number;
  reservedUsd: number;
  spentTokens: number;
  reservedTokens: number;
  /** 0–1 and above. */
  usedRatio: number;
  /** ISO 8601. */
  periodEndsAt?: string;
  projectedUsd?: number;
  source: 'settings' | 'stored';
}

export interface LimitView {
  provider: string;
  window: 'minute' | 'day';
  unit: 'requests' | 'tokens';
  used: number;
  limit: number;
  /** Calls that wait for this provider now. */
  waiting: number;
  pausedForMs?: number;
}

export interface CostQuery {
  by: CostKey;
  /** Milliseconds since the epoch. */
  from?: number;
  to?: number;
  timeZone?: string;
  limit?: number;
}

export interface CostReport {
  by: CostKey;
  timeZone: string;
  from?: string;
  to?: string;
  totalUsd: number;
  rows: {
    key: string;
    costUsd: number;
    /** The part of it whose outcome is not known and that is counted as spent. */
    unknownUsd: number;
    calls: number;
    inputTokens: number;
    outputTokens: number;
  }[];
}

export interface ForecastView {
  timeZone: string;
  month: {
    from: string;
    to: string;
    spentUsd: number;
    projectedUsd: number;
    lowUsd: number;
    highUsd: number;
  };
  /** USD an hour over the last 24 hours. */
  usdPerHour: number;
  budgets: { id: string; account: string; hoursLeft?: number; projectedUsd?: number }[];
}

export interface QuoteView {
  expectedUsd: number;
  /** If every call is as large as it can be and made once; retries and failovers can come on top. */
  worstUsd: number;
  layers: {
    layer: string;
    calls: number;
    /** Provider and model. */
    by: string;
    expectedUsd: number;
    worstUsd: number;
    expectedTokens: number;
  }[];
  /** Whether every call finds room in every budget now, at what the calls are expected to cost. */
  fits: boolean;
  refusals: { budget: string; layer: string; action: string; message: string; consequence: string }[];
  /** For people. */
  notes: string[];
}
