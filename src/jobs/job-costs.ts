import type { CallScope, SettledCall } from '../guardrails/call-scope.ts';
import { usdOf } from '../guardrails/money.ts';
import type { Job, TokenUsage } from './job.ts';

/** What a layer's calls came to. */
export interface LayerCosts {
  costUsd: number;
  inputTokens: number;
  outputTokens: number;
}

/**
 * Gathers what an attempt's calls cost and carries it into the job with its next save. The ledger is the record;
 * the job shows the same to people.
 */
export class JobCosts {
  readonly #job: Pick<Job, 'id' | 'user' | 'pipeline' | 'options'>;
  readonly #onWarning: (message: string) => void;
  readonly #fresh: { layer: string; call: SettledCall }[] = [];
  readonly #byLayer = new Map<string, LayerCosts>();
  #budgetExceeded = false;

  /** @param onWarning is told of budgets that only warn */
  constructor(job: Pick<Job, 'id' | 'user' | 'pipeline' | 'options'>, onWarning: (message: string) => void) {
    this.#job = job;
    this.#onWarning = onWarning;
  }

  /** Whom a layer's calls belong to. */
  scopeOf(layer: string): CallScope {
    const { id, user, pipeline, options } = this.#job;
    return {
      user,
      jobId: id,
      pipeline,
      layer,
      ...(options.tokenBudgetUsd === undefined ? {} : { jobBudgetUsd: options.tokenBudgetUsd }),
      onSettled: (call) => this.#add(layer, call),
      onBudgetWarning: (message) => {
        this.#budgetExceeded = true;
        this.#onWarning(message);
      },
    };
  }

  ofLayer(layer: string): LayerCosts {
    return this.#byLayer.get(layer) ?? { costUsd: 0, inputTokens: 0, outputTokens: 0 };
  }

  /** The job with everything settled since the last time. */
  carryInto(job: Job): Job {
    const fresh = this.#fresh.splice(0);
    if (fresh.length === 0 && job.budgetExceeded === (job.budgetExceeded || this.#budgetExceeded)) return job;
    let { tokenUsage } = job;
    const layers = new Map(job.layers.map((layer) => [layer.name, layer]));
    for (const { layer, call } of fresh) {
      tokenUsage = withCall(tokenUsage, call);
      const progress = layers.get(layer);
      if (progress) {
        layers.set(layer, { ...progress, costUsd: sum(progress.costUsd, usdOf(call.costNanoUsd)) });
      }
    }
    return {
      ...job,
      tokenUsage,
      layers: [...layers.values()],
      budgetExceeded: job.budgetExceeded || this.#budgetExceeded,
    };
  }

  #add(layer: string, call: SettledCall): void {
    this.#fresh.push({ layer, call });
    const before = this.ofLayer(layer);
    this.#byLayer.set(layer, {
      costUsd: sum(before.costUsd, usdOf(call.costNanoUsd)),
      inputTokens: before.inputTokens + (call.usage.inputTokens ?? 0),
      outputTokens: before.outputTokens + (call.usage.outputTokens ?? 0),
    });
  }
}

function withCall(usage: TokenUsage, call: SettledCall): TokenUsage {
  const costUsd = usdOf(call.costNanoUsd);
  const inputTokens = call.usage.inputTokens ?? 0;
  const outputTokens = call.usage.outputTokens ?? 0;
  const before = usage.byProvider[call.provider] ?? { cost: 0, inputTokens: 0, outputTokens: 0 };
  return {
    totalCost: sum(usage.totalCost, costUsd),
    inputTokens: usage.inputTokens + inputTokens,
    outputTokens: usage.outputTokens + outputTokens,
    byProvider: {
      ...usage.byProvider,
      [call.provider]: {
        cost: sum(before.cost, costUsd),
        inputTokens: before.inputTokens + inputTokens,
        outputTokens: before.outputTokens + outputTokens,
      },
    },
  };
}

/** Binary fractions drift when added; nano-dollars are the unit of account. */
function sum(one: number, other: number): number {
  return Math.round((one + other) * 1e9) / 1e9;
}
