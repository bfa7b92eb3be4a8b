import { expect } from 'vitest';
import { z } from 'zod';
import {
  createLanguageModel,
  type LanguageModelOptions,
} from '../../../src/providers/create-language-model.ts';
import type { GenerateAnswer, GenerateRequest } from '../../../src/providers/language-model.ts';
import { ProviderError } from '../../../src/providers/provider-error.ts';
import { canaries, canariesIn } from './secrets.ts';
import type { Vendor } from './vendors.ts';
import type { WireServer } from './wire-server.ts';

export const schema = z.object({ title: z.string(), points: z.array(z.string()).min(1).max(6) });

export type Answer = z.infer<typeof schema>;

export const good: Answer = { title: canaries.answer, points: ['one', 'two'] };
export const goodText = JSON.stringify(good);

export const request: Omit<GenerateRequest<Answer>, 'model'> = {
  system: `Answer in JSON. ${canaries.system}`,
  prompt: `Find the points. ${canaries.prompt}`,
  schemaName: 'points',
  schema,
  maxOutputTokens: 500,
  stream: false,
};

export interface Asking extends Partial<LanguageModelOptions> {
  request?: Partial<GenerateRequest<Answer>>;
  signal?: AbortSignal;
}

/** Asks a vendor's model at the server. */
export async function ask(
  server: WireServer,
  vendor: Vendor,
  { request: changes, signal, ...options }: Asking = {},
): Promise<GenerateAnswer<Answer>> {
  const client = await createLanguageModel({
    provider: vendor.provider,
    apiKey: canaries.key,
    baseUrl: server.origin,
    ...options,
  });
  return client.generate(
    { ...request, model: vendor.model, ...changes },
    signal ?? new AbortController().signal,
  );
}

/** The error of a call that must fail, seen to hold no secret. */
export async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  try {
    await call;
  } catch (cause) {
    if (!(cause instanceof ProviderError)) throw cause;
    expect(canariesIn(cause)).toEqual([]);
    return cause;
  }
  throw new Error('the call succeeded');
}
