import type { ProviderName } from '../../providers/provider-name.ts';
import type { Balance } from '../../store/ledger-store.ts';
import { type NanoUsd, usdOf } from '../money.ts';
import type { Prices } from '../pricing/prices.ts';
import type { BudgetAction } from '../refusals.ts';
import type { BudgetAccount, BudgetedCall } from './budget-accounts.ts';
import { noRoomText, unitAbove } from './budget-text.ts';

/** A call that a job is going to make, in the order in which it makes them. */
export interface PlannedCall {
  layer: string;
  provider: ProviderName;
  model?: string;
  /** What such calls use on the average. */
  expected: { inputTokens: number; outputTokens: number };
  /** The most that it can use, which is what will be reserved. */
  worst: { inputTokens: number; outputTokens: number };
  /** Credits, pages or conversions, of providers that charge by those. */
  units?: number;
}

export interface QuotedLayer {
  layer: string;
  expectedUsd: number;
  worstUsd: number;
}

export interface QuoteRefusal {
  /** As in `budgetId`; `job` for the job's own. */
  budget: string;
  layer: string;
  provider: ProviderName;
  /** `warn` for budgets that hold nothing back. */
  action: BudgetAction;
  message: string;
  /** What would happen then. */
  consequence: string;
}

export interface Quote {
  expectedUsd: number;
  worstUsd: number;
  expectedTokens: number;
  worstTokens: number;
  /** In the order of their first calls. */
  layers: QuotedLayer[];
  /** Whether every call finds room now, if the calls before it cost what is expected of them. */
  fits: boolean;
  /** Whether they would even if every call cost the most that it can. */
  fitsWorst: boolean;
  /** The first refusal of each budget and layer. */
  refusals: QuoteRefusal[];
}

/** The part of Budgets that a quote asks. */
export interface QuotedBudgets {
  accountsFor(call: BudgetedCall): readonly BudgetAccount[];
  balances(accounts: readonly BudgetAccount[]): Promise<Balance[]>;
}

export interface QuoteOptions {
  calls: readonly PlannedCall[];
  prices: Prices;
  budgets: QuotedBudgets;
  user: string;
  /** The job's own budget in USD. */
  jobBudgetUsd?: number;
  timeZone: string;
}

interface PricedCall {
  call: PlannedCall;
  expected: { nanoUsd: NanoUsd; tokens: number };
  worst: { nanoUsd: NanoUsd; tokens: number };
  accounts: readonly BudgetAccount[];
}

/** Stands for a job that has no id yet; nothing was ever spent by it. */
const unborn = 'quoted';

/**
 * Prices a job before it starts and plays its calls through the budgets as they stand now, without reserving
 * anything.
 *
 * @throws StrataError `PRICE_UNKNOWN` (kind `configuration`)
 */
export async function quoteJob(options: QuoteOptions): Promise<Quote> {
  const priced = options.calls.map((call) => priceCall(call, options));
  const balances = await balancesOf(priced, options.budgets);
  return {
    ...totalsOf(priced),
    layers: layersOf(priced),
    ...play(priced, balances, options.timeZone),
  };
}

function priceCall(call: PlannedCall, { prices, budgets, user, jobBudgetUsd }: QuoteOptions): PricedCall {
  const { provider, model, layer, units } = call;
  const ofUnits = units === undefined ? {} : { units };
  return {
    call,
    expected: {
      nanoUsd: prices.costOf(provider, model, { ...call.expected, ...ofUnits }),
      tokens: call.expected.inputTokens + call.expected.outputTokens,
    },
    worst: {
      nanoUsd: prices.worstCostOf(provider, model, { ...call.worst, ...ofUnits }),
      tokens: call.worst.inputTokens + call.worst.outputTokens,
    },
    accounts: budgets
      .accountsFor({ provider, user, layer, jobId: unborn, jobBudgetUsd })
      .filter(({ budget }) => budget !== undefined),
  };
}

async function balancesOf(
  priced: readonly PricedCall[],
  budgets: QuotedBudgets,
): Promise<Map<string, Balance>> {
  const accounts = new Map<string, BudgetAccount>();
  for (const call of priced)
    for (const account of call.accounts) accounts.set(account.asked.account, account);
  const balances = await budgets.balances([...accounts.values()]);
  // Copies: the calls are played through them.
  return new Map([...accounts.keys()].map((name, index) => [name, { ...(balances[index] as Balance) }]));
}

function play(
  priced: readonly PricedCall[],
  balances: ReadonlyMap<string, Balance>,
  timeZone: string,
): Pick<Quote, 'fits' | 'fitsWorst' | 'refusals'> {
  const refusals = new Map<string, QuoteRefusal>();
  const worst = new Map([...balances].map(([name, balance]) => [name, { ...balance }]));
  let fits = true;
  let fitsWorst = true;
  for (const { call, expected, worst: most, accounts } of priced) {
    let isRefused = false;
    for (const account of accounts) {
      const isHard = isEnforced(account);
      const worstBalance = worst.get(account.asked.account) as Balance;
      add(worstBalance, most);
      if (isHard && unitAbove(account, worstBalance, most)) fitsWorst = false;
      const balance = balances.get(account.asked.account) as Balance;
      const unit = unitAbove(account, increased(balance, most), most);
      if (unit === undefined) continue;
      if (isHard) isRefused = true;
      const refusal = refusalOf(call, account, noRoomText(account, balance, unit, most, timeZone));
      const key = `${refusal.budget} ${call.layer}`;
      if (!refusals.has(key)) refusals.set(key, refusal);
      if (isHard) break;
    }
    if (isRefused) fits = false;
    else for (const { asked } of accounts) add(balances.get(asked.account) as Balance, expected);
  }
  return { fits, fitsWorst, refusals: [...refusals.values()] };
}

function increased(balance: Balance, amount: { nanoUsd: NanoUsd; tokens: number }): Balance {
  const sum = { ...balance };
  add(sum, amount);
  return sum;
}

function add(balance: Balance, { nanoUsd, tokens }: { nanoUsd: NanoUsd; tokens: number }): void {
  balance.spentNanoUsd += nanoUsd;
  balance.spentTokens += tokens;
}

function isEnforced({ asked }: BudgetAccount): boolean {
  return asked.limitNanoUsd !== undefined || asked.limitTokens !== undefined;
}

function refusalOf(call: PlannedCall, account: BudgetAccount, message: string): QuoteRefusal {
  const action = isEnforced(account) ? (account.budget?.action ?? 'warn') : 'warn';
  return {
    budget: account.budget?.id ?? '',
    layer: call.layer,
    provider: call.provider,
    action,
    message,
    consequence: consequences[action](call.layer),
  };
}

const consequences: Record<BudgetAction, (layer: string) => string> = {
  fail: (layer) => `the job fails in the layer ${layer}`,
  warn: () => 'the call is made all the same, and the job says so',
  skip: (layer) =>
    `another provider or the substitute does the layer ${layer}; with a substitute the job ends degraded`,
  park: (layer) => `the job waits in the layer ${layer} until the budget’s period ends`,
};

function layersOf(priced: readonly PricedCall[]): QuotedLayer[] {
  const layers = new Map<string, { expected: NanoUsd; worst: NanoUsd }>();
  for (const { call, expected, worst } of priced) {
    const sum = layers.get(call.layer) ?? { expected: 0, worst: 0 };
    layers.set(call.layer, {
      expected: sum.expected + expected.nanoUsd,
      worst: sum.worst + worst.nanoUsd,
    });
  }
  return [...layers].map(([layer, { expected, worst }]) => ({
    layer,
    expectedUsd: usdOf(expected),
    worstUsd: usdOf(worst),
  }));
}

function totalsOf(
  priced: readonly PricedCall[],
): Pick<Quote, 'expectedUsd' | 'worstUsd' | 'expectedTokens' | 'worstTokens'> {
  const sum = (pick: (call: PricedCall) => number) => priced.reduce((total, call) => total + pick(call), 0);
  return {
    expectedUsd: usdOf(sum(({ expected }) => expected.nanoUsd)),
    worstUsd: usdOf(sum(({ worst }) => worst.nanoUsd)),
    expectedTokens: sum(({ expected }) => expected.tokens),
    worstTokens: sum(({ worst }) => worst.tokens),
  };
}
