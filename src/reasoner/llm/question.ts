import type { z } from 'zod';
import type { GenerateRequest } from '../../providers/language-model.ts';
import { loadPrompt, type PromptName, renderPrompt } from './prompt.ts';
import type { ReasoningLayer } from './reasoning-model.ts';

/** One thing to ask a model: a prompt, what goes into it, and the shape of the answer. */
export interface Question<T> {
  layer: ReasoningLayer;
  prompt: PromptName;
  /** By placeholder. */
  material: Readonly<Record<string, string>>;
  schema: z.ZodType<T>;
}

/** Asks whichever model is to be asked. */
export type Ask = <T>(question: Question<T>) => Promise<T>;

/** @param nonce see `fenced` */
export async function requestOf<T>(
  question: Question<T>,
  nonce: string,
): Promise<Omit<GenerateRequest<T>, 'model'>> {
  const prompt = await loadPrompt(question.prompt);
  return {
    ...renderPrompt(prompt, question.material, nonce),
    schemaName: question.prompt.replaceAll('-', '_'),
    schema: question.schema,
    maxOutputTokens: prompt.maxOutputTokens,
    // Most of a job's waiting is for the CV: there a slow answer should be told from a dead one.
    stream: question.layer === 'cv',
  };
}
