import { retryAfterMs } from '../guardrails/limiter/retry-after.ts';
import { chargeOfStatus } from './charge-of-status.ts';
import { type Charge, ProviderError, type ProviderErrorOptions } from './provider-error.ts';
import type { ProviderName } from './provider-name.ts';
import { providerSettings } from './provider-settings.ts';

/** A refusal as it came over the wire. The body is read for codes only; nothing of it gets into an error. */
export interface RefusedAnswer {
  status: number;
  headers?: Headers;
  /** At most some kilobytes of it. */
  body: string;
  /** `unknown` once an answer had begun, since what was made by then may be billed. */
  charge?: Charge;
}

const none: Charge = { kind: 'none' };
const unknown: Charge = { kind: 'unknown' };

/** The error for an answer that refuses or fails, by its status and the codes in its body. */
export function failureOfStatus(provider: ProviderName, answer: RefusedAnswer, now: number): ProviderError {
  const { status } = answer;
  const body = parsedBody(answer.body);
  const charge = answer.charge ?? chargeOfStatus(provider, status, body);
  const wait = retryAfterMs({
    ...(answer.headers === undefined ? {} : { headers: answer.headers }),
    body,
    now,
    // Every answer of some providers tells when their limits reset; only of a 429 are those the reason.
    resetsCount: status === 429,
  });
  // Whoever says when to come again is left alone until then, whatever the reason.
  const waiting = wait === undefined ? {} : { retryAfterMs: wait, pausesKey: true };
  const { title, key, url, model } = providerSettings[provider];
  const names = [...codesIn(body)];
  const has = (...codes: string[]) => codes.some((code) => names.includes(code));
  const refused = { charge, breaker: 'ignored', retryable: false, ...waiting } as const;

  if (has('content_filter', 'content_policy_violation') || isModeration(provider, status, body)) {
    return failure(provider, 'PROVIDER_CONTENT_REFUSED', `refused the content (HTTP ${status})`, refused);
  }
  if (
    status === 402 ||
    has('insufficient_quota', 'billing_error', 'billing_hard_limit_reached') ||
    isOutOfCredit(provider, status, body)
  ) {
    return failure(provider, 'PROVIDER_QUOTA_EXHAUSTED', `has no credit left for this key (HTTP ${status})`, {
      ...refused,
      action: `add credit to the ${title} account, or use another provider`,
    });
  }
  if (provider === 'firecrawl' && names.some((name) => name.startsWith('scrape_'))) {
    // A page that cannot be got says nothing about the scraper.
    return failure(provider, 'PROVIDER_REQUEST_REFUSED', `could not get the page (HTTP ${status})`, {
      ...refused,
      kind: 'failed',
    });
  }
  if (status === 401 || status === 403 || status === 407) {
    return failure(provider, 'PROVIDER_KEY_REFUSED', `refused the key (HTTP ${status})`, {
      ...refused,
      kind: 'configuration',
      action: key === undefined ? `check the credentials in ${url}` : `check ${key}`,
    });
  }
  if (status === 429) {
    return failure(provider, 'PROVIDER_RATE_LIMITED', 'asks to slow down (HTTP 429)', {
      charge,
      breaker: 'ignored',
      retryable: true,
      ...waiting,
      pausesKey: true,
    });
  }
  if (
    model !== undefined &&
    (status === 404 || has('model_not_found', 'invalid_model', 'model_not_available'))
  ) {
    return failure(provider, 'PROVIDER_MODEL_UNKNOWN', `does not know the model (HTTP ${status})`, {
      ...refused,
      kind: 'configuration',
      action:
        provider === 'openrouter'
          ? `check ${model} and, if it is set, ${url}; where its price has risen above the listed one, put it in PRICES_FILE`
          : `check ${model} and, if it is set, ${url}`,
    });
  }
  if (status >= 500 || status === 408 || status === 409 || status === 425) {
    return failure(provider, 'PROVIDER_FAILED', `failed (HTTP ${status})`, {
      charge,
      breaker: 'failure',
      retryable: true,
      ...(status === 503 || status === 529 ? { pausesKey: true } : {}),
      ...waiting,
    });
  }
  return failure(provider, 'PROVIDER_REQUEST_REFUSED', `refused the request (HTTP ${status})`, {
    ...refused,
    ...(status === 404 || status === 405
      ? { kind: 'configuration', action: `check ${url}` }
      : { kind: 'failed' }),
  });
}

/** Faults of the connection's making that name no call of the system: nothing can have been sent. */
const unsent = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  // No greeting was understood, so no connection was ever agreed upon.
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
]);

/** The error for a connection that could not be made, or broke. */
export function failureOfNetwork(provider: ProviderName, error: unknown): ProviderError {
  const code = networkCode(error);
  const { url } = providerSettings[provider];
  const said = code === undefined ? '' : ` (${code})`;
  const certificate = code !== undefined && /^(?:CERT_|ERR_TLS_CERT_|HOSTNAME_)/.test(code);
  if (code !== undefined && (unsent.has(code) || certificate || isConnecting(error))) {
    return failure(provider, 'PROVIDER_UNREACHABLE', `cannot be reached${said}`, {
      charge: none,
      breaker: 'failure',
      retryable: true,
      action: `check the network and, if it is set, ${url}`,
    });
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' || code === 'ETIMEDOUT') {
    return timedOut(provider, said);
  }
  if (code?.startsWith('HPE_') || isNotHttp(error))
    return answerInvalid(provider, `sent something that is not HTTP${said}`);
  return failure(provider, 'PROVIDER_CONNECTION_LOST', `broke the connection off${said}`, {
    charge: unknown,
    breaker: 'failure',
    retryable: true,
  });
}

export function timedOut(provider: ProviderName, said: string): ProviderError {
  return failure(provider, 'PROVIDER_TIMED_OUT', `did not answer in time${said}`, {
    kind: 'timeout',
    charge: unknown,
    breaker: 'failure',
    retryable: true,
  });
}

/** The service answered, but with something that its interface does not allow. */
export function answerInvalid(provider: ProviderName, what: string, charge: Charge = unknown): ProviderError {
  return failure(provider, 'PROVIDER_ANSWER_INVALID', what, { charge, breaker: 'failure', retryable: true });
}

/** The service works; what its model wrote is of no use. */
export function contentInvalid(provider: ProviderName, what: string, charge: Charge): ProviderError {
  return failure(provider, 'PROVIDER_ANSWER_INVALID', what, { charge, breaker: 'ignored', retryable: true });
}

export function failure(
  provider: ProviderName,
  code: string,
  what: string,
  options: Omit<ProviderErrorOptions, 'provider'>,
): ProviderError {
  return new ProviderError(code, `${providerSettings[provider].title} ${what}`, { provider, ...options });
}

/** The code of a network error, wherever in the chain of causes it stands. */
function networkCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code)) return code;
  }
  return undefined;
}

/**
 * The same codes come of a connection's making and of a connection in use (`EHOSTUNREACH` of a read): the call of the
 * system that failed tells them apart.
 */
function isConnecting(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (isOfConnecting(at)) return true;
    // Several addresses were tried.
    const { errors } = at as { errors?: unknown };
    if (Array.isArray(errors) && errors.length > 0 && errors.every(isOfConnecting)) return true;
  }
  return false;
}

function isOfConnecting(error: unknown): boolean {
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === 'connect' || syscall === 'getaddrinfo';
}

/** The parser of `fetch` gives a code for some faults only, and its class for all. */
function isNotHttp(error: unknown): boolean {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error && cause.name === 'HTTPParserError';
}

function parsedBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** `code`, `type` and `status` of an error, at the top and one level down, in lower case. */
function codesIn(body: unknown): Set<string> {
  const codes = new Set<string>();
  const error = (body as { error?: unknown } | null | undefined)?.error;
  for (const part of [body, error]) {
    if (typeof part !== 'object' || part === null) continue;
    for (const key of ['code', 'type', 'status']) {
      const value = (part as Record<string, unknown>)[key];
      if (typeof value === 'string') codes.add(value.toLowerCase());
    }
  }
  return codes;
}

/** OpenRouter says 403 both for keys and for content that its moderation flagged; only the latter gives reasons. */
function isModeration(provider: ProviderName, status: number, body: unknown): boolean {
  const error = (body as { error?: { metadata?: { reasons?: unknown } } } | undefined)?.error;
  return provider === 'openrouter' && status === 403 && Array.isArray(error?.metadata?.reasons);
}

/** Anthropic has no code of its own for this: a plain 400 whose sentence alone tells it. */
function isOutOfCredit(provider: ProviderName, status: number, body: unknown): boolean {
  const message = (body as { error?: { message?: unknown } } | undefined)?.error?.message;
  return (
    provider === 'anthropic' &&
    status === 400 &&
    typeof message === 'string' &&
    /credit balance is too low/i.test(message)
  );
}
