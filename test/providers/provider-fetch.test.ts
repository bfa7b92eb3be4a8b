import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { providerFetch } from '../../src/providers/provider-fetch.ts';
import { failureOf } from './support/asking.ts';
import { WireServer } from './support/wire-server.ts';

const server = new WireServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const fetchIt = providerFetch({ provider: 'openai', maxAnswerBytes: 10_000, idleTimeoutMs: 1_000 });

function zipped(text: string): void {
  server.answer = (_request, response) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
}

test('hands on a compressed answer as it was meant', async () => {
  zipped('Łódź');
  const response = await fetchIt(server.origin);
  expect(await response.text()).toBe('Łódź');
  expect(response.headers.has('content-encoding')).toBe(false);
});

test('counts what an answer unpacks to, not what it came as', async () => {
  zipped('x'.repeat(1_000_000));
  const error = await failureOf((await fetchIt(server.origin)).text());
  expect(error.code).toBe('PROVIDER_ANSWER_TOO_LARGE');
});

test('lets an answer of exactly the largest size through', async () => {
  server.answer = (_request, response) => void response.writeHead(200).end('x'.repeat(10_000));
  expect(await (await fetchIt(server.origin)).text()).toHaveLength(10_000);
});

test('takes a damaged compression for an invalid answer', async () => {
  server.answer = (_request, response) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all');
  const error = await failureOf((await fetchIt(server.origin)).text());
  expect(error).toMatchObject({ charge: { kind: 'unknown' }, breaker: 'failure', retryable: true });
});

test('sends through the fetch that it was given', async () => {
  const urls: string[] = [];
  const other = providerFetch({
    provider: 'openai',
    maxAnswerBytes: 10,
    idleTimeoutMs: 10,
    fetch: async (input) => {
      urls.push(String(input));
      throw Object.assign(new TypeError('fetch failed'), {
        cause: Object.assign(new Error(), { code: 'ENOTFOUND' }),
      });
    },
  });
  await expect(other('http://provider.example/')).rejects.toBeInstanceOf(ProviderError);
  expect(urls).toEqual(['http://provider.example/']);
});
