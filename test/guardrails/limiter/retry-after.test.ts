import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/guardrails/limiter/retry-after.ts';

const now = Date.UTC(2026, 10, 23, 12, 0, 0);
const dayMs = 86_400_000;
const ofHeaders = (headers: Record<string, string>) => retryAfterMs({ headers, now });
const ofBody = (body: unknown) => retryAfterMs({ body, now });

describe('how long a provider asks to be left alone', () => {
  test.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'Retry-After': ' 0.5 ' }, 500],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Mon, 23 Nov 2026 12:01:30 GMT' }, 90_000],
    [{ 'retry-after': 'Monday, 23-Nov-26 12:01:30 GMT' }, 90_000],
    [{ 'retry-after': 'Mon Nov 23 12:01:30 2026' }, 90_000],
    [{ 'retry-after-ms': '1234.5', 'retry-after': '9' }, 1_235],
    [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9_000],
    [{ 'retry-after': '9', 'x-ratelimit-reset-requests': '6m0s' }, 9_000],
    [{ 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-reset-tokens': '120ms' }, 120],
    [{ 'x-ratelimit-reset-tokens': '1h2m3.5s' }, 3_723_500],
    [{ 'anthropic-ratelimit-requests-reset': '2026-11-23T12:00:30Z' }, 30_000],
    [{ 'anthropic-ratelimit-tokens-reset': '2026-11-23T13:00:30+01:00' }, 30_000],
    [{ 'x-ratelimit-reset': String(now + 4_000) }, 4_000],
    [{ 'x-ratelimit-reset': String(now / 1_000 + 4) }, 4_000],
    [{ 'ratelimit-reset': '45' }, 45_000],
    [{ 'retry-after': '604800' }, 7 * dayMs],
    [{ 'retry-after': '999999999' }, 31 * dayMs],
  ])('headers %j: %d ms', (headers, expected) => {
    expect(ofHeaders(headers as Record<string, string>)).toBe(expected);
    expect(retryAfterMs({ headers: new Headers(headers as Record<string, string>), now })).toBe(expected);
  });

  test.each([-3_600_000, 0, 3_600_000])(
    'a date is measured by the clock of whoever wrote it, %d ms from ours',
    (aheadMs) => {
      const date = new Date(now + aheadMs).toUTCString();
      const until = (waitMs: number) => new Date(now + aheadMs + waitMs);
      expect(ofHeaders({ date, 'retry-after': until(90_000).toUTCString() })).toBe(90_000);
      expect(ofHeaders({ date, 'x-ratelimit-reset': String(until(4_000).getTime()) })).toBe(4_000);
      expect(ofHeaders({ date, 'anthropic-ratelimit-tokens-reset': until(30_000).toISOString() })).toBe(
        30_000,
      );
    },
  );

  test('when limits reset says nothing where it is not asked for', () => {
    const headers = { 'x-ratelimit-reset-requests': '6m0s' };
    expect(retryAfterMs({ headers, now, resetsCount: false })).toBeUndefined();
    const body = { error: { metadata: { headers: { 'X-RateLimit-Reset': String(now + 61_000) } } } };
    expect(retryAfterMs({ body, now, resetsCount: false })).toBeUndefined();
    expect(retryAfterMs({ headers: { ...headers, 'retry-after': '9' }, now, resetsCount: false })).toBe(
      9_000,
    );
  });

  test('the limit that is exhausted counts, not the one with room', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '10',
      'x-ratelimit-reset-requests': '6m0s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '2s',
    };
    expect(ofHeaders(headers)).toBe(2_000);
    expect(ofHeaders({ ...headers, 'x-ratelimit-remaining-tokens': '3' })).toBe(360_000);
    const anthropic = {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-23T12:00:05Z',
      'anthropic-ratelimit-tokens-remaining': '9000',
      'anthropic-ratelimit-tokens-reset': '2026-11-23T12:01:00Z',
    };
    expect(ofHeaders(anthropic)).toBe(5_000);
  });

  test('Google says it among the details of the error, as text or as an object', () => {
    const details = (retryDelay: unknown) => ({
      error: {
        code: 429,
        details: [
          { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId: 'a' }] },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay },
        ],
      },
    });
    expect(ofBody(details('3.5s'))).toBe(3_500);
    expect(ofBody([details('36s')])).toBe(36_000);
    expect(ofBody(JSON.stringify(details('3.5s')))).toBe(3_500);
    expect(ofBody(details({ seconds: '2', nanos: 500_000_000 }))).toBe(2_500);
    expect(ofBody(details('-3s'))).toBeUndefined();
    expect(ofBody(details(true))).toBeUndefined();
  });

  test('OpenRouter passes headers on in the metadata', () => {
    const headers = { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(now + 61_000) };
    expect(ofBody({ error: { code: 429, metadata: { headers } } })).toBe(61_000);
    expect(ofBody({ error: { metadata: { headers: { 'Retry-After': 5 } } } })).toBe(5_000);
  });

  test.each([
    [{ 'retry-after': '-1' }],
    [{ 'retry-after': 'soon' }],
    [{ 'retry-after': '' }],
    [{ 'retry-after': '1, 2' }],
    [{ 'retry-after': '1e3' }],
    [{ 'retry-after': 'Mon, 23 Nov 2026 11:59:00 GMT' }],
    [{ 'retry-after': `2026${'0'.repeat(30)}` }],
    [{ 'x-ratelimit-reset-requests': '0s' }],
    [{ 'anthropic-ratelimit-tokens-reset': '2026-11-23T11:59:00Z' }],
    [{ 'x-ratelimit-limit-requests': '500' }],
    [{}],
  ])('nothing can be read from %j', (headers) => {
    expect(ofHeaders(headers as Record<string, string>)).toBeUndefined();
  });

  test('a body that leads in circles or into the deep ends somewhere', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(ofBody(circle)).toBeUndefined();
    let deep: unknown = { retryDelay: '1s' };
    for (let depth = 0; depth < 5_000; depth++) deep = { deep };
    expect(ofBody(deep)).toBeUndefined();
    expect(ofBody('{"retryDelay": ')).toBeUndefined();
  });
});

describe('whatever a provider sends', () => {
  const name = fc.oneof(
    fc.constantFrom('retry-after', 'retry-after-ms', 'x-ratelimit-reset', 'anthropic-ratelimit-tokens-reset'),
    fc.string(),
  );
  const text = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.integer().map((value) => `${value}s`),
    fc.date().map(String),
  );

  test('the answer is nothing, or between 0 and 31 days', () => {
    fc.assert(
      fc.property(fc.dictionary(name, text), fc.anything({ maxDepth: 4 }), (headers, body) => {
        const waitMs = retryAfterMs({ headers, body, now });
        if (waitMs === undefined) return;
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(31 * dayMs);
        expect(Number.isInteger(waitMs)).toBe(true);
      }),
    );
  });

  test('every whole number of seconds, and every HTTP date ahead, is read as it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400 }), (seconds) => {
        expect(ofHeaders({ 'retry-after': String(seconds) })).toBe(seconds * 1_000);
        expect(ofHeaders({ 'retry-after': new Date(now + seconds * 1_000).toUTCString() })).toBe(
          seconds * 1_000,
        );
        expect(ofBody({ error: { details: [{ retryDelay: `${seconds}s` }] } })).toBe(seconds * 1_000);
      }),
    );
  });

  test('a delay as Go writes it is the sum of its parts', () => {
    const part = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(part, part, fc.integer({ min: 1, max: 59 }), (hours, minutes, seconds) => {
        const expected = ((hours * 60 + minutes) * 60 + seconds) * 1_000;
        expect(ofHeaders({ 'x-ratelimit-reset-tokens': `${hours}h${minutes}m${seconds}s` })).toBe(expected);
      }),
    );
  });
});
