import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answered } from '../../src/guardrails/guard.ts';
import { GuardedLanguageModel, mostInputTokens } from '../../src/guardrails/guarded-language-model.ts';
import { ObservedPrices } from '../../src/guardrails/pricing/observed-prices.ts';
import { PriceList } from '../../src/guardrails/pricing/price-list.ts';
import { createLanguageModel } from '../../src/providers/create-language-model.ts';
import { chat, guarded, reserved } from '../guardrails/support/guarded-call.ts';
import { goodText, request } from '../providers/support/asking.ts';
import { anthropic, openrouter } from '../providers/support/vendors.ts';
import { json, WireServer } from '../providers/support/wire-server.ts';

const never = new AbortController().signal;
const nano = 1e-9;
const usage = { inputTokens: 20, outputTokens: 10 };
/** The list says 30 nano-dollars, 1,000 are reserved. */
const reporting = (costNanoUsd: number) => ({
  attempt: async (): Promise<Answered<string>> => ({
    value: 'answer',
    usage,
    reportedCostUsd: costNanoUsd * nano,
  }),
});

describe('a call that costs more than was reserved for it', () => {
  test('is recorded as it is, and as much more is reserved for the next of its model', async () => {
    const { guard, entries, lines } = await guarded();
    await guard.call(chat(reporting(2_000)), never);
    await guard.call(chat(reporting(30)), never);
    await guard.call(chat({ ...reporting(30), model: 'other' }), never);
    await guard.idle();
    // The list would have had it for 30: what it allows a longer call is as many times too low.
    expect(await entries()).toMatchObject([
      { costNanoUsd: 2_000, reservedNanoUsd: 1_000 },
      { costNanoUsd: 30, reservedNanoUsd: Math.ceil((1_000 * 2_000) / 30) },
      { costNanoUsd: 30, reservedNanoUsd: 1_000 },
    ]);
    expect(lines()).toMatchObject([{ level: 'warn' }]);
  });

  test('leaves no later call to overspend a budget', async () => {
    const { guard, entries } = await guarded({ limitNanoUsd: 5_000 });
    let refused = 0;
    for (let calls = 0; calls < 20; calls++) {
      const call = chat({ ...reporting(2_500), priceOf: () => 1_000 });
      await guard.call(call, never).catch(({ code }: { code: string }) => {
        expect(code).toBe('BUDGET_EXCEEDED');
        refused += 1;
      });
      await guard.idle();
    }
    const spent = (await entries()).reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0);
    expect({ spent, refused }).toEqual({ spent: 5_000, refused: 18 });
  });

  test('several times is the last one of its model, and the log says once what to do', async () => {
    const { guard, entries, lines } = await guarded();
    await Promise.all([1, 2, 3].map(() => guard.call(chat(reporting(3_001)), never)));
    for (let calls = 0; calls < 3; calls++) {
      await expect(guard.call(chat(), never)).rejects.toMatchObject({
        code: 'PRICE_EXCEEDED',
        kind: 'configuration',
        action: expect.stringContaining('PRICES_FILE'),
      });
    }
    expect(await guard.call(chat({ model: 'other' }), never)).toBe('answer');
    await guard.idle();
    expect(await entries()).toHaveLength(4);
    expect(lines().filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('that was said to be free is the last one', async () => {
    const { guard } = await guarded();
    const free = { worst: { costNanoUsd: 0, tokens: 100 }, priceOf: () => 0 };
    expect(await guard.call(chat({ ...free, ...reporting(5) }), never)).toBe('answer');
    await expect(guard.call(chat(free), never)).rejects.toMatchObject({ code: 'PRICE_EXCEEDED' });
  });

  test('is remembered from the ledger after a restart, which ends a refusal', async () => {
    const { guard, ledger, telemetry } = await guarded();
    await guard.call(chat({ ...reporting(1_500), model: 'a' }), never);
    await guard.call(chat({ ...reporting(50_000), model: 'b' }), never);
    await guard.call(chat({ ...reporting(30), model: 'c' }), never);
    await guard.idle();
    const observed = new ObservedPrices({ log: telemetry.log });
    await observed.load(ledger, Date.now());
    const factors = ['a', 'b', 'c'].map((model) => observed.factorOf({ ...chat(), model }));
    expect(factors).toEqual([1.5, 3, 1]);
  });
});

describe('a reported cost', () => {
  const sum = (told: number[]) => told.reduce((total, each) => total + each, 0);

  test.each([5e6, 1e8, 2e299, Number.NaN, Number.POSITIVE_INFINITY, -1])(
    'of %d USD for next to nothing is left out, and told once',
    async (reportedCostUsd) => {
      const drifts: unknown[] = [];
      const { guard, entries, lines } = await guarded({
        drift: { record: (...drift) => drifts.push(drift) },
      });
      const told: number[] = [];
      const scope = {
        user: 'anna',
        onSettled: ({ costNanoUsd }: { costNanoUsd: number }) => told.push(costNanoUsd),
      };
      const attempt = async () => ({ value: 'answer', usage, reportedCostUsd });
      for (let calls = 0; calls < 3; calls++) await guard.call(chat({ scope, attempt }), never);
      const unclear = async () => ({ value: 'answer', usage: {}, reportedCostUsd });
      await guard.call(chat({ scope, attempt: unclear }), never);
      await guard.idle();
      const found = await entries();
      expect(found.map(({ state, costNanoUsd }) => [state, costNanoUsd])).toEqual([
        ['succeeded', 30],
        ['succeeded', 30],
        ['succeeded', 30],
        ['unknown', reserved.costNanoUsd],
      ]);
      for (const entry of found) expect(entry).not.toHaveProperty('reportedNanoUsd');
      expect(sum(told)).toBe(90 + reserved.costNanoUsd);
      expect(drifts).toEqual([]);
      expect(lines()).toHaveLength(1);
    },
  );

  test.each([1e300, 0.5, -1, Number.MAX_SAFE_INTEGER])(
    'and figures of %d tokens do not get anywhere',
    async (count) => {
      const { guard, entries } = await guarded();
      const attempt = async () => ({ value: 'answer', usage: { inputTokens: count, outputTokens: 1 } });
      expect(await guard.call(chat({ attempt }), never)).toBe('answer');
      await guard.idle();
      expect(await entries()).toMatchObject([
        { state: 'unknown', usage: {}, costNanoUsd: reserved.costNanoUsd },
      ]);
    },
  );
});

describe('OpenRouter', () => {
  const server = new WireServer();
  let prices: PriceList;
  beforeAll(async () => {
    await server.start();
    prices = await PriceList.load();
  });
  afterAll(() => server.stop());
  beforeEach(() => server.requests.splice(0));

  async function asked(provider: 'openrouter' | 'openai', answers: unknown) {
    server.answer = json(answers);
    const made = await guarded();
    const client = await createLanguageModel({ provider, apiKey: 'k', baseUrl: server.origin });
    const model = provider === 'openrouter' ? 'openai/gpt-4o-mini' : 'gpt-4o-mini';
    const guardedModel = new GuardedLanguageModel({
      client,
      model,
      guard: made.guard,
      prices,
      timeoutMs: 1000,
    });
    await guardedModel.generate(request, { scope: { user: 'anna' }, signal: never });
    await made.guard.idle();
    return { ...made, model };
  }

  test.each([false, true])(
    'is told the highest price at which the call was reserved (stream: %s)',
    async (stream) => {
      const client = await createLanguageModel({
        provider: 'openrouter',
        apiKey: 'k',
        baseUrl: server.origin,
      });
      const { guard } = await guarded();
      const model = new GuardedLanguageModel({
        client,
        model: openrouter.model,
        guard,
        prices,
        timeoutMs: 1000,
      });
      server.answer = json({}, 400);
      await expect(
        model.generate({ ...request, stream }, { scope: { user: 'anna' }, signal: never }),
      ).rejects.toThrow();
      const { max_price: highest } = server.last.json.provider as { max_price: Record<string, number> };
      const inputTokens = mostInputTokens(request);
      const worst = prices.worstCostOf('openrouter', openrouter.model, { inputTokens, outputTokens: 500 });
      const byRates = inputTokens * (highest.prompt ?? NaN) + 500 * (highest.completion ?? NaN);
      expect(byRates).toBeGreaterThan(0);
      // Micro-dollars, since the rates are dollars for a million tokens.
      expect(byRates).toBeLessThanOrEqual(worst / 1000 + 1e-9);
      expect(highest.request).toBe(0);
    },
  );

  test('is the only one that is told', async () => {
    await asked(
      'openai',
      openrouter.answer({ text: goodText, usage: openrouter.usage, model: 'gpt-4o-mini' }),
    );
    expect(server.last.json).not.toHaveProperty('provider');
  });

  test('is charged the dearer price where a model of another family answers', async () => {
    const of = { inputTokens: 1000, outputTokens: 50 };
    const cost = (model: string) => prices.costOf('openrouter', model, of);
    const answered = (by: string) => prices.costOfAnswer('openrouter', 'openai/gpt-4o', by, of);
    expect(answered('openai/gpt-4o-mini')).toBe(cost('openai/gpt-4o'));
    expect(answered('openai/o1-pro')).toBe(cost('openai/o1-pro'));
    expect(cost('openai/o1-pro')).toBeGreaterThan(cost('openai/gpt-4o'));
    expect(answered('openai/gpt-4o-2024-05-13')).toBe(cost('openai/gpt-4o-2024-05-13'));
    expect(answered('nobody/knows-it')).toBe(cost('openai/gpt-4o'));
  });
});

test('names of answering models that nobody knows are recorded under the one asked for, and others up to a number', async () => {
  const server = new WireServer();
  await server.start();
  try {
    let answers = 0;
    let name = (count: number) => `made-up-${count}`;
    server.answer = (...wire) =>
      json(anthropic.answer({ text: goodText, usage: anthropic.usage, model: name(answers++) }))(...wire);
    const { guard, entries } = await guarded();
    const client = await createLanguageModel({ provider: 'anthropic', apiKey: 'k', baseUrl: server.origin });
    const prices = await PriceList.load();
    const model = new GuardedLanguageModel({
      client,
      model: 'claude-haiku-4-5',
      guard,
      prices,
      timeoutMs: 5000,
    });
    const ask = () => model.generate(request, { scope: { user: 'anna' }, signal: never });
    for (let calls = 0; calls < 5; calls++) await ask();
    name = (count) => `claude-haiku-4-5-${count}`;
    for (let calls = 0; calls < 60; calls++) await ask();
    await guard.idle();
    const recorded = new Set((await entries()).map(({ answeredBy }) => answeredBy));
    expect([...recorded].filter((each) => each?.startsWith('made-up'))).toEqual([]);
    expect(recorded.size).toBeGreaterThan(10);
    expect(recorded.size).toBeLessThanOrEqual(51);
  } finally {
    await server.stop();
  }
});
