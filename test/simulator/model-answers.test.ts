import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { type Dialect, dialects, posting, promptWith, sdkModel, see } from './support/sdk-clients.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.reset());

const modelOf = (dialect: Dialect, key?: string) =>
  sdkModel(dialect, simulator.urlFor(dialects[dialect]), key);
const ways = (Object.keys(dialects) as Dialect[]).flatMap((dialect) => [
  { dialect, stream: false },
  { dialect, stream: true },
]);

describe.each(ways)('$dialect, stream: $stream', ({ dialect, stream }) => {
  it('answers by the schema with sentences of the material and the usage that the journal has', async () => {
    const seen = await see(modelOf(dialect), stream);
    expect(seen.error).toBeUndefined();
    expect(seen.output?.findings.length).toBeGreaterThanOrEqual(2);
    for (const { quote } of seen.output?.findings ?? []) expect(posting).toContain(quote);
    const [call] = simulator.calls();
    expect(call).toMatchObject({
      provider: dialects[dialect],
      operation: 'chat',
      stream,
      outcome: 'answered',
    });
    expect(call?.usage?.inputTokens).toBeGreaterThan(promptWith('').length / 8);
    expect(seen.inputTokens).toBe(call?.usage?.inputTokens);
    expect(seen.outputTokens).toBe(call?.usage?.outputTokens);
  });

  it('gives the same answer for the same material inside another fence', async () => {
    const one = await see(modelOf(dialect), stream, { prompt: promptWith('00aa11bb22cc33dd') });
    const other = await see(modelOf(dialect), stream, { prompt: promptWith('99ff88ee77dd66cc') });
    expect(one.output).toBeDefined();
    expect(other.output).toEqual(one.output);
  });

  it('cuts an answer that would be longer than asked for, and says so', async () => {
    const seen = await see(modelOf(dialect), stream, { maxOutputTokens: 20 });
    expect(seen.finishReason).toBe('length');
    expect(simulator.calls()[0]?.usage?.outputTokens).toBe(20);
  });

  it('refuses a wrong key in its own format and keeps of the key a hash alone', async () => {
    const seen = await see(modelOf(dialect, 'wrong-key-canary'), stream);
    expect(seen.error?.statusCode).toBe(401);
    expect(seen.error?.message).not.toContain('HTTP');
    const [call] = simulator.calls();
    expect(call).toMatchObject({ outcome: 'refused', status: 401 });
    expect(call?.keyHash).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify(simulator.calls())).not.toContain('canary');
  });
});

it('says in every answer that it is a simulator', async () => {
  for (const path of ['/__simulator', '/nothing', '/openai/v1/models', '/anthropic/v1/nothing']) {
    const response = await fetch(`${simulator.url}${path}`, { headers: { authorization: 'Bearer any' } });
    await response.arrayBuffer();
    expect(response.headers.get('x-strata-simulator')).toBe('1');
  }
});

it('answers differently for another seed', async () => {
  const texts = new Set<string | undefined>();
  for (const seed of [1, 2, 3, 4]) {
    const other = await startSimulator({ seed });
    texts.add((await see(sdkModel('openai', other.urlFor('openai')), false)).text);
    await other.stop();
  }
  expect(texts.size).toBeGreaterThan(1);
});

it('reports what OpenRouter says that a call cost', async () => {
  await see(modelOf('openrouter'), true);
  const [call] = simulator.calls();
  const { inputTokens = 0, outputTokens = 0 } = call?.usage ?? {};
  expect(call?.reportedCostUsd).toBeCloseTo(inputTokens * 1e-6 + outputTokens * 4e-6, 9);
});

it('lists models where a client asks for them', async () => {
  const response = await fetch(`${simulator.urlFor('openai')}/models`, {
    headers: { authorization: 'Bearer any' },
  });
  expect(await response.json()).toMatchObject({ object: 'list', data: [{ object: 'model' }] });
});

it('takes a request without a key as a local server does, and refuses a wrong key, a model that it does not have and a body that is not JSON', async () => {
  const ask = async (body: string, headers: Record<string, string> = { authorization: 'Bearer any' }) => {
    const response = await fetch(`${simulator.urlFor('openai')}/chat/completions`, {
      method: 'POST',
      body,
      headers,
    });
    return [response.status, ((await response.json()) as { error?: { code: string } }).error?.code];
  };
  const question = (model: string) =>
    JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] });
  expect(await ask(question('gpt-4o'), {})).toEqual([200, undefined]);
  const wrong = { authorization: 'Bearer wrong-key-7' };
  expect(await ask(question('gpt-4o'), wrong)).toEqual([401, 'invalid_api_key']);
  expect(await ask(question('unknown-model-7'))).toEqual([404, 'model_not_found']);
  expect(await ask('{')).toEqual([400, null]);
  expect(await ask('{"model":"gpt-4o"}')).toEqual([400, null]);
});
