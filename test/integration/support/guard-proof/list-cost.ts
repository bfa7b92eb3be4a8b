import type { LlmProviderName } from '../../../../src/providers/provider-name.ts';
import type { Usage } from '../../../../src/providers/usage.ts';
import { proofPrices } from './proof-setup.ts';

/**
 * What a usage costs by the proofs' price list, in nano-dollars, rounded up: worked out beside the guard's own
 * arithmetic, in whole numbers of any size.
 */
export function listCostNanoUsd(provider: LlmProviderName, model: string, usage: Usage): number {
  const price = proofPrices[provider][model];
  if (!price) throw new Error(`${provider} has no price for ${model}`);
  const { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  const { input, output, cacheRead = input, cacheWrite = input } = price;
  const pico =
    costOf(inputTokens - cacheReadTokens - cacheWriteTokens, input) +
    costOf(cacheReadTokens, cacheRead) +
    costOf(cacheWriteTokens, cacheWrite) +
    costOf(outputTokens, output);
  return Number((pico + 999n) / 1000n);
}

/** A price has at most six decimal places, and is so a whole number of pico-dollars for a token. */
function costOf(tokens: number, usdPerMillion: number): bigint {
  return BigInt(tokens) * BigInt(usdPerMillion.toFixed(6).replace('.', ''));
}
