import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calcPrice, findProvider, type ModelInfo } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usdOf } from '../../../src/guardrails/money.ts';
import { PriceList } from '../../../src/guardrails/pricing/price-list.ts';
import { llmProviderNames } from '../../../src/providers/provider-name.ts';

const now = Date.UTC(2026, 10, 23);
const nanoUsd = 1e-9;

/** Evenly spread, which fast-check's doubles are not. */
const part = fc.nat(1_000).map((perMille) => perMille / 1_000);

/** Token counts at and around the edges of tiers, and anywhere else. */
const tokens = fc.oneof(
  fc.integer({ min: 0, max: 2_000 }),
  fc.integer({ min: 127_999, max: 128_001 }),
  fc.integer({ min: 199_999, max: 200_001 }),
  fc.integer({ min: 271_999, max: 272_001 }),
  fc.integer({ min: 0, max: 2_000_000 }),
);

const usage = fc
  .record({
    inputTokens: tokens,
    outputTokens: tokens,
    read: part,
    written: part,
    reasoning: part,
  })
  .map(({ inputTokens, outputTokens, read, written, reasoning }) => {
    const cacheReadTokens = Math.floor(inputTokens * read);
    return {
      inputTokens,
      outputTokens,
      cacheReadTokens,
      cacheWriteTokens: Math.floor((inputTokens - cacheReadTokens) * written),
      reasoningTokens: Math.floor(outputTokens * reasoning),
    };
  });

const everyModel = llmProviderNames.flatMap((provider) =>
  (findProvider({ providerId: provider })?.models ?? []).map((model) => ({ provider, model })),
);

function isPriced(model: ModelInfo): boolean {
  const rows = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  return rows.every(({ prices }) => prices.input_mtok !== undefined && prices.output_mtok !== undefined);
}

/** A name that the list takes for this very model: not every id is one. */
function isFoundByItsId(provider: string, model: ModelInfo): boolean {
  return calcPrice({}, model.id, { providerId: provider })?.model.id === model.id;
}

function listedUsd(
  provider: string,
  model: string,
  of: { [name: string]: number | undefined },
  at: number,
): number {
  const price = calcPrice(
    {
      input_tokens: of.inputTokens,
      output_tokens: of.outputTokens,
      cache_read_tokens: of.cacheReadTokens,
      cache_write_tokens: of.cacheWriteTokens,
      output_reasoning_tokens: of.reasoningTokens,
    },
    model,
    { providerId: provider, timestamp: new Date(at) },
  );
  if (!price) throw new Error(`the list has no ${model}`);
  return price.total_price;
}

describe('the price list', () => {
  const folder = { path: '' };
  beforeAll(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'strata-prices-'));
  });
  afterAll(() => rm(folder.path, { recursive: true, force: true }));
  const write = async (text: string, name = 'prices.yaml') => {
    const file = join(folder.path, name);
    await writeFile(file, text);
    return file;
  };

  it('charges every model of the four vendors as the list’s own arithmetic does, to the nano-dollar', async () => {
    const clock = { ms: now };
    const prices = await PriceList.load({ now: () => clock.ms });
    const models = everyModel.filter(
      ({ provider, model }) => isPriced(model) && isFoundByItsId(provider, model),
    );
    expect(models.length).toBeGreaterThan(500);
    fc.assert(
      fc.property(usage, fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 0) }), (of, at) => {
        clock.ms = at;
        for (const { provider, model } of models) {
          const cost = usdOf(prices.costOf(provider, model.id, of));
          const listed = listedUsd(provider, model.id, of, at);
          if (Math.abs(cost - listed) > nanoUsd + listed * 1e-12) {
            throw new Error(`${provider} ${model.id}: ${cost} is not ${listed}`);
          }
          const most = usdOf(prices.worstCostOf(provider, model.id, of));
          if (most < cost) throw new Error(`${provider} ${model.id}: ${most} is below ${cost}`);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('bounds the cost of every call within the tokens it was asked for', async () => {
    const prices = await PriceList.load({ now: () => now });
    fc.assert(
      fc.property(
        fc.constantFrom(...everyModel.filter(({ model }) => isPriced(model))),
        usage,
        fc.nat(100_000),
        fc.nat(100_000),
        ({ provider, model }, of, moreInput, moreOutput) => {
          fc.pre(isFoundByItsId(provider, model));
          const worst = prices.worstCostOf(provider, model.id, {
            inputTokens: of.inputTokens + moreInput,
            outputTokens: of.outputTokens + moreOutput,
          });
          expect(prices.costOf(provider, model.id, of)).toBeLessThanOrEqual(worst);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows a name by the file or the list, not by the price of all the rest', async () => {
    const overrideFile = await write(
      'openai: { "*": { free: true }, Own-Model: { input: 1, output: 2 } }',
      'all.yaml',
    );
    const prices = await PriceList.load({ overrideFile });
    const of = { inputTokens: 1_000_000, outputTokens: 0 };
    for (let name = 0; name < 2_000; name++) {
      expect(prices.costOfAnswer('openai', 'local', `local-build-${name}`, of)).toBe(0);
      expect(prices.knows('openai', `local-build-${name}`)).toBe(false);
    }
    expect(usdOf(prices.costOf('openai', 'own-model', of))).toBe(1);
    expect(['own-model', 'gpt-4o', 'gpt-nobody'].map((name) => prices.knows('openai', name))).toEqual([
      true,
      true,
      false,
    ]);
    expect(prices.knows('firecrawl', 'gpt-4o')).toBe(false);
  });

  it('says the rates that the worst case reckons with, in every tier and for the hour to come', async () => {
    const prices = await PriceList.load({ now: () => now });
    const highest = (inputTokens: number) =>
      prices.highestPriceOf('anthropic', 'claude-sonnet-4-5', inputTokens);
    expect(highest(100_000)).toEqual({ inputUsdPerMillion: 3, outputUsdPerMillion: 15, requestUsd: 0 });
    expect(highest(200_001)).toEqual({ inputUsdPerMillion: 6, outputUsdPerMillion: 22.5, requestUsd: 0 });
    expect(() => prices.highestPriceOf('openrouter', 'nobody/knows', 1)).toThrow(
      expect.objectContaining({ code: 'PRICE_UNKNOWN' }),
    );
  });

  it('takes cache writes and the tier of long inputs into the worst case', async () => {
    const prices = await PriceList.load({ now: () => now });
    const worst = (inputTokens: number) =>
      usdOf(prices.worstCostOf('anthropic', 'claude-sonnet-4-5', { inputTokens, outputTokens: 1000 }));
    expect(worst(100_000)).toBeCloseTo(0.375 + 0.015, 9);
    expect(worst(200_001)).toBeCloseTo((200_001 * 7.5 + 1000 * 22.5) / 1e6, 9);
  });

  it('reserves the dearer of two prices when a new one begins within the hour', async () => {
    const begins = Date.UTC(2026, 2, 13);
    const clock = { ms: begins - 30 * 60_000 };
    const prices = await PriceList.load({ now: () => clock.ms });
    const of = { inputTokens: 300_000, outputTokens: 0 };
    const before = prices.costOf('anthropic', 'claude-opus-4-6', of);
    clock.ms = begins;
    const after = prices.costOf('anthropic', 'claude-opus-4-6', of);
    expect(before).not.toBe(after);
    clock.ms = begins - 30 * 60_000;
    expect(prices.worstCostOf('anthropic', 'claude-opus-4-6', of)).toBeGreaterThanOrEqual(
      Math.max(before, after),
    );
  });

  it('refuses a model without a price and says how to price it', async () => {
    const prices = await PriceList.load();
    for (const act of [
      () => prices.costOf('openai', 'llama3.1:8b', { inputTokens: 1, outputTokens: 1 }),
      () => prices.worstCostOf('openai', 'llama3.1:8b', { inputTokens: 1, outputTokens: 1 }),
      () => prices.costOf('openai', undefined, { inputTokens: 1, outputTokens: 1 }),
      // Its output has no price in the list: it answers with vectors.
      () => prices.worstCostOf('openai', 'text-embedding-3-small', { inputTokens: 1 }),
    ]) {
      expect(act).toThrow(expect.objectContaining({ code: 'PRICE_UNKNOWN', kind: 'configuration' }));
    }
    expect(() => prices.worstCostOf('openai', 'llama3.1:8b', {})).toThrow(
      expect.objectContaining({ action: expect.stringContaining('llama3.1:8b') }),
    );
  });

  it('has no price for OpenRouter models that the list leaves empty, save for those called free', async () => {
    const prices = await PriceList.load();
    const of = { inputTokens: 1000, outputTokens: 1000 };
    expect(prices.costOf('openrouter', 'meta-llama/llama-3.3-70b-instruct:free', of)).toBe(0);
    expect(() => prices.costOf('openrouter', 'google/lyria-3-pro-preview', of)).toThrow(/price/);
  });

  it('prices by the file before the list, with cached input like input where nothing is said', async () => {
    const overrideFile = await write(`
openai:
  GPT-4o: { input: 1, output: 2 }
  llama3.1:8b: { free: true }
  mine: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 3 }
firecrawl: { perCredit: 0.002 }
pdf_service: { perPage: 0.0005 }
docling: { free: true }
`);
    const prices = await PriceList.load({ overrideFile });
    const of = { inputTokens: 1e6, outputTokens: 1e6, cacheReadTokens: 4e5, cacheWriteTokens: 1e5 };
    expect(usdOf(prices.costOf('openai', 'gpt-4o', of))).toBe(3);
    expect(usdOf(prices.costOf('openai', 'mine', of))).toBeCloseTo(0.5 + 0.04 + 0.3 + 2, 9);
    expect(usdOf(prices.worstCostOf('openai', 'mine', of))).toBe(5);
    expect(prices.costOf('openai', 'llama3.1:8b', of)).toBe(0);
    const much = { inputTokens: 1e6, outputTokens: 1e6 };
    expect(prices.worstCostOf('openai', 'llama3.1:8b', much)).toBe(0);
    expect(usdOf(prices.costOf('firecrawl', undefined, { units: 3 }))).toBe(0.006);
    expect(usdOf(prices.costOf('pdf_service', undefined, { units: 4 }))).toBe(0.002);
    expect(prices.costOf('docling', undefined, { units: 1 })).toBe(0);
  });

  it('prices every model that is not named by `*`', async () => {
    const overrideFile = await write(
      '{"openai": {"*": {"free": true}, "gpt-4o": {"input": 1, "output": 1}}}',
    );
    const prices = await PriceList.load({ overrideFile });
    const of = { inputTokens: 1e6, outputTokens: 0 };
    expect(prices.costOf('openai', 'whatever', of)).toBe(0);
    expect(usdOf(prices.costOf('openai', 'gpt-4o', of))).toBe(1);
    expect(() => prices.costOf('cohere', 'whatever', of)).toThrow(/price/);
  });

  it('charges a dated answer by the file’s price of the model asked for, and an unpriced one like it', async () => {
    const overrideFile = await write('openai: { gpt-4o: { input: 1, output: 1 } }');
    const prices = await PriceList.load({ overrideFile, now: () => now });
    const of = { inputTokens: 1e6, outputTokens: 0 };
    const cost = (asked: string, answered?: string) =>
      usdOf(prices.costOfAnswer('openai', asked, answered, of));
    expect(cost('gpt-4o', 'gpt-4o-2024-08-06')).toBe(1);
    expect(cost('gpt-4o', 'no-such-model')).toBe(1);
    expect(cost('gpt-4.1', 'no-such-model')).toBe(2);
    expect(cost('gpt-4.1', 'gpt-4.1-mini')).toBe(0.4);
    expect(cost('gpt-4.1')).toBe(2);
  });

  it('charges a credit by default and nothing for services of one’s own', async () => {
    const prices = await PriceList.load();
    expect(usdOf(prices.costOf('firecrawl', undefined, { units: 2 }))).toBe(0.018);
    expect(usdOf(prices.worstCostOf('firecrawl', undefined, {}))).toBe(0.009);
    expect(prices.costOf('pdf_service', undefined, { units: 100 })).toBe(0);
    expect(prices.costOf('docling', undefined, { units: 1 })).toBe(0);
  });

  it('names the file and every fault in it', async () => {
    const overrideFile = await write(`
openai:
  a: { input: -1, output: 2 }
  b: { input: 1 }
  c: { free: false }
  d: { input: 1, output: 1, cached: 1 }
firecrawl: { perPage: 1 }
gemini: { x: { free: true } }
`);
    const error = await PriceList.load({ overrideFile }).catch((each) => each);
    expect(error).toMatchObject({ code: 'PRICES_INVALID', kind: 'configuration', where: overrideFile });
    for (const place of [
      'openai.a.input',
      'openai.b.output',
      'openai.c.free',
      'openai.d',
      'firecrawl',
      'gemini',
    ]) {
      expect(error.message).toContain(place);
    }
  });

  it.each([
    ['a missing file', undefined, /no such file/],
    ['broken YAML', 'openai: {a: [', /line 1/],
    ['a list', '- 1', /by provider/],
    ['a key given twice', 'docling: { free: true }\ndocling: { free: true }', /line 2/],
    ['two spellings of one model', 'openai: { a: { free: true }, A: { input: 1, output: 1 } }', /twice/],
  ])('refuses %s', async (_, text, message) => {
    const overrideFile =
      text === undefined ? join(folder.path, 'none.yaml') : await write(text, 'broken.yaml');
    await expect(PriceList.load({ overrideFile })).rejects.toMatchObject({
      code: 'PRICES_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('takes an empty file for no prices', async () => {
    const overrideFile = await write('# nothing yet\n');
    await expect(PriceList.load({ overrideFile })).resolves.toBeInstanceOf(PriceList);
  });

  it('charges nonsense no less than either reading of it, and refuses what says nothing', async () => {
    const overrideFile = await write(
      'openai: { m: { input: 10, output: 20, cacheRead: 1, cacheWrite: 12 } }',
    );
    const prices = await PriceList.load({ overrideFile });
    const cost = (of: object) => usdOf(prices.costOf('openai', 'm', of));
    // Either 100 of 110 were cached, or 100 of 10, which cannot be.
    expect(cost({ inputTokens: 10, outputTokens: 0, cacheReadTokens: 100 })).toBeCloseTo(0.0002, 9);
    expect(cost({ inputTokens: 0, outputTokens: 10, reasoningTokens: 30 })).toBeCloseTo(0.0008, 9);
    for (const of of [
      {},
      { inputTokens: 5 },
      { outputTokens: 5 },
      { inputTokens: Number.NaN, outputTokens: 1 },
      { inputTokens: -1, outputTokens: 1 },
      { inputTokens: 1, outputTokens: Infinity },
      { inputTokens: 1, outputTokens: 1, cacheReadTokens: -1 },
    ]) {
      expect(() => cost(of)).toThrow(expect.objectContaining({ code: 'USAGE_INVALID' }));
    }
    expect(() => prices.costOf('firecrawl', undefined, { inputTokens: 1, outputTokens: 1 })).toThrow(/units/);
  });
});
