import { longestPauseMs } from './limiter-options.ts';
import { parseAge, parseDelay, parseHttpDate, parseReset } from './retry-times.ts';

/** Where a provider may say when to come back. */
export interface RetryAfterSource {
  headers?: Headers | Record<string, string | undefined>;
  /** The error's body, parsed or as text. */
  body?: unknown;
  /** Milliseconds since the epoch: dates are distances from it where the answer has no `Date` of its own. */
  now: number;
  /** False: when limits reset says nothing here. True if absent. */
  resetsCount?: boolean;
}

const mostValuesLookedAt = 2_000;
const longestBody = 200_000;

/**
 * How long the provider asks to be left alone, at most `longestPauseMs`, or undefined where it says nothing that can be read.
 *
 * In this order: `retry-after-ms`; `Retry-After` (RFC 9110, 10.2.3: seconds or a date); `retryDelay` of
 * google.rpc.RetryInfo and the headers that OpenRouter passes on (`error.metadata.headers`), wherever they are in the
 * body; the longest of the `…ratelimit…reset…` headers, of the limits that are exhausted if any says so.
 * Times of day are measured from the answer's own `Date`, since the provider's clock and ours may differ.
 */
export function retryAfterMs(source: RetryAfterSource): number | undefined {
  const headers = lowerCased(source.headers);
  const now = parseHttpDate(headers.get('date') ?? '') ?? source.now;
  const resetsCount = source.resetsCount ?? true;
  const waitMs =
    asked(headers, now) ??
    askedInBody(source.body, now, resetsCount) ??
    (resetsCount ? longestReset(headers, now) : undefined);
  return waitMs === undefined ? undefined : Math.min(Math.ceil(waitMs), longestPauseMs);
}

type HeaderMap = ReadonlyMap<string, string>;

function lowerCased(headers: RetryAfterSource['headers'] | object): HeaderMap {
  const map = new Map<string, string>();
  if (!headers) return map;
  const entries: Iterable<[string, unknown]> =
    headers instanceof Headers ? headers.entries() : Object.entries(headers);
  for (const [name, value] of entries) {
    if (typeof value === 'string' || typeof value === 'number')
      map.set(name.toLowerCase(), String(value).trim());
  }
  return map;
}

function asked(headers: HeaderMap, now: number): number | undefined {
  const milliseconds = headers.get('retry-after-ms');
  const inMs = milliseconds === undefined ? undefined : parseAge(milliseconds, 1);
  if (inMs !== undefined) return inMs;
  const retryAfter = headers.get('retry-after');
  return retryAfter === undefined ? undefined : parseDelay(retryAfter, now);
}

function longestReset(headers: HeaderMap, now: number): number | undefined {
  const exhausted: number[] = [];
  const others: number[] = [];
  for (const [name, value] of headers) {
    if (!name.includes('ratelimit') || !name.includes('reset')) continue;
    const waitMs = parseReset(value, now);
    if (waitMs === undefined) continue;
    const remaining = headers.get(name.replace('reset', 'remaining'));
    (remaining === undefined || Number(remaining) <= 0 ? exhausted : others).push(waitMs);
  }
  const waits = exhausted.length > 0 ? exhausted : others;
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

/** Looks through the body breadth first, so that what stands further out counts; bounded, since others wrote it. */
function askedInBody(body: unknown, now: number, resetsCount: boolean): number | undefined {
  const queue: unknown[] = [parsedBody(body)];
  const seen = new Set<unknown>();
  for (let looked = 0; looked < queue.length && looked < mostValuesLookedAt; looked++) {
    const value = queue[looked];
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [key, inner] of Object.entries(value)) {
      const waitMs = askedBy(key, inner, now, resetsCount);
      if (waitMs !== undefined) return waitMs;
      queue.push(inner);
    }
  }
  return undefined;
}

function askedBy(key: string, value: unknown, now: number, resetsCount: boolean): number | undefined {
  if (key === 'retryDelay') return typeof value === 'string' ? parseDelay(value, now) : ofDuration(value);
  if (key !== 'headers' || typeof value !== 'object' || value === null) return undefined;
  const headers = lowerCased(value);
  return asked(headers, now) ?? (resetsCount ? longestReset(headers, now) : undefined);
}

/** A protobuf duration as an object. */
function ofDuration(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { seconds = 0, nanos = 0 } = value as { seconds?: unknown; nanos?: unknown };
  const waitMs = Number(seconds) * 1_000 + Number(nanos) / 1_000_000;
  return waitMs >= 0 ? waitMs : undefined;
}

function parsedBody(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  if (body.length > longestBody || !/^\s*[[{]/.test(body)) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
