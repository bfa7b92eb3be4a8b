import type { Usage } from './usage.ts';

/** No model holds more in one call: what lies above is a provider's slip, not a figure to pay by. */
const mostTokens = 10_000_000;

export interface UsageFigures {
  usage: Usage;
  /** False when figures are missing or contradict each other; `usage` is empty then. */
  usageKnown: boolean;
}

/** The part of the AI SDK's usage that is looked at; its totals include cached and reasoning tokens. */
export interface SdkUsage {
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  inputTokenDetails: { cacheReadTokens: number | undefined; cacheWriteTokens: number | undefined };
  outputTokenDetails: { reasoningTokens: number | undefined };
  /** As the provider wrote it. */
  raw?: unknown;
}

/**
 * A call's usage in the provider's own figures. Zeros count as missing, since the SDKs put zero in the place of
 * absent figures: no call goes without input, and no text comes without output.
 *
 * @param text what the model wrote
 */
export function usageFigures(sdk: SdkUsage | undefined, text: string): UsageFigures {
  const unknown = { usage: {}, usageKnown: false };
  if (sdk === undefined) return unknown;
  const billed = billedUnits(sdk.raw);
  const inputTokens = billed?.inputTokens ?? sdk.inputTokens;
  const outputTokens = billed?.outputTokens ?? sdk.outputTokens;
  const cacheReadTokens = sdk.inputTokenDetails.cacheReadTokens ?? cachedTokens(sdk.raw);
  const cacheWriteTokens = sdk.inputTokenDetails.cacheWriteTokens;
  const reasoningTokens = sdk.outputTokenDetails.reasoningTokens;
  if (!isCount(inputTokens) || !isCount(outputTokens)) return unknown;
  if (inputTokens === 0 || (outputTokens === 0 && text !== '')) return unknown;
  const parts = [cacheReadTokens, cacheWriteTokens, reasoningTokens];
  if (parts.some((part) => part !== undefined && !isCount(part))) return unknown;
  if ((cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0) > inputTokens) return unknown;
  if ((reasoningTokens ?? 0) > outputTokens) return unknown;
  return {
    usage: {
      inputTokens,
      outputTokens,
      ...(cacheReadTokens ? { cacheReadTokens } : {}),
      ...(cacheWriteTokens ? { cacheWriteTokens } : {}),
      ...(reasoningTokens ? { reasoningTokens } : {}),
    },
    usageKnown: true,
  };
}

/** Cohere counts tokens it does not bill, those of its own template: `billed_units` is what the call costs by. */
function billedUnits(raw: unknown): { inputTokens?: number; outputTokens?: number } | undefined {
  const billed = (raw as { billed_units?: { input_tokens?: unknown; output_tokens?: unknown } } | undefined)
    ?.billed_units;
  if (typeof billed?.input_tokens !== 'number' || typeof billed.output_tokens !== 'number') return undefined;
  return { inputTokens: billed.input_tokens, outputTokens: billed.output_tokens };
}

/** Cohere's, which its SDK leaves out. */
function cachedTokens(raw: unknown): number | undefined {
  const cached = (raw as { cached_tokens?: unknown } | undefined)?.cached_tokens;
  return typeof cached === 'number' ? cached : undefined;
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 && value <= mostTokens;
}
