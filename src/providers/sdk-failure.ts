import { ProviderError } from './provider-error.ts';
import { answerInvalid, failure, failureOfStatus } from './provider-failure.ts';
import type { LlmProviderName } from './provider-name.ts';

/**
 * The AI SDK's errors as ProviderErrors. They are never kept as a cause: they hold the request with its prompt.
 * What our own `fetch` threw is taken out of its wrapping; an abort must have been dealt with before.
 */
export function failureOfSdk(provider: LlmProviderName, error: unknown, now: number): ProviderError {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at instanceof ProviderError) return at;
  }
  const told = toldError(error);
  if (told !== undefined) return failureWithinAnswer(provider, told, now);
  const { name } = (error ?? {}) as { name?: unknown };
  if (
    typeof name === 'string' &&
    /^AI_(?:InvalidPrompt|InvalidArgument|UnsupportedFunctionality|LoadAPIKey)/.test(name)
  ) {
    return failure(provider, 'PROVIDER_REQUEST_REFUSED', 'cannot be asked this way', {
      kind: 'failed',
      charge: { kind: 'none' },
      breaker: 'ignored',
      retryable: false,
    });
  }
  return answerInvalid(provider, 'sent an answer that its interface does not allow');
}

interface ToldError {
  code?: unknown;
  type?: unknown;
  message?: unknown;
}

/** The provider's own error object, out of an event of a stream or a body with status 200. */
function toldError(error: unknown): ToldError | undefined {
  const seen: unknown[] = [error];
  for (let depth = 0; depth < 12 && seen.length > 0; depth++) {
    const part = seen.shift();
    if (typeof part !== 'object' || part === null) continue;
    const { data, error: inner, responseBody, type, code, message } = part as Record<string, unknown>;
    seen.push(data, inner, typeof responseBody === 'string' ? parsedJson(responseBody) : undefined);
    const isPlain = !(part instanceof Error);
    if (isPlain && typeof message === 'string' && (isCode(type) || isCode(code))) return part as ToldError;
  }
  return undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCode(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

/** The HTTP status that would have said the same, where the code is none itself. */
const statuses: Readonly<Record<string, number>> = {
  overloaded_error: 529,
  server_overloaded: 529,
  api_error: 500,
  server_error: 500,
  internal_server_error: 500,
  timeout_error: 504,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  too_many_requests: 429,
  tokens: 429,
  requests: 429,
  insufficient_quota: 402,
  billing_error: 402,
  invalid_request_error: 400,
  invalid_prompt: 400,
  context_length_exceeded: 400,
  content_filter: 400,
  request_too_large: 413,
  authentication_error: 401,
  invalid_api_key: 401,
  permission_error: 403,
  not_found_error: 404,
  model_not_found: 404,
};

function failureWithinAnswer(provider: LlmProviderName, told: ToldError, now: number): ProviderError {
  const status = [told.code, told.type].map(statusOf).find((found) => found !== undefined) ?? 500;
  return failureOfStatus(
    provider,
    { status, body: JSON.stringify({ error: told }), charge: { kind: 'unknown' } },
    now,
  );
}

function statusOf(code: unknown): number | undefined {
  const number = typeof code === 'string' && /^\d{3}$/.test(code) ? Number(code) : code;
  if (typeof number === 'number') return number >= 400 && number < 600 ? number : undefined;
  return typeof number === 'string' ? statuses[number.toLowerCase()] : undefined;
}
