import { toldSchema } from '../providers/ai-sdk-model.ts';
import { answerSchema } from '../providers/answer-schema.ts';
import type { GenerateAnswer, GenerateRequest, LanguageModelClient } from '../providers/language-model.ts';
import type { LlmProviderName } from '../providers/provider-name.ts';
import type { Usage } from '../providers/usage.ts';
import type { CallScope } from './call-scope.ts';
import type { Guard } from './guard.ts';
import type { NanoUsd } from './money.ts';
import type { Prices } from './pricing/prices.ts';

export interface GuardedLanguageModelOptions {
  client: LanguageModelClient;
  /** As the provider calls it. */
  model: string;
  guard: Guard;
  prices: Prices;
  /** Of one attempt. */
  timeoutMs: number;
}

/**
 * Tokens around a request that stand in none of its texts: chat templates, the frame of a tool by which a provider
 * gets structured answers (Anthropic documents at most 806 for it), names and roles.
 */
const overheadTokens = 1_024;

/** Names that one model is told to have answered by; more are recorded under the one asked for. */
const mostNames = 50;

/** A model of a provider as layers and reasoners get it: every call goes through the guard. */
export class GuardedLanguageModel {
  readonly provider: LlmProviderName;
  readonly model: string;
  readonly #options: GuardedLanguageModelOptions;
  readonly #answeredBy = new Map<string, boolean>();

  constructor(options: GuardedLanguageModelOptions) {
    this.provider = options.client.provider;
    this.model = options.model;
    this.#options = options;
  }

  /**
   * @throws ProviderError of the last attempt; BudgetRefused; LimitExceeded; BreakerOpen; StrataError
   *   `PRICE_UNKNOWN`; the signal's reason
   */
  async generate<T>(
    request: Omit<GenerateRequest<T>, 'model'>,
    context: { scope: CallScope; signal: AbortSignal },
  ): Promise<GenerateAnswer<T>> {
    const { client, guard, prices, timeoutMs } = this.#options;
    const { provider, model } = this;
    const most = { inputTokens: mostInputTokens(request), outputTokens: request.maxOutputTokens };
    const worst = prices.worstCostOf(provider, model, most);
    // Its routing decides what a call costs: it must not choose what was not reserved.
    const capped =
      provider === 'openrouter'
        ? { highestPrice: prices.highestPriceOf(provider, model, most.inputTokens) }
        : {};
    return guard.call<GenerateAnswer<T>>(
      {
        provider,
        operation: 'chat',
        model,
        scope: context.scope,
        worst: {
          costNanoUsd: worst,
          tokens: most.inputTokens + most.outputTokens,
        },
        timeoutMs,
        async attempt(signal) {
          const answer = await client.generate({ ...request, model, ...capped }, signal);
          const { usage, usageKnown, finishReason, reportedCostUsd, timeToFirstChunkMs } = answer;
          return {
            value: answer,
            usage,
            usageKnown,
            finishReason,
            ...(answer.model === undefined ? {} : { model: answer.model }),
            ...(reportedCostUsd === undefined ? {} : { reportedCostUsd }),
            ...(timeToFirstChunkMs === undefined ? {} : { timeToFirstChunkMs }),
          };
        },
        priceOf: (usage: Usage, answeredBy: string | undefined): NanoUsd =>
          prices.costOfAnswer(provider, model, answeredBy, usage),
        isKnownModel: this.#isKnown,
      },
      context.signal,
    );
  }

  /** Lists match names by their beginnings, so that no number of names is out of the question but this one. */
  readonly #isKnown = (answeredBy: string): boolean => {
    const before = this.#answeredBy.get(answeredBy);
    if (before !== undefined) return before;
    if (this.#answeredBy.size >= mostNames) return false;
    const isKnown = this.#options.prices.knows(this.provider, answeredBy);
    this.#answeredBy.set(answeredBy, isKnown);
    return isKnown;
  };
}

/**
 * An upper bound for a request's input tokens. A token of a byte-level vocabulary covers at least one byte of the
 * text; the schema may go along twice, once to be enforced and once in the instructions.
 */
export function mostInputTokens(
  request: Pick<GenerateRequest<unknown>, 'system' | 'prompt' | 'schemaName' | 'schema'>,
): number {
  const schema = answerSchema(request.schema);
  const texts = [request.system, request.prompt, request.schemaName, toldSchema(schema)];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), schema.sizeBytes + overheadTokens);
}
