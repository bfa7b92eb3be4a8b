import type { z } from 'zod';
import type { LlmProviderName } from './provider-name.ts';
import type { Usage } from './usage.ts';

/** One question to a model, answered by JSON of a schema. */
export interface GenerateRequest<T> {
  /** As the provider calls it. */
  model: string;
  /** Instructions; ours alone. */
  system: string;
  /** The question with its material; what others wrote is fenced off from instructions. */
  prompt: string;
  /** Names the schema to the provider: letters, digits, `_`. */
  schemaName: string;
  schema: z.ZodType<T>;
  /** Reasoning included. */
  maxOutputTokens: number;
  /** Streams the answer: the time to its first chunk is known, and a slow answer is told from a dead one. */
  stream: boolean;
  /** Heeded by OpenRouter; the others have one price. */
  highestPrice?: HighestPrice;
}

/** What the call may cost at most, where a provider chooses among several of various prices. */
export interface HighestPrice {
  inputUsdPerMillion: number;
  outputUsdPerMillion: number;
  /** For the request itself. */
  requestUsd: number;
}

export interface GenerateAnswer<T> {
  value: T;
  usage: Usage;
  /** False where the provider told nothing sensible about its usage, which is then empty. */
  usageKnown: boolean;
  /** The model that answered, as the provider says it; absent when it does not. */
  model?: string;
  finishReason: string;
  /** What the provider itself says the call cost (OpenRouter). */
  reportedCostUsd?: number;
  /** Only of streams. */
  timeToFirstChunkMs?: number;
}

/** An unguarded model; only the guard gets to see one. */
export interface LanguageModelClient {
  readonly provider: LlmProviderName;
  /** @throws ProviderError; an abort by the caller's signal is thrown as that signal's reason */
  generate<T>(request: GenerateRequest<T>, signal: AbortSignal): Promise<GenerateAnswer<T>>;
}
