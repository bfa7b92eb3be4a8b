import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { StateStore } from '../../store/state-store.ts';
import { type Budget, budgetId } from './budget.ts';
import type { StandingBudget } from './budget-accounts.ts';
import { budgetActions, limitProblems, parseBudgetId } from './parse-budget.ts';

const prefix = 'budget/';
/** Changes with every change, so that looking for changes costs one small read. */
const revisionKey = 'budgets-revision';

const documentSchema = z.object({
  id: z.string(),
  limitUsd: z.number().optional(),
  limitTokens: z.number().optional(),
  action: z.enum(budgetActions),
  warnAt: z.number(),
  sinceMs: z.number(),
});

type BudgetDocument = z.infer<typeof documentSchema>;

/** The budgets that were set while the service ran, one document each. */
export class StoredBudgets {
  readonly #states: StateStore;

  constructor(states: StateStore) {
    this.#states = states;
  }

  /** Something that differs after every change by any process. */
  async revision(): Promise<unknown> {
    return this.#states.get(revisionKey);
  }

  /** All of them, and a sentence for each that cannot be read. */
  async load(): Promise<{ budgets: StandingBudget[]; problems: string[] }> {
    const budgets: StandingBudget[] = [];
    const problems: string[] = [];
    for (const key of await this.#states.keys(prefix)) {
      const value = await this.#states.get(key);
      if (value === undefined) continue;
      const standing = read(value);
      if (standing) budgets.push(standing);
      else problems.push(`the stored ${key} cannot be read; set it again or remove it`);
    }
    return { budgets, problems };
  }

  async put(budget: Budget, sinceMs: number): Promise<void> {
    const id = budgetId(budget);
    const { limitUsd, limitTokens, action, warnAt } = budget;
    const document: BudgetDocument = {
      id,
      action,
      warnAt,
      sinceMs,
      ...(limitUsd === undefined ? {} : { limitUsd }),
      ...(limitTokens === undefined ? {} : { limitTokens }),
    };
    await this.#states.put(prefix + id, document);
    await this.#changed();
  }

  /** Also one that cannot be read. @returns whether there was one */
  async delete(id: string): Promise<boolean> {
    if ((await this.#states.get(prefix + id)) === undefined) return false;
    await this.#states.delete(prefix + id);
    await this.#changed();
    return true;
  }

  async #changed(): Promise<void> {
    await this.#states.put(revisionKey, randomUUID());
  }
}

function read(value: unknown): StandingBudget | undefined {
  const document = documentSchema.safeParse(value);
  if (!document.success) return undefined;
  const { id, limitUsd, limitTokens, action, warnAt, sinceMs } = document.data;
  try {
    const budget: Budget = {
      ...parseBudgetId(id),
      action,
      warnAt,
      ...(limitUsd === undefined ? {} : { limitUsd }),
      ...(limitTokens === undefined ? {} : { limitTokens }),
    };
    return limitProblems(budget).length > 0 ? undefined : { budget, source: 'stored', sinceMs };
  } catch {
    return undefined;
  }
}
