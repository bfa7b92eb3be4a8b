import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ask, good, goodText, request, schema } from './support/asking.ts';
import { canaries } from './support/secrets.ts';
import { anthropic, cohere, openai, openrouter, type Vendor, vendors } from './support/vendors.ts';
import { events, json, WireServer } from './support/wire-server.ts';

const server = new WireServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => server.requests.splice(0));

const usages: Record<string, unknown> = {
  openai: { inputTokens: 1000, outputTokens: 50, cacheReadTokens: 400, reasoningTokens: 20 },
  openrouter: { inputTokens: 1000, outputTokens: 50, cacheReadTokens: 400, reasoningTokens: 20 },
  anthropic: { inputTokens: 1000, outputTokens: 50, cacheReadTokens: 400, cacheWriteTokens: 100 },
  cohere: { inputTokens: 1000, outputTokens: 50 },
};

describe.each(vendors)('$provider', (vendor) => {
  test('gives the checked answer with the usage in the provider’s own figures', async () => {
    server.answer = json(vendor.answer({ text: goodText, usage: vendor.usage }));
    const answer = await ask(server, vendor);
    expect(answer.value).toEqual(good);
    expect(answer.usage).toEqual(usages[vendor.provider]);
    expect(answer).toMatchObject({ usageKnown: true, finishReason: 'stop', model: vendor.model });
    expect(answer).not.toHaveProperty('timeToFirstChunkMs');
  });

  test('puts a stream together, with the same usage and the time to its first chunk', async () => {
    const pieces = [goodText.slice(0, 12), goodText.slice(12, 13), goodText.slice(13)];
    server.answer = events(vendor.stream({ text: '', pieces, usage: vendor.usage }));
    let at = 0;
    const answer = await ask(server, vendor, { request: { stream: true }, clock: () => (at += 7) });
    expect(answer.value).toEqual(good);
    expect(answer.usage).toEqual(usages[vendor.provider]);
    expect(answer).toMatchObject({ usageKnown: true, finishReason: 'stop', timeToFirstChunkMs: 7 });
    expect(server.last.json.stream).toBe(true);
  });

  test('asks the model for a bounded answer of the schema, at the interface’s path', async () => {
    server.answer = json(vendor.answer({ text: goodText, usage: vendor.usage }));
    await ask(server, vendor);
    expect(server.requests).toHaveLength(1);
    const { path, method, body } = server.last;
    expect({ path, method }).toEqual({ path: vendor.path, method: 'POST' });
    const sent = server.last.json;
    expect(sent.model).toBe(vendor.model);
    expect(sent.max_tokens ?? sent.max_completion_tokens).toBe(500);
    for (const word of [canaries.system, canaries.prompt, '"points"']) expect(body).toContain(word);
  });

  test('counts the usage as unknown where the provider tells none', async () => {
    server.answer = json(vendor.answer({ text: goodText }));
    const answer = await ask(server, vendor);
    expect(answer).toMatchObject({ value: good, usage: {}, usageKnown: false });
    server.answer = events(vendor.stream({ text: '', pieces: [goodText] }));
    const streamed = await ask(server, vendor, { request: { stream: true } });
    expect(streamed).toMatchObject({ value: good, usage: {}, usageKnown: false });
  });

  test('sends no key where there is none', async () => {
    server.answer = json(vendor.answer({ text: goodText, usage: vendor.usage }));
    await ask(server, vendor, { apiKey: undefined as unknown as string });
    expect(server.last.headers).not.toHaveProperty('authorization');
    expect(server.last.headers).not.toHaveProperty('x-api-key');
  });

  test('sends the key in the provider’s header and nowhere else', async () => {
    server.answer = json(vendor.answer({ text: goodText, usage: vendor.usage }));
    await ask(server, vendor);
    const { headers, body, path } = server.last;
    const holders = Object.keys(headers).filter((name) => String(headers[name]).includes(canaries.key));
    expect(holders).toEqual([vendor === anthropic ? 'x-api-key' : 'authorization']);
    expect(body + path).not.toContain(canaries.key);
  });
});

const nonsense: [string, Vendor, unknown][] = [
  ['negative', openai, { prompt_tokens: -5, completion_tokens: 10, total_tokens: 5 }],
  [
    'more cached than there was',
    openai,
    {
      prompt_tokens: 10,
      completion_tokens: 10,
      total_tokens: 20,
      prompt_tokens_details: { cached_tokens: 11 },
    },
  ],
  [
    'more than any model takes',
    openrouter,
    { prompt_tokens: 1e12, completion_tokens: 10, total_tokens: 1e12 },
  ],
  ['words', openai, { prompt_tokens: 'many', completion_tokens: 'few' }],
  ['a sentence', anthropic, 'not counted today'],
  ['none for the answer', anthropic, { input_tokens: 10, output_tokens: 0 }],
  ['fractions', cohere, { tokens: { input_tokens: 10.5, output_tokens: 3 } }],
];

test.each(nonsense)('takes no nonsense for usage: %s', async (_name, vendor, usage) => {
  server.answer = json(vendor.answer({ text: goodText, usage }));
  expect(await ask(server, vendor)).toMatchObject({ value: good, usage: {}, usageKnown: false });
});

test('takes Cohere’s count of cached tokens as a part of the input', async () => {
  const usage = { tokens: { input_tokens: 100, output_tokens: 5 }, cached_tokens: 60 };
  server.answer = json(cohere.answer({ text: goodText, usage }));
  const { usage: taken } = await ask(server, cohere);
  expect(taken).toEqual({ inputTokens: 100, outputTokens: 5, cacheReadTokens: 60 });
});

test('takes Cohere’s count of tokens where it does not say what it bills', async () => {
  const usage = { tokens: { input_tokens: 1066, output_tokens: 50 } };
  server.answer = json(cohere.answer({ text: goodText, usage }));
  expect((await ask(server, cohere)).usage).toEqual({ inputTokens: 1066, outputTokens: 50 });
});

describe('what OpenRouter says that a call cost', () => {
  test.each([false, true])('is asked for and handed on (stream: %s)', async (stream) => {
    server.answer = stream
      ? events(openrouter.stream({ text: '', pieces: [goodText], usage: openrouter.usage }))
      : json(openrouter.answer({ text: goodText, usage: openrouter.usage }));
    const { reportedCostUsd } = await ask(server, openrouter, { request: { stream } });
    expect(reportedCostUsd).toBe(0.00123);
    expect(server.last.json.usage).toEqual({ include: true });
  });

  test('includes what the vendor takes for a key of one’s own', async () => {
    const usage = {
      ...(openrouter.usage as object),
      cost: 0.001,
      is_byok: true,
      cost_details: { upstream_inference_cost: 0.02 },
    };
    server.answer = json(openrouter.answer({ text: goodText, usage }));
    expect((await ask(server, openrouter)).reportedCostUsd).toBeCloseTo(0.021, 10);
  });
});

describe('servers of one’s own', () => {
  test('are told the schema in words too, since not all enforce it', async () => {
    server.answer = json(openai.answer({ text: goodText, usage: openai.usage }));
    await ask(server, openai);
    const [system] = server.last.json.messages as { role: string; content: string }[];
    expect(system?.content).toContain('JSON Schema');
    expect(server.last.json.response_format).toMatchObject({ type: 'json_schema' });
  });

  test.each([
    ['a code fence', `\`\`\`json\n${goodText}\n\`\`\``],
    ['sentences around it', `Here you are: ${goodText} Anything else?`],
    ['thoughts before it', `<think>{"title": 1} would do</think>\n${goodText}`],
  ])('may put %s round the JSON', async (_name, text) => {
    server.answer = json(openai.answer({ text, usage: openai.usage }));
    expect((await ask(server, openai)).value).toEqual(good);
  });

  test('may take credentials in the URL', async () => {
    server.answer = json(openai.answer({ text: goodText, usage: openai.usage }));
    const baseUrl = server.origin.replace('//', '//me:p%40ss@');
    await ask(server, openai, { baseUrl, apiKey: undefined as unknown as string });
    expect(server.last.headers.authorization).toBe(`Basic ${btoa('me:p@ss')}`);
  });

  test('keep the path of their base URL', async () => {
    server.answer = json(openai.answer({ text: goodText, usage: openai.usage }));
    await ask(server, openai, { baseUrl: `${server.origin}/engine/v3/` });
    expect(server.last.path).toBe('/engine/v3/chat/completions');
  });
});

test.each([
  ['ftp://localhost/v1', 'neither http nor https'],
  ['localhost:11434', 'neither http nor https'],
  ['nonsense', 'not a URL'],
  [`http://localhost/v1?key=${canaries.key}`, 'has a query'],
  [`http://u:${canaries.key}@localhost/v1`, 'credentials beside a key'],
])('refuses the base URL %s, without repeating it', async (baseUrl, fault) => {
  const refused = ask(server, openai, { baseUrl });
  await expect(refused).rejects.toMatchObject({
    code: 'PROVIDER_URL_INVALID',
    kind: 'configuration',
    where: 'OPENAI_BASE_URL',
    message: expect.stringContaining(fault),
  });
  await expect(refused).rejects.not.toThrow(canaries.key);
});

test('gets Anthropic’s structured answers by its tool too', async () => {
  const usage = { input_tokens: 10, output_tokens: 5 };
  server.answer = json({
    ...(anthropic.answer({ text: '', finish: 'tool_use', usage }) as object),
    content: [{ type: 'tool_use', id: 't1', name: 'json', input: good }],
  });
  const old = 'claude-3-haiku-20240307';
  expect((await ask(server, anthropic, { request: { model: old } })).value).toEqual(good);
  expect(server.last.json.tools).toMatchObject([{ name: 'json' }]);
});

test('keeps a name that no model has out of the answer', async () => {
  server.answer = json(openai.answer({ text: goodText, usage: openai.usage, model: 'a model\nof "ours"' }));
  expect(await ask(server, openai)).not.toHaveProperty('model');
});

test('reads the answer by the schema, defaults and transformations included', async () => {
  server.answer = json(openai.answer({ text: '{"title":" x ","points":["a"]}', usage: openai.usage }));
  const trimmed = schema.extend({ title: schema.shape.title.transform((title) => title.trim()) });
  const { value } = await ask(server, openai, { request: { ...request, schema: trimmed } });
  expect(value.title).toBe('x');
});
