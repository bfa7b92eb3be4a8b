import { createAnthropic } from '@ai-sdk/anthropic';
import { createCohere } from '@ai-sdk/cohere';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { generateText, type LanguageModel, Output, streamText } from 'ai';
import { z } from 'zod';
import type { LlmProviderName } from '../../../src/providers/provider-name.ts';

/** The vendors' own ways to be asked; some providers have two. */
export const dialects = {
  openai: 'openai',
  'openai responses': 'openai',
  anthropic: 'anthropic',
  'anthropic by tool': 'anthropic',
  openrouter: 'openrouter',
  cohere: 'cohere',
} as const satisfies Record<string, LlmProviderName>;

export type Dialect = keyof typeof dialects;

export function sdkModel(dialect: Dialect, baseURL: string, apiKey = 'simulated'): LanguageModel {
  switch (dialect) {
    case 'openai':
      return createOpenAI({ baseURL, apiKey }).chat('gpt-4o');
    case 'openai responses':
      return createOpenAI({ baseURL, apiKey }).responses('gpt-4o');
    case 'anthropic':
      return createAnthropic({ baseURL, apiKey })('claude-sonnet-4-5');
    case 'anthropic by tool':
      return createAnthropic({ baseURL, apiKey })('claude-3-haiku-20240307');
    case 'openrouter':
      return createOpenRouter({ baseURL, apiKey })('vendor/model');
    case 'cohere':
      return createCohere({ baseURL, apiKey })('command-a-03-2025');
  }
}

export const answerSchema = z.object({
  findings: z
    .array(z.object({ text: z.string(), quote: z.string(), confidence: z.number().min(0).max(1) }))
    .min(2)
    .max(6),
  score: z.number().int().min(0).max(100),
});

export const posting = [
  'Senior Backend Engineer',
  'Nordhagen reads 740,000 meters for 61 utilities every quarter of an hour.',
  'On cold mornings the backlog of the ingestion service grows until lunch.',
  'Twice this winter a bill went out late because of the backlog.',
  'You will bring the delay from reading to bill below thirty minutes.',
].join('\n');

export function promptWith(nonce: string): string {
  return `What hurts this employer?\n\n<<<data posting ${nonce}>>>\n${posting}\n<<<end posting ${nonce}>>>`;
}

/** What a caller of the AI SDK gets to see of one call. */
export interface Seen {
  output?: z.infer<typeof answerSchema>;
  text?: string;
  finishReason?: string;
  inputTokens?: number | undefined;
  outputTokens?: number | undefined;
  cacheReadTokens?: number | undefined;
  cacheWriteTokens?: number | undefined;
  reasoningTokens?: number | undefined;
  error?: {
    statusCode?: number;
    responseHeaders?: Record<string, string>;
    responseBody?: string;
    message: string;
  };
}

export async function see(
  model: LanguageModel,
  stream: boolean,
  options: { prompt?: string; signal?: AbortSignal; maxOutputTokens?: number } = {},
): Promise<Seen> {
  const { prompt = promptWith('4f1c22aa90b7e5d1'), signal, maxOutputTokens = 4000 } = options;
  const request = {
    model,
    prompt,
    maxRetries: 0,
    maxOutputTokens,
    output: Output.object({ schema: answerSchema }),
    ...(signal === undefined ? {} : { abortSignal: signal }),
  };
  const seen: Seen = {};
  try {
    if (stream) {
      const result = streamText({
        ...request,
        onError({ error }) {
          seen.error ??= error as Seen['error'] & object;
        },
      });
      let text = '';
      for await (const part of result.fullStream) if (part.type === 'text-delta') text += part.text;
      seen.text = text;
      Object.assign(seen, flat(await result.usage), { finishReason: await result.finishReason });
      seen.output = (await result.output) as z.infer<typeof answerSchema>;
    } else {
      const result = await generateText(request);
      seen.text = result.text;
      Object.assign(seen, flat(result.usage), { finishReason: result.finishReason });
      seen.output = result.output;
    }
  } catch (error) {
    seen.error ??= error as Seen['error'] & object;
    const { text, usage, finishReason } = error as { text?: string; usage?: SdkUsage; finishReason?: string };
    if (text !== undefined) seen.text = text;
    if (finishReason !== undefined) seen.finishReason = finishReason;
    if (usage !== undefined) Object.assign(seen, flat(usage));
  }
  return seen;
}

interface SdkUsage {
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  inputTokenDetails: { cacheReadTokens: number | undefined; cacheWriteTokens: number | undefined };
  outputTokenDetails: { reasoningTokens: number | undefined };
}

function flat({ inputTokens, outputTokens, inputTokenDetails, outputTokenDetails }: SdkUsage): Partial<Seen> {
  return {
    inputTokens,
    outputTokens,
    cacheReadTokens: inputTokenDetails.cacheReadTokens,
    cacheWriteTokens: inputTokenDetails.cacheWriteTokens,
    reasoningTokens: outputTokenDetails.reasoningTokens,
  };
}
