import type { Charge } from './provider-error.ts';
import type { ProviderName } from './provider-name.ts';

/**
 * What is said by whoever stands between us and the provider when that took too long or broke off: 408, 502, 504 and
 * Cloudflare's 520–527. The provider may have worked on the call to its end, and bills it.
 */
function isOfGateway(status: number): boolean {
  return status === 408 || status === 502 || status === 504 || (status >= 520 && status <= 527);
}

/**
 * What a call costs that was answered with this status. Providers do not bill what they refuse or fail at
 * themselves; a failure (5xx) that is not in the provider's own words may be a gateway's, which knows nothing of what
 * was done behind it. 529 is never but Anthropic's "overloaded", said before any work.
 *
 * @param body the parsed body of the refusal; undefined where it is not JSON
 */
export function chargeOfStatus(provider: ProviderName, status: number, body: unknown): Charge {
  if (isOfGateway(status)) return { kind: 'unknown' };
  if (status < 500 || status === 529 || isOwnError(provider, body)) return { kind: 'none' };
  return { kind: 'unknown' };
}

/** Whether the body is an error as the provider itself writes them. */
function isOwnError(provider: ProviderName, body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const { type, error, message, success } = body as Record<string, unknown>;
  switch (provider) {
    case 'openai':
    case 'openrouter':
      return hasMessage(error);
    case 'anthropic':
      return type === 'error' && hasMessage(error);
    case 'cohere':
      return typeof message === 'string';
    case 'firecrawl':
      return success === false || typeof error === 'string';
    case 'pdf_service':
    case 'docling':
      return hasMessage(body) || hasMessage(error);
  }
}

function hasMessage(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    typeof (error as Record<string, unknown>).message === 'string'
  );
}
