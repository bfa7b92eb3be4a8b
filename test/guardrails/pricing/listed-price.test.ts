import { calcPrice, type ModelInfo, type Provider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileListed } from '../../../src/guardrails/pricing/listed-price.ts';
import { costOfTokens, worstCostOfTokens } from '../../../src/guardrails/pricing/token-rates.ts';

const hourMs = 60 * 60_000;
const begins = Date.UTC(2026, 10, 23);

/** Dearer from a date on, and cheaper at night, with tiers and a price per request. */
const model: ModelInfo = {
  id: 'example',
  match: { equals: 'example' },
  prices: [
    { prices: { input_mtok: 1, output_mtok: 2, requests_kcount: 5 } },
    {
      constraint: { type: 'start_date', start_date: '2026-11-23' },
      prices: {
        input_mtok: { base: 10, tiers: [{ start: 100, price: 4 }] },
        output_mtok: { base: 20, tiers: [{ start: 1_000, price: 30 }] },
        output_reasoning_mtok: 50,
        cache_write_mtok: 12,
      },
    },
    {
      constraint: { type: 'time_of_date', start_time: '22:00:00Z', end_time: '06:00:00+02:00' },
      prices: { input_mtok: 0.5, output_mtok: 1 },
    },
  ],
};
const provider: Provider = { id: 'example', name: 'Example', api_pattern: 'x', models: [model] };

const price = compileListed(model) ?? expect.fail('the model has a price');

const inputTokens = fc.oneof(
  fc.integer({ min: 99, max: 101 }),
  fc.integer({ min: 999, max: 1001 }),
  fc.nat(1e6),
);
const at = fc.integer({ min: begins - 72 * hourMs, max: begins + 72 * hourMs });

describe('a listed price', () => {
  it('is that of the list at every moment and for every length', () => {
    fc.assert(
      fc.property(at, inputTokens, fc.nat(1e5), fc.nat(100), (ms, input, output, percent) => {
        const reasoningTokens = Math.floor((output * percent) / 100);
        const listed = calcPrice(
          { input_tokens: input, output_tokens: output, output_reasoning_tokens: reasoningTokens },
          'example',
          { provider, timestamp: new Date(ms) },
        );
        const usage = { inputTokens: input, outputTokens: output, reasoningTokens };
        const cost = costOfTokens(price.at(ms), usage) / 1e9;
        expect(Math.abs(cost - (listed?.total_price ?? Number.NaN))).toBeLessThanOrEqual(1.001e-9);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has within a span everything that holds at some time in it', () => {
    fc.assert(
      fc.property(at, fc.nat(30 * 60), fc.nat(1_000), (ms, minutes, perMille) => {
        const toMs = ms + minutes * 60_000;
        const between = Math.floor(ms + (perMille / 1_000) * (toMs - ms));
        expect(price.within(ms, toMs)).toContain(price.at(between));
      }),
      { numRuns: 1_000 },
    );
  });

  it('bounds a short input by the dear tier that it may be in, and a long one by every tier below', () => {
    const atNoon = price.at(begins + 12 * hourMs);
    // 90 tokens at 12 (cache write) and 1 at 50 (reasoning), per million, in nano-dollars.
    expect(worstCostOfTokens(atNoon, 90, 1)).toBe(90 * 12_000 + 50_000);
    expect(worstCostOfTokens(atNoon, 2_000, 1)).toBe(2_000 * 12_000 + 50_000);
  });
});

describe('a model of the list has no price', () => {
  it.each([
    ['without one for its output', { input_mtok: 1 }],
    ['without one for its input', { output_mtok: 1 }],
    ['without any', {}],
  ])('%s', (_, prices) => {
    expect(compileListed({ id: 'example', match: { equals: 'example' }, prices })).toBeUndefined();
  });
});
