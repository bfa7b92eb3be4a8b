import { AiSdkModel, type AiSdkModelOptions } from './ai-sdk-model.ts';
import type { HighestPrice, LanguageModelClient } from './language-model.ts';
import { mendUsage } from './mend-usage.ts';
import { invalidAddress, providerAddress } from './provider-address.ts';
import { providerFetch } from './provider-fetch.ts';
import type { LlmProviderName } from './provider-name.ts';

export interface LanguageModelOptions {
  provider: LlmProviderName;
  /** May be absent where a server of one's own asks for none. */
  apiKey?: string;
  /** In place of the vendor's own; OpenAI's interface is that of Ollama, vLLM and LM Studio too. */
  baseUrl?: string;
  /** Longest silence within an answer that has begun; 60 s. The guard times the whole attempt. */
  idleTimeoutMs?: number;
  /** Decompressed; 8 MiB. */
  maxAnswerBytes?: number;
  fetch?: typeof globalThis.fetch;
  /** Monotonic, in milliseconds. */
  clock?: () => number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

const homes: Readonly<Record<LlmProviderName, { baseUrl: string; versionPath: string }>> = {
  openai: { baseUrl: 'https://api.openai.com/v1', versionPath: '/v1' },
  anthropic: { baseUrl: 'https://api.anthropic.com/v1', versionPath: '/v1' },
  openrouter: { baseUrl: 'https://openrouter.ai/api/v1', versionPath: '/api/v1' },
  cohere: { baseUrl: 'https://api.cohere.com/v2', versionPath: '/v2' },
};

interface VendorSettings {
  baseURL: string;
  apiKey: string;
  fetch: typeof globalThis.fetch;
}

/**
 * The bare model client of a vendor; only the guard gets to see one. Loads the vendor's library.
 *
 * @throws StrataError `PROVIDER_URL_INVALID` of kind `configuration`
 */
export async function createLanguageModel(options: LanguageModelOptions): Promise<LanguageModelClient> {
  const { provider, apiKey, idleTimeoutMs = 60_000, maxAnswerBytes = 8 * 1024 * 1024 } = options;
  const { clock = () => performance.now(), now = Date.now } = options;
  const home = homes[provider];
  const address = providerAddress(provider, options.baseUrl ?? home.baseUrl, home.versionPath);
  if (address.authorization !== undefined && apiKey !== undefined) {
    throw invalidAddress(provider, 'holds credentials beside a key');
  }
  // The libraries insist on a key; without one no header may carry the stand-in.
  const authorization = address.authorization ?? (apiKey === undefined ? null : undefined);
  const fetch = providerFetch({
    provider,
    maxAnswerBytes,
    idleTimeoutMs,
    now,
    ...(authorization === undefined ? {} : { authorization }),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  quietSdk();
  const vendorModel = await vendors[provider]({
    baseURL: address.baseUrl,
    apiKey: apiKey ?? 'none',
    fetch: mendUsage(provider, fetch),
  });
  const isOwnServer = options.baseUrl !== undefined && address.baseUrl !== home.baseUrl;
  return new AiSdkModel({
    provider,
    vendorModel,
    tellsSchema: isOwnServer || provider === 'openrouter',
    clock,
    now,
  });
}

const vendors: Readonly<
  Record<LlmProviderName, (settings: VendorSettings) => Promise<AiSdkModelOptions['vendorModel']>>
> = {
  async openai(settings) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    const vendor = createOpenAI(settings);
    return (model, { strict }) => ({
      model: vendor.chat(model),
      providerOptions: { openai: { strictJsonSchema: strict } },
    });
  },
  async anthropic(settings) {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    const vendor = createAnthropic(settings);
    return (model) => ({ model: vendor(model) });
  },
  async openrouter(settings) {
    const { createOpenRouter } = await import('@openrouter/ai-sdk-provider');
    const vendor = createOpenRouter({ ...settings, compatibility: 'strict' });
    return (model, { strict }, highestPrice) => ({
      // Asks for what the call cost, in the answer itself.
      model: vendor.chat(model, {
        usage: { include: true },
        structuredOutputs: { strict },
        ...(highestPrice === undefined ? {} : { provider: { max_price: maxPrice(highestPrice) } }),
      }),
    });
  },
  async cohere(settings) {
    const { createCohere } = await import('@ai-sdk/cohere');
    const vendor = createCohere(settings);
    return (model) => ({ model: vendor(model) });
  },
};

/** USD per million tokens, and per request (https://openrouter.ai/docs/features/provider-routing#max-price). */
function maxPrice({ inputUsdPerMillion, outputUsdPerMillion, requestUsd }: HighestPrice) {
  return { prompt: inputUsdPerMillion, completion: outputUsdPerMillion, request: requestUsd };
}

/** The SDK writes warnings to stderr by a switch that is global to the process. */
function quietSdk(): void {
  (globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;
}
