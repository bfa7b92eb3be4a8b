import type { LanguageModel } from 'ai';
import { type AnswerSchema, answerSchema } from './answer-schema.ts';
import type { GenerateAnswer, GenerateRequest, HighestPrice, LanguageModelClient } from './language-model.ts';
import { parseAnswer } from './parse-answer.ts';
import type { Charge } from './provider-error.ts';
import { contentInvalid, failure } from './provider-failure.ts';
import type { LlmProviderName } from './provider-name.ts';
import { failureOfSdk } from './sdk-failure.ts';
import { type SdkUsage, type UsageFigures, usageFigures } from './usage-figures.ts';

/** How a provider's model is made for one request; `ai` does the rest in the same way for all of them. */
export interface VendorModel {
  model: LanguageModel;
  providerOptions?: Record<string, Record<string, string | number | boolean>>;
}

export interface AiSdkModelOptions {
  provider: LlmProviderName;
  vendorModel(model: string, schema: AnswerSchema, highestPrice?: HighestPrice): VendorModel;
  /** Says the schema in the instructions too, for servers that do not enforce it. */
  tellsSchema: boolean;
  /** Monotonic, in milliseconds. */
  clock(): number;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What the wire brought, before anybody looked at its content. */
interface RawAnswer {
  text: string;
  finishReason: string;
  /** As the provider says it; absent when the answer just stopped. */
  rawFinishReason: string | undefined;
  usage: SdkUsage | undefined;
  model: string | undefined;
  timeToFirstChunkMs?: number;
}

/** A language model by way of the AI SDK, whose own retries, telemetry and warnings are off. */
export class AiSdkModel implements LanguageModelClient {
  readonly provider: LlmProviderName;
  readonly #options: AiSdkModelOptions;

  constructor(options: AiSdkModelOptions) {
    this.provider = options.provider;
    this.#options = options;
  }

  async generate<T>(request: GenerateRequest<T>, signal: AbortSignal): Promise<GenerateAnswer<T>> {
    signal.throwIfAborted();
    // Ends what is still on its way when the call is over for us, for example after an error within a stream.
    const end = new AbortController();
    const ends = AbortSignal.any([signal, end.signal]);
    let raw: RawAnswer;
    try {
      raw = await (request.stream ? this.#stream(request, ends) : this.#generate(request, ends));
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      throw failureOfSdk(this.provider, cause, this.#options.now());
    } finally {
      end.abort();
    }
    return this.#read(request, raw);
  }

  async #generate<T>(request: GenerateRequest<T>, signal: AbortSignal): Promise<RawAnswer> {
    const { generateText } = await import('ai');
    const result = await generateText(this.#sdkRequest(request, signal));
    return {
      text: result.text,
      finishReason: result.finishReason,
      rawFinishReason: result.rawFinishReason,
      usage: result.usage,
      model: result.response.modelId,
    };
  }

  async #stream<T>(request: GenerateRequest<T>, signal: AbortSignal): Promise<RawAnswer> {
    const { streamText } = await import('ai');
    const { clock } = this.#options;
    const startedAt = clock();
    let firstChunkAt: number | undefined;
    let text = '';
    const { fullStream } = streamText({ ...this.#sdkRequest(request, signal), onError: () => undefined });
    let finished: Omit<RawAnswer, 'text' | 'timeToFirstChunkMs'> | undefined;
    for await (const part of fullStream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'text-delta' || part.type === 'reasoning-delta') firstChunkAt ??= clock();
      if (part.type === 'text-delta') text += part.text;
      if (part.type === 'finish-step') {
        finished = {
          finishReason: part.finishReason,
          rawFinishReason: part.rawFinishReason,
          usage: part.usage,
          model: part.response.modelId,
        };
      }
    }
    if (finished?.rawFinishReason === undefined) {
      signal.throwIfAborted();
      throw failure(this.provider, 'PROVIDER_CONNECTION_LOST', 'broke its answer off', {
        charge: { kind: 'unknown' },
        breaker: 'failure',
        retryable: true,
      });
    }
    return {
      text,
      ...finished,
      ...(firstChunkAt === undefined ? {} : { timeToFirstChunkMs: firstChunkAt - startedAt }),
    };
  }

  #sdkRequest<T>(request: GenerateRequest<T>, signal: AbortSignal) {
    const answer = answerSchema(request.schema);
    const { model, providerOptions } = this.#options.vendorModel(request.model, answer, request.highestPrice);
    return {
      model,
      instructions: this.#options.tellsSchema ? `${request.system}\n\n${toldSchema(answer)}` : request.system,
      prompt: request.prompt,
      maxOutputTokens: request.maxOutputTokens,
      maxRetries: 0,
      abortSignal: signal,
      telemetry: { isEnabled: false },
      // The text is ours to read: what surrounds the JSON is forgiven, what breaks the schema is not.
      output: {
        name: 'object',
        responseFormat: Promise.resolve({
          type: 'json' as const,
          name: request.schemaName,
          schema: answer.schema,
        }),
        parseCompleteOutput: async ({ text }: { text: string }) => text,
        parsePartialOutput: async () => undefined,
        createElementStreamTransform: () => undefined,
      },
      ...(providerOptions === undefined ? {} : { providerOptions }),
    };
  }

  #read<T>(request: GenerateRequest<T>, raw: RawAnswer): GenerateAnswer<T> {
    const { provider } = this;
    const figures = usageFigures(raw.usage, raw.text);
    const reportedCostUsd = provider === 'openrouter' ? reportedCost(raw.usage?.raw) : undefined;
    const charge = chargeOf(figures, reportedCostUsd);
    if (raw.finishReason === 'content-filter') {
      throw failure(provider, 'PROVIDER_CONTENT_REFUSED', 'refused to answer', {
        charge,
        breaker: 'ignored',
        retryable: false,
      });
    }
    if (raw.finishReason === 'error') {
      throw failure(provider, 'PROVIDER_FAILED', 'failed while it answered', {
        charge,
        breaker: 'failure',
        retryable: true,
      });
    }
    if (raw.finishReason === 'length') {
      throw contentInvalid(provider, `cut its answer off at ${request.maxOutputTokens} tokens`, charge);
    }
    if (raw.text.trim() === '') throw contentInvalid(provider, 'gave an empty answer', charge);
    const parsed = parseAnswer(raw.text);
    if (parsed === undefined) throw contentInvalid(provider, 'gave an answer that is not JSON', charge);
    const checked = request.schema.safeParse(parsed);
    if (!checked.success) {
      const faults = checked.error.issues.length;
      throw contentInvalid(
        provider,
        `gave an answer that breaks its schema in ${faults} ${faults === 1 ? 'place' : 'places'}`,
        charge,
      );
    }
    return {
      value: checked.data,
      ...figures,
      finishReason: raw.finishReason,
      ...(isModelName(raw.model) ? { model: raw.model } : {}),
      ...(reportedCostUsd === undefined ? {} : { reportedCostUsd }),
      ...(raw.timeToFirstChunkMs === undefined ? {} : { timeToFirstChunkMs: raw.timeToFirstChunkMs }),
    };
  }
}

/** What is added to the instructions for servers that may not enforce a schema. */
export function toldSchema(answer: AnswerSchema): string {
  return `Answer with one JSON object and nothing else, without a code fence. Its JSON Schema:\n${JSON.stringify(answer.schema)}`;
}

function chargeOf(figures: UsageFigures, reportedCostUsd: number | undefined): Charge {
  if (!figures.usageKnown) return { kind: 'unknown' };
  return {
    kind: 'used',
    usage: figures.usage,
    ...(reportedCostUsd === undefined ? {} : { reportedCostUsd }),
  };
}

/** It becomes a label and a price's key: nothing that a name would not be. */
function isModelName(model: string | undefined): model is string {
  return model !== undefined && /^[\w.:/@+-]{1,120}$/.test(model);
}

/** OpenRouter's `usage.cost` in USD; with a key of one's own at the vendor, what the vendor takes comes on top. */
function reportedCost(raw: unknown): number | undefined {
  const { cost, is_byok, cost_details } = (raw ?? {}) as {
    cost?: unknown;
    is_byok?: unknown;
    cost_details?: { upstream_inference_cost?: unknown } | null;
  };
  if (!isUsd(cost)) return undefined;
  const upstream = cost_details?.upstream_inference_cost;
  return is_byok === true && isUsd(upstream) ? cost + upstream : cost;
}

function isUsd(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
