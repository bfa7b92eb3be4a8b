import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FirecrawlClient } from '../../src/providers/firecrawl-client.ts';
import { creditsOfSearch } from '../../src/providers/firecrawl-credits.ts';
import { failureOf } from './support/asking.ts';
import { canaries } from './support/secrets.ts';
import { json, WireServer } from './support/wire-server.ts';

const server = new WireServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => server.requests.splice(0));

const signal = new AbortController().signal;
const client = (options = {}) =>
  new FirecrawlClient({ apiKey: canaries.key, baseUrl: server.origin, ...options });
const pageUrl = 'https://example.com/jobs/1';

function scraped(metadata: object = {}, markdown: string | null = '# Job\n\nText') {
  return {
    success: true,
    data: { markdown, metadata: { title: 'Job', url: pageUrl, statusCode: 200, ...metadata } },
  };
}

describe('scraping', () => {
  test('gives the page as Markdown, and what it cost in credits', async () => {
    server.answer = json(scraped({ creditsUsed: 5 }));
    expect(await client().scrape(pageUrl, signal)).toEqual({
      page: { url: pageUrl, title: 'Job', markdown: '# Job\n\nText' },
      usage: { units: 5 },
    });
    expect(server.last).toMatchObject({ path: '/v2/scrape', method: 'POST' });
    expect(server.last.json).toMatchObject({
      url: pageUrl,
      formats: ['markdown'],
      proxy: 'basic',
      parsers: [],
    });
    expect(server.last.headers.authorization).toBe(`Bearer ${canaries.key}`);
  });

  test.each([undefined, null, -3, 0.5])('counts one credit where the answer says %s', async (creditsUsed) => {
    server.answer = json(scraped({ creditsUsed }));
    expect((await client().scrape(pageUrl, signal)).usage).toEqual({ units: 1 });
  });

  test.each([
    ['the page’s server refuses', scraped({ statusCode: 404 })],
    ['the page is empty', scraped({}, ' ')],
    ['there is no text', scraped({}, null)],
  ])('takes it as paid and of no use when %s', async (_name, answer) => {
    server.answer = json(answer);
    expect(await failureOf(client().scrape(pageUrl, signal))).toMatchObject({
      code: 'PROVIDER_CONTENT_REFUSED',
      breaker: 'ignored',
      retryable: false,
      charge: { kind: 'used', usage: { units: 1 } },
    });
  });

  test('does not hold a page that cannot be got against the service', async () => {
    server.answer = json({ success: false, code: 'SCRAPE_ALL_ENGINES_FAILED', error: canaries.prompt }, 500);
    const error = await failureOf(client().scrape(pageUrl, signal));
    expect(error).toMatchObject({
      code: 'PROVIDER_REQUEST_REFUSED',
      breaker: 'ignored',
      charge: { kind: 'none' },
    });
  });
});

describe('searching', () => {
  test('gives the hits and what they cost', async () => {
    const web = [
      { url: 'https://a.example', title: 'A', description: 'about a', position: 1 },
      { url: 'https://b.example' },
    ];
    server.answer = json({ success: true, data: { web }, creditsUsed: 2 });
    expect(await client().search('acme', { limit: 5 }, signal)).toEqual({
      hits: [
        { url: 'https://a.example', title: 'A', description: 'about a' },
        { url: 'https://b.example', title: '', description: '' },
      ],
      usage: { units: 2 },
    });
    expect(server.last.json).toMatchObject({ query: 'acme', limit: 5 });
  });

  test('may find nothing', async () => {
    server.answer = json({ success: true, data: {} });
    expect(await client().search('acme', { limit: 5 }, signal)).toEqual({ hits: [], usage: { units: 2 } });
  });

  test.each([
    [1, 2],
    [10, 2],
    [11, 4],
  ])('%i results cost %i credits', (results, credits) => {
    expect(creditsOfSearch(results)).toBe(credits);
  });
});

test.each([
  [401, 'PROVIDER_KEY_REFUSED', 'ignored', 'none'],
  [402, 'PROVIDER_QUOTA_EXHAUSTED', 'ignored', 'none'],
  [429, 'PROVIDER_RATE_LIMITED', 'ignored', 'none'],
  [400, 'PROVIDER_REQUEST_REFUSED', 'ignored', 'none'],
  [500, 'PROVIDER_FAILED', 'failure', 'none'],
  [503, 'PROVIDER_FAILED', 'failure', 'none'],
])('takes HTTP %i as %s', async (status, code, breaker, charge) => {
  server.answer = json({ success: false, error: `${canaries.key} ${canaries.prompt}` }, status);
  const error = await failureOf(client().scrape(pageUrl, signal));
  expect(error).toMatchObject({ code, breaker, charge: { kind: charge }, provider: 'firecrawl' });
  expect(JSON.stringify(error) + error.toLine()).not.toContain('example.com');
});

test.each([
  ['something else', { hello: canaries.answer }],
  ['a failure that says 200', { success: false, error: canaries.answer }],
])('takes %s for an invalid answer', async (_name, answer) => {
  server.answer = json(answer);
  const error = await failureOf(client().search('acme', { limit: 5 }, signal));
  expect(error).toMatchObject({
    code: 'PROVIDER_ANSWER_INVALID',
    breaker: 'failure',
    charge: { kind: 'unknown' },
  });
});

test('an abort is its own reason', async () => {
  const abort = new AbortController();
  const reason = new Error('cancelled by hand');
  server.answer = () => abort.abort(reason);
  await expect(client().scrape(pageUrl, abort.signal)).rejects.toBe(reason);
});

test('a server of one’s own needs no key', async () => {
  server.answer = json(scraped());
  await client({ apiKey: undefined, baseUrl: `${server.origin}/v2` }).scrape(pageUrl, signal);
  expect(server.last.headers).not.toHaveProperty('authorization');
  expect(server.last.path).toBe('/v2/scrape');
});
