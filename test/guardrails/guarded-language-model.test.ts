import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { GuardedLanguageModel, mostInputTokens } from '../../src/guardrails/guarded-language-model.ts';
import { PriceList } from '../../src/guardrails/pricing/price-list.ts';
import { createLanguageModel } from '../../src/providers/create-language-model.ts';
import { good, goodText, request } from '../providers/support/asking.ts';
import { openai, openrouter, type Vendor, vendors } from '../providers/support/vendors.ts';
import { json, WireServer } from '../providers/support/wire-server.ts';
import { openGuard } from './guarded-support.ts';

const server = new WireServer();
let prices: PriceList;
beforeAll(async () => {
  await server.start();
  prices = await PriceList.load();
});
afterAll(() => server.stop());
beforeEach(() => server.requests.splice(0));

const scope = { user: 'anna', jobId: 'j1', pipeline: 'application', layer: 'fit' };
const signal = new AbortController().signal;

async function guarded(vendor: Vendor, model = vendor.model) {
  const guard = openGuard();
  const client = await createLanguageModel({
    provider: vendor.provider,
    apiKey: 'k',
    baseUrl: server.origin,
  });
  return { guard, model: new GuardedLanguageModel({ client, model, guard, prices, timeoutMs: 60_000 }) };
}

test('goes through the guard as a chat of its provider, model and scope', async () => {
  server.answer = json(openai.answer({ text: goodText, usage: openai.usage }));
  const { guard, model } = await guarded(openai);
  const { value } = await model.generate(request, { scope, signal });
  expect(value).toEqual(good);
  expect(guard.calls).toHaveLength(1);
  expect(guard.calls[0]).toMatchObject({
    provider: 'openai',
    operation: 'chat',
    model: openai.model,
    scope,
    timeoutMs: 60_000,
  });
  expect(guard.answers[0]).toMatchObject({
    usage: { inputTokens: 1000, outputTokens: 50, cacheReadTokens: 400, reasoningTokens: 20 },
    usageKnown: true,
    model: openai.model,
    finishReason: 'stop',
  });
});

test('hands the guard’s signal to the call, not the caller’s', async () => {
  const { guard, model } = await guarded(openai);
  const timeOut = new Error('the guard’s own time-out');
  guard.signal = AbortSignal.abort(timeOut);
  await expect(model.generate(request, { scope, signal })).rejects.toBe(timeOut);
  expect(server.requests).toHaveLength(0);
});

test('tells the guard what the provider says it cost, and when it says nothing of its usage', async () => {
  server.answer = json(openrouter.answer({ text: goodText, usage: openrouter.usage }));
  const { guard, model } = await guarded(openrouter);
  await model.generate(request, { scope, signal });
  expect(guard.answers[0]?.reportedCostUsd).toBe(0.00123);
  server.answer = json(openrouter.answer({ text: goodText }));
  await model.generate(request, { scope, signal });
  expect(guard.answers[1]).toMatchObject({ usage: {}, usageKnown: false });
});

test('reserves what the longest prompt and the longest answer cost', async () => {
  server.answer = json(openai.answer({ text: goodText, usage: openai.usage }));
  const { guard, model } = await guarded(openai);
  await model.generate(request, { scope, signal });
  const inputTokens = mostInputTokens(request);
  expect(guard.calls[0]?.worst).toEqual({
    tokens: inputTokens + 500,
    costNanoUsd: prices.worstCostOf('openai', openai.model, { inputTokens, outputTokens: 500 }),
  });
  expect(guard.calls[0]?.worst.costNanoUsd).toBeGreaterThan(0);
});

test('refuses a model without a price before anything is sent', async () => {
  const { guard, model } = await guarded(openai, 'nobody-knows-this-model');
  await expect(model.generate(request, { scope, signal })).rejects.toMatchObject({ code: 'PRICE_UNKNOWN' });
  expect(guard.calls).toHaveLength(0);
  expect(server.requests).toHaveLength(0);
});

describe('prices an answer', () => {
  const usage = { inputTokens: 1000, outputTokens: 50 };

  test('by the model that answered', async () => {
    server.answer = json(openai.answer({ text: goodText, usage: openai.usage }));
    const { guard, model } = await guarded(openai);
    await model.generate(request, { scope, signal });
    const priceOf = guard.calls[0]?.priceOf;
    expect(priceOf?.(usage, 'gpt-4.1')).toBe(prices.costOf('openai', 'gpt-4.1', usage));
    expect(prices.costOf('openai', 'gpt-4.1', usage)).not.toBe(prices.costOf('openai', openai.model, usage));
    expect(priceOf?.(usage, undefined)).toBe(prices.costOf('openai', openai.model, usage));
  });

  test('by the model that was asked when nobody has a price for the other', async () => {
    server.answer = json(openai.answer({ text: goodText, usage: openai.usage }));
    const { guard, model } = await guarded(openai);
    await model.generate(request, { scope, signal });
    const price = guard.calls[0]?.priceOf(usage, 'an-alias@2026-11');
    expect(price).toBe(prices.costOf('openai', openai.model, usage));
  });
});

const wide = z.object(
  Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`field${at}`, z.array(z.string().min(1).max(80)).min(1).max(9)]),
  ),
);

/** A byte-level token covers at least a byte of what is sent, so that no request can have more tokens than bytes. */
test.each(vendors)('its bound holds for all that is sent to $provider', async (vendor) => {
  server.answer = json({}, 500);
  const texts = ['', 'short', 'Zażółć gęślą jaźń 🦀 '.repeat(200)];
  for (const text of texts) {
    for (const schema of [request.schema, wide]) {
      const asked = { ...request, prompt: text || 'x', system: text || 'y', schema };
      const { model } = await guarded(vendor);
      await expect(model.generate(asked as typeof request, { scope, signal })).rejects.toThrow();
      expect(mostInputTokens(asked)).toBeGreaterThanOrEqual(sentBytes(server.last.json));
    }
  }
});

/** The texts as the model gets them, without the escapes of the wire, and all the rest as JSON. */
function sentBytes(sent: Record<string, unknown>): number {
  const texts: string[] = [];
  const rest = JSON.stringify(sent, (_key, value: unknown) => {
    if (typeof value !== 'string' || !/[\s"]/.test(value)) return value;
    texts.push(value);
    return '';
  });
  return Buffer.byteLength([rest, ...texts].join(''));
}
