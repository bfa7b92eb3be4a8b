import type { LedgerStore } from '../../store/ledger-store.ts';
import { type NanoUsd, usdOf } from '../money.ts';
import type { BudgetStatus } from './budget.ts';
import { calendarDay, daysBefore } from './calendar.ts';

/** Complete days that the projection looks back on. */
const historyDays = 14;
const dayMs = 24 * 60 * 60_000;
const hourMs = 60 * 60_000;
const quarterMs = 15 * 60_000;
/** A day that has just begun says little: it counts as an hour at least. */
const leastExposure = 1 / 24;
/** Two-sided 80 % of a normal distribution. */
const z80 = 1.2816;

/** How fast money is spent. */
export interface Pace {
  /** Expected cost of a day. */
  nanoUsdPerDay: NanoUsd;
  /** Standard deviation of a day's cost. */
  deviationNanoUsd: NanoUsd;
  /** Days that it is made of, the part of today included. */
  days: number;
  /** Mean of the time since the first call within the last 24 hours, an hour at least. */
  nanoUsdPerHour: NanoUsd;
  tokensPerHour: number;
}

/**
 * The pace of spending:
 *
 *     perDay = (sum of the n complete days + today) / (n + f)
 *
 * with `f` the part of today that has passed (an hour at least), which is the mean of the complete days and today's
 * run rate, each weighted with the time that it was observed. The deviation is the sample's over the complete days;
 * with fewer than two of them nothing is known of it, and it is taken to be as large as the mean.
 *
 * @param completeDays cost of each complete day, from the first that had any on
 * @param passed 0–1, the part of today that has passed
 */
export function paceOf(
  completeDays: readonly NanoUsd[],
  today: NanoUsd,
  passed: number,
): Pick<Pace, 'nanoUsdPerDay' | 'deviationNanoUsd' | 'days'> {
  const n = completeDays.length;
  const days = n + Math.max(passed, leastExposure);
  const sum = completeDays.reduce((total, cost) => total + cost, 0);
  const perDay = (sum + today) / days;
  const mean = n === 0 ? perDay : sum / n;
  const squares = completeDays.reduce((total, cost) => total + (cost - mean) ** 2, 0);
  return {
    nanoUsdPerDay: perDay,
    deviationNanoUsd: n < 2 ? perDay : Math.sqrt(squares / (n - 1)),
    days,
  };
}

/**
 * What a period will have cost at its end: what is spent, and the pace for the rest of its time. For an account that
 * is a part of all spending, its share of the period's spending so far is its share of the pace.
 *
 * @param share 0–1, of the pace of everything
 */
export function projectedNanoUsd(
  spentNanoUsd: NanoUsd,
  share: number,
  pace: Pick<Pace, 'nanoUsdPerDay'>,
  nowMs: number,
  endMs: number,
): NanoUsd {
  const daysLeft = Math.max(0, endMs - nowMs) / dayMs;
  return Math.round(spentNanoUsd + share * pace.nanoUsdPerDay * daysLeft);
}

export interface Projection {
  spentUsd: number;
  projectedUsd: number;
  /** The range that holds four times out of five if days go on to vary as they did; never below what is spent. */
  lowUsd: number;
  highUsd: number;
  /** Milliseconds since the epoch. */
  periodEndsAt: number;
}

/**
 * The projection of all spending with its range: the variance of `d` days to come is `d` times that of a day, and
 * the pace itself, a mean of `days`, is uncertain by `d² / days` times it.
 */
export function projectionOf(spentNanoUsd: NanoUsd, pace: Pace, nowMs: number, endMs: number): Projection {
  const daysLeft = Math.max(0, endMs - nowMs) / dayMs;
  const projected = projectedNanoUsd(spentNanoUsd, 1, pace, nowMs, endMs);
  const spread = z80 * pace.deviationNanoUsd * Math.sqrt(daysLeft + daysLeft ** 2 / pace.days);
  return {
    spentUsd: usdOf(spentNanoUsd),
    projectedUsd: usdOf(projected),
    lowUsd: usdOf(Math.max(spentNanoUsd, Math.round(projected - spread))),
    highUsd: usdOf(Math.round(projected + spread)),
    periodEndsAt: endMs,
  };
}

export interface BudgetForecast {
  id: string;
  account: string;
  /** At the mean pace of the last 24 hours; absent when it lasts to the end of its period, or nothing is spent. */
  hoursLeft?: number;
  projectedUsd?: number;
  /** Whether the projection is above the limit. */
  isExceeding: boolean;
}

export interface Forecast {
  day: Projection;
  month: Projection;
  budgets: BudgetForecast[];
}

/** What the current day and month will cost, and how long each budget lasts. */
export async function forecast(
  ledger: Pick<LedgerStore, 'costs'>,
  budgets: { statuses(): Promise<BudgetStatus[]> },
  nowMs: number,
  timeZone: string,
): Promise<Forecast> {
  const { day, month } = calendarDay(nowMs, timeZone);
  const [pace, statuses, days] = await Promise.all([
    readPace(ledger, nowMs, timeZone),
    budgets.statuses(),
    ledger.costs({ by: 'day', from: month.fromMs, to: month.toMs, timeZone }),
  ]);
  const ofMonth = days.reduce((total, row) => total + row.costNanoUsd, 0);
  const ofDay = days.find(({ key }) => key === day.key)?.costNanoUsd ?? 0;
  return {
    day: projectionOf(ofDay, pace, nowMs, day.toMs),
    month: projectionOf(ofMonth, pace, nowMs, month.toMs),
    budgets: statuses.map((status) =>
      forecastBudget(status, status.budget.period === 'day' ? ofDay : ofMonth, pace, nowMs),
    ),
  };
}

/** @param spentByAll in the budget's period, of which the account's spending is a part */
function forecastBudget(
  status: BudgetStatus,
  spentByAll: NanoUsd,
  pace: Pick<Pace, 'nanoUsdPerHour' | 'tokensPerHour'>,
  nowMs: number,
): BudgetForecast {
  const { limitUsd, limitTokens } = status.budget;
  const share = spentByAll > 0 ? Math.min(1, status.spentUsd / usdOf(spentByAll)) : 0;
  const hours = Math.min(
    hoursFor(limitUsd, status.spentUsd, share * usdOf(pace.nanoUsdPerHour)),
    hoursFor(limitTokens, status.spentTokens, share * pace.tokensPerHour),
  );
  const hoursOfPeriod = status.periodEndsAt === undefined ? Infinity : (status.periodEndsAt - nowMs) / hourMs;
  return {
    id: status.id,
    account: status.account,
    ...(hours < hoursOfPeriod ? { hoursLeft: hours } : {}),
    ...(status.projectedUsd === undefined ? {} : { projectedUsd: status.projectedUsd }),
    isExceeding: limitUsd !== undefined && (status.projectedUsd ?? status.spentUsd) > limitUsd,
  };
}

function hoursFor(limit: number | undefined, spent: number, perHour: number): number {
  if (limit === undefined) return Infinity;
  const left = Math.max(0, limit - spent);
  if (left === 0) return 0;
  return perHour > 0 ? left / perHour : Infinity;
}

/** Reads the pace of the last complete days, today and the last 24 hours. */
export async function readPace(
  ledger: Pick<LedgerStore, 'costs'>,
  nowMs: number,
  timeZone: string,
): Promise<Pace> {
  const { day } = calendarDay(nowMs, timeZone);
  const before = daysBefore(nowMs, historyDays, timeZone).reverse();
  const from = before[0]?.fromMs ?? day.fromMs;
  const [days, hours] = await Promise.all([
    ledger.costs({ by: 'day', from, to: day.toMs, timeZone }),
    // By hours of UTC, whose names are moments: a zone's hour may come twice, or begin at half past.
    ledger.costs({ by: 'hour', from: nowMs - dayMs, to: nowMs + 1, timeZone: 'UTC' }),
  ]);
  const costs = new Map(days.map((row) => [row.key, row.costNanoUsd]));
  const first = before.findIndex(({ key }) => costs.has(key));
  const complete = first < 0 ? [] : before.slice(first).map(({ key }) => costs.get(key) ?? 0);
  const passed = (nowMs - day.fromMs) / (day.toMs - day.fromMs);
  const firstMs = hours[0] === undefined ? nowMs : await firstCallMs(ledger, hours[0].key, nowMs);
  const observedHours = Math.max(1, (nowMs - firstMs) / hourMs);
  const sum = (pick: (row: (typeof hours)[number]) => number) =>
    hours.reduce((total, row) => total + pick(row), 0);
  return {
    ...paceOf(complete, costs.get(day.key) ?? 0, passed),
    nanoUsdPerHour: sum((row) => row.costNanoUsd) / observedHours,
    tokensPerHour: sum((row) => row.inputTokens + row.outputTokens) / observedHours,
  };
}

/**
 * Start of the quarter of an hour in which the first call of the last 24 hours was made.
 *
 * @param hourKey the first hour of UTC that had a call: `2026-11-23T14`
 */
async function firstCallMs(
  ledger: Pick<LedgerStore, 'costs'>,
  hourKey: string,
  nowMs: number,
): Promise<number> {
  const hourFromMs = Date.parse(`${hourKey}:00Z`);
  const earliestMs = nowMs - dayMs;
  for (let fromMs = hourFromMs; fromMs < hourFromMs + hourMs; fromMs += quarterMs) {
    const from = Math.max(fromMs, earliestMs);
    const to = Math.min(fromMs + quarterMs, nowMs + 1);
    if (from >= to) continue;
    const calls = await ledger.costs({ by: 'hour', from, to, timeZone: 'UTC' });
    if (calls.length > 0) return from;
  }
  return Math.max(hourFromMs, earliestMs);
}
