import type { z } from 'zod';
import { ProviderError } from './provider-error.ts';
import { answerInvalid, failureOfNetwork } from './provider-failure.ts';
import type { ProviderName } from './provider-name.ts';

/** A JSON answer of a service, checked. @throws ProviderError `PROVIDER_ANSWER_INVALID` */
export async function jsonAnswer<T>(
  provider: ProviderName,
  response: Response,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const bytes = await bodyBytes(provider, response, signal);
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw answerInvalid(provider, 'sent an answer that is not JSON');
  }
  const checked = schema.safeParse(parsed);
  if (!checked.success) throw answerInvalid(provider, 'sent an answer that its interface does not allow');
  return checked.data;
}

/** @throws ProviderError; the signal's reason */
export async function bodyBytes(
  provider: ProviderName,
  response: Response,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    signal.throwIfAborted();
    throw cause instanceof ProviderError ? cause : failureOfNetwork(provider, cause);
  }
}
