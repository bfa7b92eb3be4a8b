import net from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, failureOf, goodText } from './support/asking.ts';
import { canaries, canariesIn } from './support/secrets.ts';
import { anthropic, cohere, openai, openrouter, type Vendor, vendors } from './support/vendors.ts';
import { event, events, json, type WireAnswer, WireServer } from './support/wire-server.ts';

const server = new WireServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  server.requests.splice(0);
  server.closed = 0;
});

/** What providers like to repeat in an error: the key, and what was asked. */
const telling = `No: ${canaries.key}, ${canaries.prompt}, ${canaries.system}`;
const none = { kind: 'none' };
const unknown = { kind: 'unknown' };
const streamed = { request: { stream: true } };

/** Says it in the vendor's own words, with the status. */
function refusal(vendor: Vendor, status: number, code = '', headers = {}): WireAnswer {
  return json(vendor.error(code, telling), status, headers);
}

describe.each(vendors)('$provider', (vendor) => {
  const sick = { charge: none, breaker: 'failure', retryable: true, kind: 'unavailable' };
  const refused = { charge: none, breaker: 'ignored', retryable: false };

  const statuses: [number, string, object][] = [
    [401, 'PROVIDER_KEY_REFUSED', { ...refused, kind: 'configuration' }],
    [403, 'PROVIDER_KEY_REFUSED', { ...refused, kind: 'configuration' }],
    [404, 'PROVIDER_MODEL_UNKNOWN', { ...refused, kind: 'configuration' }],
    [400, 'PROVIDER_REQUEST_REFUSED', refused],
    [413, 'PROVIDER_REQUEST_REFUSED', refused],
    [422, 'PROVIDER_REQUEST_REFUSED', refused],
    [402, 'PROVIDER_QUOTA_EXHAUSTED', refused],
    [429, 'PROVIDER_RATE_LIMITED', { ...refused, retryable: true, pausesKey: true, kind: 'unavailable' }],
    [500, 'PROVIDER_FAILED', sick],
    [503, 'PROVIDER_FAILED', { ...sick, pausesKey: true }],
    [529, 'PROVIDER_FAILED', { ...sick, pausesKey: true }],
    ...[408, 502, 504, 520, 524, 527].map((status): [number, string, object] => [
      status,
      'PROVIDER_FAILED',
      { ...sick, charge: unknown },
    ]),
  ];
  test.each(statuses)('takes HTTP %i as %s', async (status, code, shape) => {
    server.answer = refusal(vendor, status);
    for (const options of [{}, streamed]) {
      const error = await failureOf(ask(server, vendor, options));
      expect(error).toMatchObject({ code, provider: vendor.provider, ...shape });
    }
    expect(server.requests).toHaveLength(2);
  });

  test('names the setting to look at', async () => {
    server.answer = refusal(vendor, 401);
    expect((await failureOf(ask(server, vendor))).action).toContain(`${vendor.settingPrefix}_API_KEY`);
    server.answer = refusal(vendor, 404);
    expect((await failureOf(ask(server, vendor))).action).toContain(`${vendor.settingPrefix}_MODEL`);
  });

  test('takes the wait that a refusal asks for', async () => {
    server.answer = refusal(vendor, 429, '', { 'retry-after': '17' });
    expect((await failureOf(ask(server, vendor))).retryAfterMs).toBe(17_000);
    const date = new Date(Date.UTC(2026, 10, 23, 12, 0, 30)).toUTCString();
    const sent = new Date(Date.UTC(2026, 10, 23, 12, 0, 0)).toUTCString();
    server.answer = refusal(vendor, 503, '', { 'retry-after': date, date: sent });
    const now = () => Date.UTC(2026, 10, 23, 17, 0, 0);
    expect(await failureOf(ask(server, vendor, { now }))).toMatchObject({
      retryAfterMs: 30_000,
      pausesKey: true,
    });
  });

  test.each([
    [500, 'a page of HTML', 'text/html', '<h1>Internal Server Error</h1>'],
    [503, 'nothing', 'text/plain', ''],
    [500, 'JSON of somebody else', 'application/json', '{"Message":null}'],
    [507, 'a word', 'text/plain', 'full'],
  ])('takes HTTP %i with %s as of unknown cost', async (status, _what, contentType, body) => {
    server.answer = (_request, response) =>
      void response.writeHead(status, { 'content-type': contentType }).end(body);
    expect(await failureOf(ask(server, vendor))).toMatchObject({
      code: 'PROVIDER_FAILED',
      charge: unknown,
    });
  });

  test('pauses for whatever asks to be left alone, but not for limits that reset some time', async () => {
    server.answer = refusal(vendor, 400, '', { 'retry-after': '17' });
    expect(await failureOf(ask(server, vendor))).toMatchObject({ pausesKey: true, retryAfterMs: 17_000 });
    for (const status of [400, 500]) {
      server.answer = refusal(vendor, status, '', { 'x-ratelimit-reset-requests': '6m0s' });
      const error = await failureOf(ask(server, vendor));
      expect(error).toMatchObject({ pausesKey: false, retryAfterMs: undefined });
    }
  });

  test('does not wait for the rest of a refusal that falls silent', async () => {
    server.answer = (_request, response) => {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '3' });
      response.write('{"error":');
    };
    const error = await failureOf(ask(server, vendor, { idleTimeoutMs: 20 }));
    expect(error).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', retryAfterMs: 3_000 });
    await expect.poll(() => server.closed).toBe(1);
  });

  test('reads a failure that comes as a page of HTML', async () => {
    server.answer = (_request, response) =>
      void response.writeHead(502, { 'content-type': 'text/html' }).end(`<h1>${telling}</h1>`);
    expect(await failureOf(ask(server, vendor))).toMatchObject({ code: 'PROVIDER_FAILED' });
  });

  test.each([
    ['not JSON', (text: string) => `<p>${text}`],
    ['cut off', (text: string) => text.slice(0, -10)],
    ['of another interface', () => JSON.stringify({ hello: canaries.answer })],
    ['empty', () => ''],
  ])('takes a body that is %s as the service’s failure', async (_name, spoil) => {
    const body = spoil(JSON.stringify(vendor.answer({ text: goodText, usage: vendor.usage })));
    server.answer = (_request, response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    const error = await failureOf(ask(server, vendor));
    expect(error).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID', breaker: 'failure', retryable: true });
    expect(error.charge).toEqual(unknown);
  });

  test.each([
    ['breaks the schema', `{"title":"${canaries.answer}","points":[]}`],
    ['is no JSON', `${canaries.answer} I would rather not`],
    ['is cut off within', goodText.slice(0, -3)],
    ['is empty', ''],
    ['is two answers', `${goodText} or ${goodText}`],
  ])('takes an answer that %s as the model’s failure, and as paid', async (_name, text) => {
    for (const stream of [false, true]) {
      server.answer = stream
        ? events(vendor.stream({ text, pieces: [text], usage: vendor.usage }))
        : json(vendor.answer({ text, usage: vendor.usage }));
      const error = await failureOf(ask(server, vendor, { request: { stream } }));
      expect(error).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID', breaker: 'ignored', retryable: true });
      expect(error.charge).toMatchObject({ kind: 'used', usage: { inputTokens: 1000, outputTokens: 50 } });
    }
  });

  test('takes an answer that was cut by the limit of tokens as paid, though it would parse', async () => {
    const finish = vendor.lengthFinish;
    server.answer = json(vendor.answer({ text: goodText, usage: vendor.usage, finish }));
    const error = await failureOf(ask(server, vendor));
    expect(error).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID', breaker: 'ignored' });
    expect(error.charge.kind).toBe('used');
    expect(error.message).toContain('500 tokens');
  });

  test('takes a spoilt answer without usage as of unknown cost', async () => {
    server.answer = json(vendor.answer({ text: 'no JSON' }));
    expect((await failureOf(ask(server, vendor))).charge).toEqual(unknown);
  });

  test.each([[0], [1]])(
    'takes an error within a stream, after %i pieces, as of unknown cost',
    async (pieces) => {
      const whole = vendor.stream({ text: '', pieces: [goodText.slice(0, 20)], usage: vendor.usage });
      const start = whole.findIndex((part) => JSON.stringify(part).includes('canary-answer'));
      server.answer = events([...whole.slice(0, start + pieces), vendor.streamError]);
      const error = await failureOf(ask(server, vendor, streamed));
      expect(error).toMatchObject({ code: 'PROVIDER_FAILED', breaker: 'failure', retryable: true });
      expect(error.charge).toEqual(unknown);
    },
  );

  test('hangs up after an error within a stream, whether the provider does or not', async () => {
    const [start] = vendor.stream({ text: '', pieces: [] });
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event(start));
      response.write('data: {not JSON\n\n');
    };
    const error = await failureOf(ask(server, vendor, streamed));
    expect(error).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID', breaker: 'failure', charge: unknown });
    await expect.poll(() => server.closed).toBe(1);
  });

  test('takes a stream that breaks off as of unknown cost, however it does', async () => {
    const parts = vendor.stream({ text: '', pieces: [goodText], usage: vendor.usage });
    const start = parts.findIndex((part) => JSON.stringify(part).includes('canary-answer'));
    for (const end of ['destroy', 'end'] as const) {
      server.answer = async (_request, response, socket) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const written = parts
          .slice(0, start + 1)
          .map(event)
          .join('');
        await new Promise<void>((resolve) => response.write(written, () => resolve()));
        if (end === 'end') response.end();
        else socket.destroy();
      };
      const error = await failureOf(ask(server, vendor, streamed));
      expect(error).toMatchObject({ code: 'PROVIDER_CONNECTION_LOST', breaker: 'failure', retryable: true });
      expect(error.charge).toEqual(unknown);
    }
  });

  test('takes a connection reset after the request as of unknown cost', async () => {
    server.answer = (_request, _response, socket) => void socket.resetAndDestroy();
    const error = await failureOf(ask(server, vendor));
    expect(error).toMatchObject({ code: 'PROVIDER_CONNECTION_LOST', breaker: 'failure', retryable: true });
    expect(error.charge).toEqual(unknown);
  });

  test('takes a body that stops short as of unknown cost', async () => {
    server.answer = async (_request, response, socket) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '10000' });
      await new Promise<void>((resolve) => response.write('{"id":', () => resolve()));
      socket.destroy();
    };
    const error = await failureOf(ask(server, vendor));
    expect(error).toMatchObject({ code: 'PROVIDER_CONNECTION_LOST', breaker: 'failure', charge: unknown });
  });

  test('takes a server that nobody runs as unreachable and free', async () => {
    const error = await failureOf(ask(server, vendor, { baseUrl: await deadAddress() }));
    expect(error).toMatchObject({ code: 'PROVIDER_UNREACHABLE', breaker: 'failure', retryable: true });
    expect(error.charge).toEqual(none);
  });

  test('breaks an endless answer off at its largest size', async () => {
    for (const stream of [false, true]) {
      server.answer = endless(stream ? 'text/event-stream' : 'application/json');
      const options = { maxAnswerBytes: 20_000, request: { stream } };
      const error = await failureOf(ask(server, vendor, options));
      expect(error).toMatchObject({ code: 'PROVIDER_ANSWER_TOO_LARGE', charge: unknown });
    }
    await expect.poll(() => server.closed).toBe(2);
  });

  test.each([false, true])(
    'an abort is its own reason and ends the connection (stream: %s)',
    async (stream) => {
      const abort = new AbortController();
      const reason = new Error('cancelled by hand');
      server.answer = (_request, response) => {
        response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
        response.write(stream ? event(vendor.stream({ text: '', pieces: [] })[0]) : '{', () =>
          abort.abort(reason),
        );
      };
      const call = ask(server, vendor, { signal: abort.signal, request: { stream } });
      await expect(call).rejects.toBe(reason);
      await expect.poll(() => server.closed).toBe(1);
    },
  );

  test('an abort before the answer begins is its own reason, and one before the call sends nothing', async () => {
    const abort = new AbortController();
    const reason = new Error('cancelled by hand');
    server.answer = () => abort.abort(reason);
    await expect(ask(server, vendor, { signal: abort.signal })).rejects.toBe(reason);
    await expect(ask(server, vendor, { signal: abort.signal })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test('takes silence within an answer for a time-out of unknown cost', async () => {
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event(vendor.stream({ text: '', pieces: [] })[0]));
    };
    const error = await failureOf(ask(server, vendor, { idleTimeoutMs: 30, ...streamed }));
    expect(error).toMatchObject({ code: 'PROVIDER_TIMED_OUT', kind: 'timeout', breaker: 'failure' });
    expect(error.charge).toEqual(unknown);
  });

  test('does not carry the key to another host', async () => {
    const other = new WireServer();
    await other.start();
    try {
      for (const status of [301, 302, 303, 307, 308]) {
        server.answer = (_request, response) =>
          void response.writeHead(status, { location: `${other.origin}/steal?k=${canaries.key}` }).end();
        const error = await failureOf(ask(server, vendor));
        expect(error).toMatchObject({ code: 'PROVIDER_REQUEST_REFUSED', charge: none, breaker: 'ignored' });
      }
      expect(other.requests).toHaveLength(0);
    } finally {
      await other.stop();
    }
  });

  test('follows a redirect within the same server, but not for ever', async () => {
    server.answer = (request, response, socket) => {
      if (request.path === '/moved') {
        return json(vendor.answer({ text: goodText, usage: vendor.usage }))(request, response, socket);
      }
      response.writeHead(307, { location: '/moved' }).end();
    };
    expect((await ask(server, vendor)).usageKnown).toBe(true);
    expect(server.requests.map(({ body }) => body)[1]).toBe(server.requests[0]?.body);
    server.answer = (_request, response) => void response.writeHead(307, { location: '/again' }).end();
    expect(await failureOf(ask(server, vendor))).toMatchObject({ code: 'PROVIDER_REQUEST_REFUSED' });
    expect(server.requests.length).toBeLessThan(8);
  });
});

test.each(vendors.filter(({ refusalFinish }) => refusalFinish !== undefined))(
  'takes a refusal of $provider as paid and not to be tried again',
  async (vendor) => {
    const finish = vendor.refusalFinish as string;
    for (const stream of [false, true]) {
      server.answer = stream
        ? events(vendor.stream({ text: '', pieces: ['I cannot'], usage: vendor.usage, finish }))
        : json(vendor.answer({ text: 'I cannot', usage: vendor.usage, finish }));
      const error = await failureOf(ask(server, vendor, { request: { stream } }));
      expect(error).toMatchObject({
        code: 'PROVIDER_CONTENT_REFUSED',
        breaker: 'ignored',
        retryable: false,
        charge: { kind: 'used', usage: { outputTokens: 50 } },
      });
    }
  },
);

describe('refusals in the providers’ own words', () => {
  const cases: [string, Vendor, number, unknown, string][] = [
    [
      'OpenAI without credit',
      openai,
      429,
      openai.error('insufficient_quota', telling),
      'PROVIDER_QUOTA_EXHAUSTED',
    ],
    [
      'OpenAI with an unknown model',
      openai,
      400,
      openai.error('model_not_found', telling),
      'PROVIDER_MODEL_UNKNOWN',
    ],
    [
      'OpenAI with a filter',
      openai,
      400,
      openai.error('content_filter', telling),
      'PROVIDER_CONTENT_REFUSED',
    ],
    [
      'Anthropic without credit',
      anthropic,
      400,
      anthropic.error('invalid_request_error', 'Your credit balance is too low to access the API.'),
      'PROVIDER_QUOTA_EXHAUSTED',
    ],
    [
      'OpenRouter’s moderation',
      openrouter,
      403,
      { error: { code: 403, message: telling, metadata: { reasons: ['violence'] } } },
      'PROVIDER_CONTENT_REFUSED',
    ],
  ];

  test.each(cases)('%s', async (_name, vendor, status, body, code) => {
    server.answer = json(body, status);
    const error = await failureOf(ask(server, vendor));
    expect(error).toMatchObject({
      code,
      breaker: 'ignored',
      retryable: false,
      pausesKey: false,
      charge: none,
    });
  });

  test('an error of OpenRouter in an answer that says 200', async () => {
    server.answer = json({ error: { code: 429, message: telling } });
    const limited = await failureOf(ask(server, openrouter));
    expect(limited).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', pausesKey: true, charge: unknown });
    server.answer = json({ error: { code: 502, message: telling } });
    expect(await failureOf(ask(server, openrouter))).toMatchObject({
      code: 'PROVIDER_FAILED',
      charge: unknown,
    });
  });

  test('a rate limit of Anthropic within a stream', async () => {
    const [start] = anthropic.stream({ text: '', pieces: [], usage: anthropic.usage });
    server.answer = events([start, anthropic.error('rate_limit_error', telling)]);
    const error = await failureOf(ask(server, anthropic, streamed));
    expect(error).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', breaker: 'ignored', charge: unknown });
  });

  test('a refusal of OpenAI in its own field', async () => {
    const answer = openai.answer({ text: '', usage: openai.usage }) as { choices: { message: object }[] };
    Object.assign(answer.choices[0]?.message ?? {}, { content: null, refusal: 'I cannot help with that' });
    server.answer = json(answer);
    expect(await failureOf(ask(server, openai))).toMatchObject({ code: 'PROVIDER_CONTENT_REFUSED' });
  });

  test('an answer of Cohere that ended in an error', async () => {
    server.answer = json(cohere.answer({ text: goodText, usage: cohere.usage, finish: 'ERROR' }));
    const error = await failureOf(ask(server, cohere));
    expect(error).toMatchObject({ code: 'PROVIDER_FAILED', breaker: 'failure', charge: { kind: 'used' } });
  });
});

test('an empty answer that is said to have used no output is paid for its input', async () => {
  const usage = { prompt_tokens: 1000, completion_tokens: 0, total_tokens: 1000 };
  server.answer = json(openai.answer({ text: '', usage }));
  const { charge } = await failureOf(ask(server, openai));
  expect(charge).toEqual({ kind: 'used', usage: { inputTokens: 1000, outputTokens: 0 } });
});

test('something that is not HTTP is an invalid answer', async () => {
  const raw = net.createServer((socket) => socket.once('data', () => socket.end('220 smtp ready\r\n')));
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(raw.address() as net.AddressInfo).port}`;
  const error = await failureOf(ask(server, openai, { baseUrl }));
  raw.close();
  expect(error).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID', breaker: 'failure', charge: unknown });
});

test('a server without the encryption that was asked for is unreachable', async () => {
  const error = await failureOf(ask(server, openai, { baseUrl: server.origin.replace('http:', 'https:') }));
  expect(error).toMatchObject({ code: 'PROVIDER_UNREACHABLE', charge: none });
});

test('a name that does not resolve is unreachable', async () => {
  const error = await failureOf(ask(server, openai, { baseUrl: 'http://nobody.invalid' }));
  expect(error).toMatchObject({ code: 'PROVIDER_UNREACHABLE', charge: none });
});

test('the search for secrets finds them wherever they hide in an error', () => {
  const cause = Object.assign(new Error('x'), { requestBodyValues: { prompt: [canaries.prompt] } });
  const error = Object.assign(new Error('y', { cause }), { headers: { authorization: canaries.key } });
  expect(canariesIn(error).toSorted()).toEqual([canaries.key, canaries.prompt].toSorted());
});

/** An address where nothing listens any more. */
async function deadAddress(): Promise<string> {
  const dead = new WireServer();
  await dead.start();
  const { origin } = dead;
  await dead.stop();
  return origin;
}

function endless(contentType: string): WireAnswer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': contentType });
    const more = () => {
      while (!response.destroyed && response.write(`: ${'x'.repeat(4096)}\n`));
    };
    response.on('drain', more);
    more();
  };
}
