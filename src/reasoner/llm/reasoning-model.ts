import type { CallScope } from '../../guardrails/call-scope.ts';
import type { GenerateAnswer, GenerateRequest } from '../../providers/language-model.ts';
import type { LlmProviderName } from '../../providers/provider-name.ts';

/** A guarded language model as the reasoner uses it. */
export interface ReasoningModel {
  readonly provider: LlmProviderName;
  /** As the provider calls it. */
  readonly model: string;
  /**
   * @throws ProviderError after the guard's own retries; BreakerOpen; LimitExceeded; BudgetRefused; the signal's reason
   */
  generate<T>(
    request: Omit<GenerateRequest<T>, 'model'>,
    context: { scope: CallScope; signal: AbortSignal },
  ): Promise<Pick<GenerateAnswer<T>, 'value'>>;
}

/** Layers whose thinking a language model can do. */
export const reasoningLayers = ['pain-points', 'company-research', 'fit', 'people', 'cv'] as const;

export type ReasoningLayer = (typeof reasoningLayers)[number];

/** The models of each layer, in the order of failover. */
export type LayerModels = Readonly<Record<ReasoningLayer, readonly ReasoningModel[]>>;
