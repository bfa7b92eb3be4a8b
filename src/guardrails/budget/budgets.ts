import { StrataError } from '../../error.ts';
import type { Balance, Intent, LedgerStore, Reservation } from '../../store/ledger-store.ts';
import type { StateStore } from '../../store/state-store.ts';
import type { CallScope } from '../call-scope.ts';
import { BudgetRefused } from '../refusals.ts';
import { type Budget, type BudgetStatus, budgetId } from './budget.ts';
import type { AccountRules, BudgetAccount, BudgetedCall, StandingBudget } from './budget-accounts.ts';
import { budgetConflicts } from './budget-conflicts.ts';
import type { BudgetDecision, BudgetEvent } from './budget-event.ts';
import { BudgetPlans } from './budget-plans.ts';
import { type BudgetSettings, budgetOfSettings } from './budget-settings.ts';
import { BudgetStatuses } from './budget-statuses.ts';
import { type Need, noRoomText, unitAbove } from './budget-text.ts';
import { BudgetWatch } from './budget-watch.ts';
import type { Pace } from './forecast.ts';
import { budgetInvalid, limitProblems, parseBudgetId } from './parse-budget.ts';
import { type RecentRefusal, RecentRefusals } from './recent-refusals.ts';
import { StoredBudgets } from './stored-budgets.ts';

export interface BudgetsOptions {
  ledger: LedgerStore;
  states: StateStore;
  settings: BudgetSettings;
  /** IANA zone whose calendar days and months count. */
  timeZone: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** How often changes by other processes are looked for; 5 s. */
  refreshMs?: number;
  /** Layers that a budget can be for; any name is taken when left out. */
  knownLayers?: readonly string[];
  /** Must not throw. */
  onEvent?: (event: BudgetEvent) => void;
}

/**
 * All budgets, and the one door to the ledger for calls that are about to cost something: a call is reserved at
 * every account that it belongs to, or at none. This is the composition of the folder's parts and has no rules of its
 * own, which is why it is longer than they are.
 */
export class Budgets {
  readonly #ledger: LedgerStore;
  readonly #stored: StoredBudgets;
  readonly #fromSettings: readonly StandingBudget[];
  readonly #settings: BudgetSettings;
  readonly #timeZone: string;
  readonly #now: () => number;
  readonly #refreshMs: number;
  readonly #knownLayers: readonly string[] | undefined;
  readonly #onEvent: (event: BudgetEvent) => void;
  readonly #watch: BudgetWatch;

  #started: Promise<void> | undefined;
  #isLoaded = false;
  #timer: NodeJS.Timeout | undefined;
  #revision: unknown;
  #rules: AccountRules;
  readonly #plans: BudgetPlans;
  readonly #statuses: BudgetStatuses;
  readonly #refusals = new RecentRefusals();
  readonly #listeners = new Set<() => void>();
  /** Accounts with calls under way, which may cross a threshold when these are settled. */
  #busy = new Map<string, BudgetAccount>();

  /** @throws StrataError `BUDGET_INVALID` (kind `input`) for settings that make no sense */
  constructor(options: BudgetsOptions) {
    const { settings } = options;
    this.#ledger = options.ledger;
    this.#stored = new StoredBudgets(options.states);
    this.#settings = settings;
    this.#timeZone = options.timeZone;
    this.#now = options.now ?? Date.now;
    this.#refreshMs = options.refreshMs ?? 5_000;
    this.#knownLayers = options.knownLayers;
    this.#onEvent = options.onEvent ?? (() => {});
    this.#watch = new BudgetWatch(options.states, this.#timeZone, this.#onEvent);
    this.#fromSettings = budgetOfSettings(settings);
    this.#rules = this.#rulesWith([]);
    this.#plans = new BudgetPlans(this.#timeZone, this.#rules);
    this.#statuses = new BudgetStatuses(this.#ledger, this.#timeZone, this.#now);
  }

  /** Reads the stored budgets and begins to look for changes. @throws StrataError `BUDGET_UNREADABLE` */
  async start(): Promise<void> {
    this.#started ??= this.#start();
    try {
      await this.#started;
    } catch (error) {
      this.#started = undefined;
      throw error;
    }
  }

  /** Waits for what is still to be told. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#started = undefined;
    await this.#watch.settled();
  }

  /**
   * Reserves a call at every account that it belongs to. Whatever the intent reserves is spent until its settlement,
   * which is the ledger's.
   *
   * @throws BudgetRefused when a budget that does more than warn has no room; nothing is reserved then
   */
  async reserve(
    intent: Intent,
    scope: Pick<CallScope, 'jobBudgetUsd' | 'onBudgetWarning'>,
  ): Promise<Extract<Reservation, { granted: true }>> {
    if (!this.#isLoaded) await this.start();
    const { accounts, asked } = this.#plans.of(
      intent.provider,
      intent.user,
      intent.layer,
      intent.jobId,
      scope.jobBudgetUsd,
      intent.at,
    );
    const reservation = await this.#ledger.reserve(intent, asked);
    if (!reservation.granted) throw this.#refusal(intent, accounts, reservation);
    for (let index = 0; index < accounts.length; index++) {
      const account = accounts[index] as BudgetAccount;
      const balance = reservation.balances[index];
      if (balance) this.#note(account, balance, intent, scope);
    }
    return reservation;
  }

  /** The accounts that a call would be reserved at now. */
  accountsFor(call: BudgetedCall): readonly BudgetAccount[] {
    const { provider, user, layer, jobId, jobBudgetUsd } = call;
    return this.#plans.of(provider, user, layer, jobId, jobBudgetUsd, this.#now()).accounts;
  }

  /** Balances of accounts, in their order. */
  async balances(accounts: readonly BudgetAccount[]): Promise<Balance[]> {
    return this.#ledger.balances(accounts.map(({ asked }) => asked));
  }

  /**
   * Stores a budget, or replaces the one of its scope and period. One that can never come into effect, since a wider
   * one below it holds for the same calls, is refused. A wide one may be lowered below others at any time: in an
   * emergency nothing else has to be changed first.
   *
   * @returns a sentence for each other budget that can no longer be reached
   * @throws StrataError `BUDGET_INVALID` (kind `input`) that names everything that is wrong with it
   */
  async set(budget: Budget): Promise<string[]> {
    await this.refresh();
    const id = budgetId(budget);
    const problems = this.#problemsOf(budget);
    const others = this.#rules.standing.filter((standing) => budgetId(standing.budget) !== id);
    const all = [...others.map((standing) => standing.budget), budget];
    problems.push(...budgetConflicts(all, budget, 'inner'));
    if (problems.length > 0) throw budgetInvalid(id, problems);
    const before = this.#storedOf(id);
    await this.#stored.put(budget, before?.sinceMs ?? this.#now());
    await this.#load();
    return budgetConflicts(all, budget, 'outer');
  }

  /** The stored budget of this name as it is in force, for changing a part of it. */
  stored(id: string): Budget | undefined {
    return this.#storedOf(id)?.budget;
  }

  /**
   * @returns false when there is no such stored budget
   * @throws StrataError `BUDGET_INVALID` (kind `input`) for the one that the settings set
   */
  async remove(id: string): Promise<boolean> {
    parseBudgetId(id);
    const isRemoved = await this.#stored.delete(id);
    if (isRemoved) await this.#load();
    else if (this.#fromSettings.some(({ budget }) => budgetId(budget) === id)) {
      throw budgetInvalid(id, [setBySettings(id)]);
    }
    return isRemoved;
  }

  /** Budgets in force: the settings' first. */
  list(): readonly StandingBudget[] {
    return this.#rules.standing;
  }

  /**
   * Tells when other budgets are in force than before, whoever changed them: what was refused may fit now.
   *
   * @param listener must not throw
   * @returns stops the telling
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every budget's accounts as they stand. */
  async statuses(): Promise<BudgetStatus[]> {
    if (!this.#isLoaded) await this.start();
    return this.#statuses.of(this.#rules);
  }

  /** How fast money is spent, read from the ledger at most once a minute. */
  async pace(): Promise<Pace> {
    return this.#statuses.pace();
  }

  /** Budgets that refused or skipped a call in the last five minutes, with their last one. */
  recentRefusals(): RecentRefusal[] {
    return this.#refusals.since(this.#now());
  }

  /** Takes over what other processes have changed, and looks at what settled calls have done to their accounts. */
  async refresh(): Promise<void> {
    if (!this.#isLoaded) return this.start();
    const revision = await this.#stored.revision();
    if (revision !== this.#revision) await this.#load();
    await this.#review();
  }

  /** Resolves when everything seen so far has been told. */
  async told(): Promise<void> {
    await this.#watch.settled();
  }

  async #start(): Promise<void> {
    await this.#load();
    this.#watch.forgetOld(this.#now());
    this.#timer = setInterval(() => {
      this.refresh().catch(() => {
        // The budgets known so far stay in force; the store itself says in health that it is down.
      });
    }, this.#refreshMs);
    this.#timer.unref();
  }

  async #load(): Promise<void> {
    const revision = await this.#stored.revision();
    const { budgets, problems } = await this.#stored.load();
    const isChange = this.#isLoaded && revision !== this.#revision;
    if (problems.length > 0) {
      if (!this.#isLoaded) {
        throw new StrataError('BUDGET_UNREADABLE', problems.join('; '), {
          kind: 'failed',
          action:
            'remove it, or use the Strata that wrote it; without it more could be spent than was allowed',
        });
      }
      for (const message of problems) this.#onEvent({ type: 'problem', message });
    } else {
      this.#rules = this.#rulesWith(budgets);
      this.#plans.change(this.#rules);
      // Not refused as `set` does it: the settings may have changed since, and the stricter budget holds anyway.
      const conflicts = budgetConflicts(this.#rules.standing.map(({ budget }) => budget));
      for (const message of conflicts) this.#onEvent({ type: 'problem', message });
    }
    this.#revision = revision;
    this.#isLoaded = true;
    if (isChange && problems.length === 0) for (const listener of this.#listeners) listener();
  }

  #problemsOf(budget: Budget): string[] {
    const id = budgetId(budget);
    const problems = limitProblems(budget);
    try {
      parseBudgetId(id);
    } catch (error) {
      problems.unshift((error as StrataError).message);
    }
    const { scope } = budget;
    const layers = this.#knownLayers;
    if (layers && scope.kind === 'layer' && scope.name !== '*' && !layers.includes(scope.name)) {
      problems.push(`there is no layer ${scope.name}; give one of ${layers.join(', ')}, or *`);
    }
    if (this.#fromSettings.some((standing) => budgetId(standing.budget) === id)) {
      problems.push(setBySettings(id));
    }
    return problems;
  }

  #storedOf(id: string): StandingBudget | undefined {
    return this.#rules.standing.find(({ source, budget }) => source === 'stored' && budgetId(budget) === id);
  }

  async #review(): Promise<void> {
    const accounts = [...this.#busy.values()];
    if (accounts.length === 0) return;
    const balances = await this.balances(accounts);
    const nowMs = this.#now();
    for (const [index, account] of accounts.entries()) {
      const balance = balances[index];
      if (!balance) continue;
      this.#watch.look(account, balance, nowMs);
      if (balance.reservedNanoUsd === 0 && balance.reservedTokens === 0)
        this.#busy.delete(account.asked.account);
    }
  }

  #rulesWith(stored: readonly StandingBudget[]): AccountRules {
    return {
      standing: [...this.#fromSettings, ...stored],
      alerts: this.#settings.alerts ?? {},
      enforce: this.#settings.enforce,
    };
  }

  #note(
    account: BudgetAccount,
    balance: Balance,
    intent: Intent,
    scope: Pick<CallScope, 'onBudgetWarning'>,
  ): void {
    const { budget } = account;
    this.#watch.look(account, balance, intent.at);
    if (budget || account.alert) this.#busy.set(account.asked.account, account);
    if (!budget) return;
    const need = { nanoUsd: intent.reservedNanoUsd, tokens: intent.reservedTokens };
    const unit = unitAbove(account, balance, need);
    this.#onEvent(decisionEvent(budget.kind, unit === undefined ? 'allowed' : 'warned'));
    if (unit === undefined || !scope.onBudgetWarning) return;
    const isFirst = this.#watch.isFirstWarning(intent.jobId ?? scope, account.asked.account);
    if (isFirst) scope.onBudgetWarning(this.#warning(account, balance, unit, need));
  }

  #warning(account: BudgetAccount, balance: Balance, unit: 'usd' | 'tokens', need: Need): string {
    const before = {
      ...balance,
      reservedNanoUsd: balance.reservedNanoUsd - need.nanoUsd,
      reservedTokens: balance.reservedTokens - need.tokens,
    };
    return `${noRoomText(account, before, unit, need, this.#timeZone)}; it only warns, so the call is made`;
  }

  #refusal(
    intent: Intent,
    accounts: readonly BudgetAccount[],
    { balance, unit }: Extract<Reservation, { granted: false }>,
  ): BudgetRefused {
    const account = accounts.find(({ asked }) => asked.account === balance.account);
    if (!account?.budget || account.budget.action === 'warn') {
      throw new Error(`the ledger refused at ${balance.account}, which has no limit`);
    }
    const { id, kind, action } = account.budget;
    const decision = action === 'skip' ? 'skipped' : 'refused';
    this.#onEvent(decisionEvent(kind, decision));
    this.#refusals.add({ budget: id, at: this.#now(), kind: decision });
    const need = { nanoUsd: intent.reservedNanoUsd, tokens: intent.reservedTokens };
    const message = noRoomText(account, balance, unit, need, this.#timeZone);
    this.#watch.refused(account, message, intent.at);
    return new BudgetRefused(message, {
      scope: account.label,
      budgetAction: action,
      ...(account.endsAtMs === undefined ? {} : { retryAfterMs: Math.max(0, account.endsAtMs - intent.at) }),
    });
  }
}

function setBySettings(id: string): string {
  return `${id} is set by TOKEN_BUDGET_USD (100 by default); change that variable`;
}

/** Events of decisions are made once: there is one for every budget of every call. */
const decisionEvents = new Map<string, BudgetEvent>();

function decisionEvent(
  scope: Extract<BudgetEvent, { type: 'decision' }>['scope'],
  decision: BudgetDecision,
): BudgetEvent {
  const key = `${scope} ${decision}`;
  let event = decisionEvents.get(key);
  if (!event) {
    event = Object.freeze({ type: 'decision', scope, decision });
    decisionEvents.set(key, event);
  }
  return event;
}
