import { StrataError } from '../error.ts';
import type { BreakerStatus, Breakers } from '../guardrails/breaker/breaker.ts';
import { type Budget, type BudgetStatus, budgetId } from '../guardrails/budget/budget.ts';
import type { StandingBudget } from '../guardrails/budget/budget-accounts.ts';
import type { Budgets } from '../guardrails/budget/budgets.ts';
import { type CalendarDay, calendarDay, periodOf } from '../guardrails/budget/calendar.ts';
import { forecast, readPace } from '../guardrails/budget/forecast.ts';
import { parseBudget } from '../guardrails/budget/parse-budget.ts';
import type { PlannedCall } from '../guardrails/budget/quote.ts';
import type { Limiter } from '../guardrails/limiter/limiter.ts';
import { usdOf } from '../guardrails/money.ts';
import type { Prices } from '../guardrails/pricing/prices.ts';
import type { BudgetAction } from '../guardrails/refusals.ts';
import type { JobInput } from '../jobs/job.ts';
import { isProviderName, type ProviderName } from '../providers/provider-name.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type {
  BreakerCommand,
  BreakerView,
  BudgetOrder,
  BudgetView,
  CostQuery,
  CostReport,
  ForecastView,
  LimitView,
  Operations,
  QuoteView,
} from './operations.ts';
import { quoteView } from './quote-view.ts';

/** The calls that a job would make, and what there is to say of those that it would not. */
export interface PlannedJob {
  calls: PlannedCall[];
  /** For people. */
  notes: string[];
}

export interface LocalOperationsParts {
  ledger: LedgerStore;
  budgets: Budgets;
  breakers: Breakers;
  limiter: Limiter;
  prices(): Promise<Prices>;
  /** What a job would do outside; nothing where nothing is set up. @throws StrataError of kind `input` */
  planned(input: JobInput): Promise<PlannedJob>;
  /** Those that are set up. */
  configured: readonly ProviderName[];
  defaults: { action: BudgetAction; warnAt: number };
  timeZone: string;
  user: string;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The operations on this process's own guards. */
export class LocalOperations implements Operations {
  readonly #parts: LocalOperationsParts;

  constructor(parts: LocalOperationsParts) {
    this.#parts = parts;
  }

  async breakers(): Promise<BreakerView[]> {
    return this.#parts.breakers.statuses().map((status) => this.#breakerView(status));
  }

  async controlBreaker(provider: string, command: BreakerCommand): Promise<BreakerView> {
    if (!isProviderName(provider)) {
      const known = this.#parts.breakers.statuses().map((status) => status.provider);
      throw new StrataError('PROVIDER_UNKNOWN', `there is no provider ${provider}`, {
        kind: 'not-found',
        action: `use one of ${known.join(', ')}`,
      });
    }
    return this.#breakerView(await this.#parts.breakers.control(provider, command));
  }

  async budgets(): Promise<BudgetView[]> {
    const { budgets, timeZone, now } = this.#parts;
    const statuses = await budgets.statuses();
    const calendar = calendarDay(now(), timeZone);
    return budgets.list().flatMap((standing) => {
      const id = budgetId(standing.budget);
      const ofBudget = statuses.filter((status) => status.id === id);
      return ofBudget.length > 0 ? ofBudget.map(budgetView) : [untouchedView(standing, calendar)];
    });
  }

  /** What an order leaves out stays as it is stored. */
  async setBudget({ id, ...order }: BudgetOrder): Promise<BudgetView[]> {
    const { budgets, defaults } = this.#parts;
    // Another process may have changed it a moment ago.
    await budgets.refresh();
    const known: Partial<Budget> = budgets.stored(id) ?? {};
    await budgets.set(parseBudget(id, { ...defaults, ...known, ...order }));
    return (await this.budgets()).filter((view) => view.id === id);
  }

  async removeBudget(id: string): Promise<void> {
    if (await this.#parts.budgets.remove(id)) return;
    throw new StrataError('BUDGET_UNKNOWN', `there is no stored budget ${id}`, {
      kind: 'not-found',
      action: 'see `strata budget show` for those there are',
    });
  }

  async limits(): Promise<LimitView[]> {
    return this.#parts.limiter.use();
  }

  async costs({ by, from, to, timeZone = this.#parts.timeZone, limit }: CostQuery): Promise<CostReport> {
    const rows = await this.#parts.ledger.costs({
      by,
      timeZone,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(limit === undefined ? {} : { limit }),
    });
    return {
      by,
      timeZone,
      ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
      ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
      totalUsd: usdOf(rows.reduce((sum, row) => sum + row.costNanoUsd, 0)),
      rows: rows.map(({ key, costNanoUsd, unknownNanoUsd, calls, inputTokens, outputTokens }) => ({
        key,
        costUsd: usdOf(costNanoUsd),
        unknownUsd: usdOf(unknownNanoUsd),
        calls,
        inputTokens,
        outputTokens,
      })),
    };
  }

  async forecast(timeZone = this.#parts.timeZone): Promise<ForecastView> {
    const { ledger, budgets, now } = this.#parts;
    const at = now();
    const [seen, pace] = await Promise.all([
      forecast(ledger, budgets, at, timeZone),
      readPace(ledger, at, timeZone),
    ]);
    const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    const from = today.with({ day: 1 }).startOfDay();
    return {
      timeZone,
      month: {
        from: from.toPlainDate().toString(),
        to: from.add({ months: 1 }).toPlainDate().toString(),
        spentUsd: seen.month.spentUsd,
        projectedUsd: seen.month.projectedUsd,
        lowUsd: seen.month.lowUsd,
        highUsd: seen.month.highUsd,
      },
      usdPerHour: usdOf(pace.nanoUsdPerHour),
      budgets: seen.budgets.map(({ id, account, hoursLeft, projectedUsd }) => ({
        id,
        account,
        ...(hoursLeft === undefined ? {} : { hoursLeft }),
        ...(projectedUsd === undefined ? {} : { projectedUsd }),
      })),
    };
  }

  async quote(input: JobInput, options: { tokenBudgetUsd?: number } = {}): Promise<QuoteView> {
    const { budgets, prices, planned, timeZone, user } = this.#parts;
    const { calls, notes } = await planned(input);
    const priceList = calls.length === 0 ? undefined : await prices();
    return quoteView({
      calls,
      notes,
      prices: priceList,
      budgets,
      timeZone,
      user,
      jobBudgetUsd: options.tokenBudgetUsd,
    });
  }

  #breakerView({ since, ...status }: BreakerStatus): BreakerView {
    return {
      ...status,
      since: new Date(since).toISOString(),
      configured: this.#parts.configured.includes(status.provider),
    };
  }
}

/** A budget for each of several, of whom nobody has spent anything yet. */
function untouchedView({ budget, source }: StandingBudget, calendar: CalendarDay): BudgetView {
  const endsAtMs = periodOf(budget.period, calendar).toMs;
  return budgetView({
    id: budgetId(budget),
    budget,
    account: `each ${budget.scope.kind}`,
    spentUsd: 0,
    reservedUsd: 0,
    spentTokens: 0,
    reservedTokens: 0,
    usedRatio: 0,
    ...(endsAtMs === undefined ? {} : { periodEndsAt: endsAtMs, projectedUsd: 0 }),
    source,
  });
}

function budgetView(status: BudgetStatus): BudgetView {
  const { budget, periodEndsAt, ...rest } = status;
  return {
    ...rest,
    action: budget.action,
    warnAt: budget.warnAt,
    ...(budget.limitUsd === undefined ? {} : { limitUsd: budget.limitUsd }),
    ...(budget.limitTokens === undefined ? {} : { limitTokens: budget.limitTokens }),
    ...(periodEndsAt === undefined ? {} : { periodEndsAt: new Date(periodEndsAt).toISOString() }),
  };
}
