import { StrataError } from '../error.ts';
import type { Prices } from '../guardrails/pricing/prices.ts';
import type { ProviderName } from '../providers/provider-name.ts';
import type { LayerModels } from '../reasoner/llm/reasoning-model.ts';

/** Whether a call to a model can be priced: one that cannot is never made. */
function hasPrice(prices: Prices, provider: ProviderName, model: string): boolean {
  try {
    prices.worstCostOf(provider, model, { inputTokens: 1, outputTokens: 1 });
    return true;
  } catch (cause) {
    if (cause instanceof StrataError && cause.code === 'PRICE_UNKNOWN') return false;
    throw cause;
  }
}

/** The models of each layer that a job can ask, and a sentence for people on each of the others. */
export function pricedModels(models: LayerModels, prices: Prices): { models: LayerModels; notes: string[] } {
  const without = new Map<string, string[]>();
  const unserved: string[] = [];
  const priced = Object.entries(models).map(([layer, ofLayer]) => {
    const usable = ofLayer.filter(({ provider, model }) => hasPrice(prices, provider, model));
    for (const { provider, model } of ofLayer.filter((one) => !usable.includes(one))) {
      const name = `${provider} ${model}`;
      without.set(name, [...(without.get(name) ?? []), layer]);
    }
    if (usable.length === 0 && ofLayer.length > 0) unserved.push(layer);
    return [layer, usable] as const;
  });
  return {
    models: Object.fromEntries(priced) as unknown as LayerModels,
    notes: [
      ...[...without].map(
        ([name, layers]) =>
          `${name} has no price and is not asked (${layers.join(', ')}): price it in the file that PRICES_FILE names.`,
      ),
      ...(unserved.length === 0
        ? []
        : [`No model with a price is left for ${unserved.join(', ')}: text analysis does it, for nothing.`]),
    ],
  };
}
