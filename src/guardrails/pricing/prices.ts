import type { HighestPrice } from '../../providers/language-model.ts';
import type { LlmProviderName, ProviderName } from '../../providers/provider-name.ts';
import type { Usage } from '../../providers/usage.ts';
import type { NanoUsd } from '../money.ts';

/** What calls cost: from a maintained list, overridden by a file. */
export interface Prices {
  /**
   * @throws StrataError `PRICE_UNKNOWN` (kind `configuration`): a model without a price is refused, never free;
   * a local model is priced 0 in the override file
   */
  costOf(provider: ProviderName, model: string | undefined, usage: Usage): NanoUsd;
  /** The cost of an answer by the model that gave it, which is often a dated form of the one asked for. */
  costOfAnswer(
    provider: ProviderName,
    asked: string | undefined,
    answered: string | undefined,
    usage: Usage,
  ): NanoUsd;
  /** The most that a call can cost, whatever of its input is cached, written to a cache, or in a dearer tier. */
  worstCostOf(
    provider: ProviderName,
    model: string | undefined,
    most: { inputTokens?: number; outputTokens?: number; units?: number },
  ): NanoUsd;
  /**
   * The rates by which `worstCostOf` reckons with an input of at most so many tokens: what a provider that passes
   * calls on to others of various prices is told not to exceed.
   *
   * @throws StrataError `PRICE_UNKNOWN` (kind `configuration`)
   */
  highestPriceOf(provider: LlmProviderName, model: string, inputTokens: number): HighestPrice;
  /** Whether a model that answered has a price of its own by its name: any other name is only what somebody wrote. */
  knows(provider: ProviderName, model: string): boolean;
}
