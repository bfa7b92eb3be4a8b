import { StrataError } from '../error.ts';
import type { BreakerStatus, Breakers } from '../guardrails/breaker/breaker.ts';
import type { BudgetStatus } from '../guardrails/budget/budget.ts';
import type { Budgets } from '../guardrails/budget/budgets.ts';
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

export interface LocalOperationsParts {
  ledger: LedgerStore;
  budgets: Budgets;
  breakers: Breakers;
  limiter: Limiter;
  prices(): Promise<Prices>;
  /** The calls that a job would make; none where nothing is set up. @throws StrataError of kind `input` */
  plannedCalls(input: JobInput): Promise<PlannedCall[]>;
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
    return (await this.#parts.budgets.statuses()).map(budgetView);
  }

  async setBudget({ id, action, warnAt, ...limits }: BudgetOrder): Promise<BudgetView[]> {
    const { budgets, defaults } = this.#parts;
    await budgets.set(
      parseBudget(id, { ...limits, action: action ?? defaults.action, warnAt: warnAt ?? defaults.warnAt }),
    );
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
    const { budgets, prices, plannedCalls, timeZone, user } = this.#parts;
    const calls = await plannedCalls(input);
    const priceList = calls.length === 0 ? undefined : await prices();
    return quoteView({
      calls,
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
