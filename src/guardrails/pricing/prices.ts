import type { ProviderName } from '../../providers/provider-name.ts';
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
}
