import type { Usage } from '../../providers/usage.ts';

const amounts = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
  'units',
] as const satisfies (keyof Usage)[];

/**
 * What is wrong with a usage as a provider reported it, for people; undefined when it can be charged. A call whose
 * usage has a problem counts as spent in full: nonsense must not make it cheaper.
 */
export function usageProblem(usage: Usage): string | undefined {
  return missingOrUnreal(usage) ?? partsBeyondWhole(usage);
}

/** Amounts that say nothing about the cost: missing, negative, not a number. */
export function missingOrUnreal(usage: Usage): string | undefined {
  for (const name of amounts) {
    const amount = usage[name];
    // Not NaN, which compares as false.
    if (amount !== undefined && !(amount >= 0 && amount < Infinity)) {
      return `${name} is ${amount}, not an amount`;
    }
  }
  if (usage.units !== undefined) return undefined;
  if (usage.inputTokens === undefined) return 'inputTokens is missing';
  if (usage.outputTokens === undefined) return 'outputTokens is missing';
  return undefined;
}

function partsBeyondWhole(usage: Usage): string | undefined {
  const cached = (usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0);
  const input = usage.inputTokens ?? 0;
  if (cached > input) return `${cached} tokens read from or written to a cache exceed ${input} inputTokens`;
  const reasoning = usage.reasoningTokens ?? 0;
  const output = usage.outputTokens ?? 0;
  if (reasoning > output) return `${reasoning} reasoningTokens exceed ${output} outputTokens`;
  return undefined;
}
