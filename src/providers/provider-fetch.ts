import { ProviderError } from './provider-error.ts';
import { answerInvalid, failure, failureOfNetwork, failureOfStatus, timedOut } from './provider-failure.ts';
import type { ProviderName } from './provider-name.ts';
import { providerSettings } from './provider-settings.ts';

export interface ProviderFetchOptions {
  provider: ProviderName;
  /** Decompressed; an answer that grows beyond it is broken off. */
  maxAnswerBytes: number;
  /** Longest silence within an answer that has begun. */
  idleTimeoutMs: number;
  /** In place of whatever the caller's library sets; null takes away every header that holds a key. */
  authorization?: string | null;
  /** Does the sending; the global one unless told otherwise. */
  fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch, for `Retry-After` given as a date. */
  now?: () => number;
}

/** Of a refusal's body: enough for its codes. */
const maxErrorBytes = 64 * 1024;
const maxErrorSilenceMs = 2_000;
const maxRedirects = 3;

/**
 * A `fetch` for one provider. Every way in which sending or reading can fail is thrown as a ProviderError, from the
 * call itself or out of the body's stream; a success keeps its body, read under a cap. An abort is thrown as the
 * signal's reason. A redirect is followed only within the same origin, since the key goes along.
 */
export function providerFetch(options: ProviderFetchOptions): typeof globalThis.fetch {
  const { provider, now = Date.now } = options;
  return async (input, init) => {
    const signal = init?.signal ?? undefined;
    const response = await send(options, input instanceof Request ? input.url : String(input), init ?? {});
    if (!response.ok) {
      const body = await errorBody(response, options, signal);
      signal?.throwIfAborted();
      throw failureOfStatus(provider, { status: response.status, headers: response.headers, body }, now());
    }
    if (response.body === null) return response;
    const body = guardBody(response.body, options, signal);
    const headers = new Headers(response.headers);
    // The body is handed on decompressed.
    headers.delete('content-encoding');
    headers.delete('content-length');
    return new Response(body, { status: response.status, statusText: response.statusText, headers });
  };
}

async function send(options: ProviderFetchOptions, firstUrl: string, init: RequestInit): Promise<Response> {
  const { provider, authorization, fetch = globalThis.fetch } = options;
  const headers = new Headers(init.headers);
  if (authorization === null) {
    for (const name of ['authorization', 'x-api-key']) headers.delete(name);
  } else if (authorization !== undefined) headers.set('authorization', authorization);
  let url = firstUrl;
  for (let redirects = 0; ; redirects++) {
    let response: Response;
    try {
      response = await fetch(url, { ...init, headers, redirect: 'manual' });
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw failureOfNetwork(provider, cause);
    }
    if (response.status < 300 || response.status >= 400) return response;
    await response.body?.cancel().catch(() => undefined);
    const next = URL.parse(response.headers.get('location') ?? '', url);
    const sameMethod = response.status === 307 || response.status === 308;
    if (!sameMethod || next === null || next.origin !== new URL(url).origin || redirects === maxRedirects) {
      throw redirected(provider, response.status);
    }
    url = next.href;
  }
}

function redirected(provider: ProviderName, status: number): ProviderError {
  const { url } = providerSettings[provider];
  return failure(
    provider,
    'PROVIDER_REQUEST_REFUSED',
    `sends calls elsewhere (HTTP ${status}), which is not followed`,
    {
      kind: 'configuration',
      charge: { kind: 'none' },
      breaker: 'ignored',
      retryable: false,
      action: `set ${url} to the address that it answers at itself`,
    },
  );
}

function guardBody(
  body: ReadableStream<Uint8Array>,
  options: ProviderFetchOptions,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const { provider, maxAnswerBytes, idleTimeoutMs } = options;
  const reader = body.getReader();
  let readBytes = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { promise: silence, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => reject(timedOut(provider, ' (it fell silent within the answer)')),
        idleTimeoutMs,
      );
      try {
        const { done, value } = await Promise.race([reader.read(), silence]);
        if (done) return controller.close();
        readBytes += value.byteLength;
        if (readBytes > maxAnswerBytes) throw tooLarge(provider, maxAnswerBytes);
        controller.enqueue(value);
      } catch (cause) {
        void reader.cancel().catch(() => undefined);
        controller.error(bodyFailure(provider, cause, signal));
      } finally {
        clearTimeout(timer);
      }
    },
    cancel(reason) {
      return reader.cancel(reason);
    },
  });
}

function bodyFailure(provider: ProviderName, cause: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (cause instanceof ProviderError) return cause;
  const { code } = (cause as { cause?: { code?: unknown } }).cause ?? {};
  if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR')
    return answerInvalid(provider, 'sent a damaged answer');
  const failed = failureOfNetwork(provider, cause);
  // Whatever the code says: the request had been sent, and an answer had begun.
  if (failed.charge.kind === 'unknown') return failed;
  return failure(provider, 'PROVIDER_CONNECTION_LOST', 'broke the connection off', {
    charge: { kind: 'unknown' },
    breaker: 'failure',
    retryable: true,
  });
}

function tooLarge(provider: ProviderName, maxAnswerBytes: number): ProviderError {
  return failure(provider, 'PROVIDER_ANSWER_TOO_LARGE', `answered with more than ${maxAnswerBytes} bytes`, {
    charge: { kind: 'unknown' },
    breaker: 'failure',
    retryable: false,
  });
}

/** What comes of a refusal's body in good time; the status alone says enough. */
async function errorBody(
  response: Response,
  options: ProviderFetchOptions,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (response.body === null) return '';
  const idleTimeoutMs = Math.min(options.idleTimeoutMs, maxErrorSilenceMs);
  const chunks: Uint8Array[] = [];
  try {
    const limits = { ...options, idleTimeoutMs, maxAnswerBytes: maxErrorBytes };
    for await (const chunk of guardBody(response.body, limits, signal)) chunks.push(chunk);
  } catch {
    // Whatever arrived before may still tell.
  }
  return Buffer.concat(chunks).toString('utf8');
}
