import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultRule } from '../../../../simulator/faults/fault-rule.ts';
import type { Random } from '../../../../simulator/seeded-random.ts';
import { basePaths } from '../../../../simulator/simulated-provider.ts';
import type { Config } from '../../../../src/config/config.ts';
import { loadConfig } from '../../../../src/config/load.ts';
import { type LlmProviderName, llmProviderNames } from '../../../../src/providers/provider-name.ts';

/** By provider, the model that the proofs ask. */
export const modelOf: Readonly<Record<LlmProviderName, string>> = {
  openai: 'proof-o',
  anthropic: 'proof-a',
  openrouter: 'proof/r',
  cohere: 'proof-c',
};

/** By provider and model, in USD per million tokens; with odd fractions, so that rounding has work to do. */
export const proofPrices: Readonly<Record<LlmProviderName, Record<string, ProofPrice>>> = {
  openai: {
    '*': { input: 5, output: 30 },
    'proof-o': { input: 5.0317, output: 30.1173, cacheRead: 0.50319, cacheWrite: 5.0317 },
  },
  anthropic: { 'proof-a': { input: 6.000037, output: 30.0071, cacheRead: 0.600037, cacheWrite: 7.50013 } },
  openrouter: { 'proof/r': { input: 5.5551, output: 27.77, cacheRead: 1.3889, cacheWrite: 6.9437 } },
  cohere: { 'proof-c': { input: 5.2501, output: 25.00001, cacheRead: 2.125 } },
};

export interface ProofPrice {
  input: number;
  output: number;
  cacheRead?: number;
  cacheWrite?: number;
}

/** What the sizes of requests below come to with these prices: no reservation is larger. */
export const mostReservedNanoUsd = 200_000_000;

export const promptBytes = { least: 4_000, most: 16_000 } as const;
export const outputTokens = { least: 400, most: 900 } as const;

/** @returns the path of a file of prices for `PRICES_FILE` */
export async function writePrices(folder: string): Promise<string> {
  const file = join(folder, 'prices.json');
  await writeFile(file, JSON.stringify(proofPrices));
  return file;
}

export interface ProofSettings {
  simulatorUrl: string;
  dataDir: string;
  pricesFile: string;
  budgetUsd: number;
  mongodbUrl?: string;
  redisUrl?: string;
  /** Settings beside these, by name. */
  more?: Record<string, string>;
}

/** The settings as somebody would write them into the environment. */
export function proofConfig(settings: ProofSettings): Config {
  const environment: Record<string, string> = {
    STRATA_DATA_DIR: settings.dataDir,
    STRATA_TIME_ZONE: 'UTC',
    PRICES_FILE: settings.pricesFile,
    TOKEN_BUDGET_USD: String(settings.budgetUsd),
    TOKEN_BUDGET_ACTION: 'fail',
    PROVIDER_ATTEMPTS: '3',
    LOG_LEVEL: 'error',
    ...(settings.mongodbUrl === undefined ? {} : { MONGODB_URL: settings.mongodbUrl }),
    ...(settings.redisUrl === undefined ? {} : { REDIS_URL: settings.redisUrl }),
  };
  for (const provider of llmProviderNames) {
    const name = provider.toUpperCase();
    environment[`${name}_BASE_URL`] = `${settings.simulatorUrl}${basePaths[provider]}`;
    environment[`${name}_RATE_LIMIT_PER_MIN`] = '100000';
    // They may open under so many faults, and then have to let calls through again before the proof is over.
    environment[`${name}_BREAKER_OPEN_SECONDS`] = '1';
  }
  return loadConfig({ ...environment, ...settings.more });
}

/**
 * What goes wrong in the proofs, of every kind: about four calls in ten. Usages beyond what a call can use are left out:
 * the provider itself then says that the money is gone, and the ledger takes its word.
 */
export function randomFaults(random: Random): FaultRule[] {
  const often = (probability: number, rules: FaultRule[]) => rules.map((rule) => ({ ...rule, probability }));
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const parts = (): FaultRule => {
    const inputTokens = between(900, promptBytes.least);
    const outputTokens_ = between(60, outputTokens.least);
    const cacheReadTokens = between(0, inputTokens);
    return {
      fault: 'usage-parts',
      usage: {
        inputTokens,
        cacheReadTokens,
        cacheWriteTokens: between(0, inputTokens - cacheReadTokens),
        outputTokens: outputTokens_,
        reasoningTokens: between(0, outputTokens_),
      },
    };
  };
  return [
    ...often(0.016, [
      { fault: 'reset-before' },
      { fault: '429-ms', retryAfter: 0.05 },
      { fault: '429', retryAfter: 1 },
      { fault: '500' },
      { fault: '503' },
      { fault: '529' },
      { fault: 'html' },
      { fault: 'hang' },
      { fault: 'stall' },
      { fault: 'break' },
      { fault: 'truncated-body' },
      { fault: 'error-event' },
      { fault: 'reset-after' },
      { fault: 'usage-missing' },
      { fault: 'usage-negative' },
      { fault: 'usage-part-over-total' },
      { fault: 'schema-break' },
      { fault: 'length' },
      { fault: 'malformed-body' },
      { fault: 'malformed-answer' },
      { fault: 'truncated-answer' },
      { fault: 'empty' },
      { fault: 'refusal' },
      { fault: '400' },
      { fault: '502' },
      { fault: '429-body', retryAfter: 0.05 },
      { fault: 'drip', delayMs: 10 },
      { fault: 'slow', delayMs: 120 },
    ]),
    { fault: 'usage-parts', probability: 0.1 },
    ...often(0.12, Array.from({ length: 12 }, parts)),
  ];
}
