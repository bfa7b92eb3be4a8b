import type { ConditionalPrice, ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import { picoPerToken, type TokenPrice, type TokenRates } from './token-rates.ts';

const dayMs = 24 * 60 * 60_000;

/** The prices of a model of the price list, with the times from which each holds. */
export interface ListedPrice {
  /** What holds at a moment, milliseconds since the epoch. */
  at(ms: number): TokenPrice;
  /** Everything that holds at some time within a span, its end included. */
  within(fromMs: number, toMs: number): readonly TokenPrice[];
}

/**
 * Puts a model of the list into the form that calls are charged by. Undefined where the list has no price for its
 * input or its output, as for models that do not answer in text: charging such a call by the list would make the
 * unpriced part free.
 */
export function compileListed(model: ModelInfo): ListedPrice | undefined {
  const rows = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  const compiled: { condition: Condition; price: TokenPrice }[] = [];
  for (const row of rows) {
    const price = compile(row.prices, model.id);
    if (!price) return undefined;
    compiled.push({ condition: conditionOf(row.constraint), price });
  }
  const first = compiled[0];
  if (!first) return undefined;
  if (compiled.length === 1) {
    const all = [first.price];
    return { at: () => first.price, within: () => all };
  }
  // The list's own order: the last row whose condition holds, or else the first.
  const at = (ms: number) => compiled.findLast(({ condition }) => condition.holds(ms))?.price ?? first.price;
  return {
    at,
    within(fromMs, toMs) {
      const changes = compiled.flatMap(({ condition }) => condition.changes(fromMs, toMs));
      const moments = [fromMs, ...changes.filter((ms) => ms > fromMs && ms < toMs), toMs];
      return [...new Set(moments.map(at))];
    },
  };
}

function compile(prices: ModelPrice, modelId: string): TokenPrice | undefined {
  const { input_mtok: input, output_mtok: output } = prices;
  if (input === undefined || output === undefined) {
    // OpenRouter's variants of this name are free by its own definition.
    return Object.keys(prices).length === 0 && modelId.endsWith(':free') ? freeOfCharge : undefined;
  }
  // Parts without a price of their own are charged like the whole that they are parts of.
  const cacheRead = prices.cache_read_mtok ?? input;
  const cacheWrite = prices.cache_write_mtok ?? input;
  const reasoning = prices.output_reasoning_mtok ?? output;
  const starts = new Set([-1]);
  for (const price of [input, output, cacheRead, cacheWrite, reasoning]) {
    if (typeof price === 'object') for (const tier of price.tiers) starts.add(tier.start);
  }
  const bands = [...starts]
    .sort((a, b) => a - b)
    .map(
      (above): TokenRates => ({
        above,
        input: rateAbove(input, above),
        cacheRead: rateAbove(cacheRead, above),
        cacheWrite: rateAbove(cacheWrite, above),
        output: rateAbove(output, above),
        reasoning: rateAbove(reasoning, above),
      }),
    );
  const perThousandRequests = prices.requests_kcount;
  const request = typeof perThousandRequests === 'number' ? picoPerToken(perThousandRequests * 1000) : 0;
  return { bands, request };
}

export const freeOfCharge: TokenPrice = {
  bands: [{ above: -1, input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 }],
  request: 0,
};

/** A tier's price is that of all tokens once the input is longer than its start. */
function rateAbove(price: NonNullable<ModelPrice[string]>, above: number): number {
  if (typeof price === 'number') return picoPerToken(price);
  const tiers = [...price.tiers].sort((a, b) => a.start - b.start);
  return picoPerToken(tiers.findLast((tier) => tier.start <= above)?.price ?? price.base);
}

/** When a price holds; times of day are in UTC. */
interface Condition {
  holds(ms: number): boolean;
  /** Moments at which it begins or ends to hold; all of those within the span, and maybe others. */
  changes(fromMs: number, toMs: number): number[];
}

function conditionOf(constraint: ConditionalPrice['constraint']): Condition {
  if (constraint === undefined) return { holds: () => true, changes: () => [] };
  if (constraint.type === 'start_date') {
    const startMs = Date.parse(constraint.start_date);
    return { holds: (ms) => ms >= startMs, changes: () => [startMs] };
  }
  const start = timeOfDayMs(constraint.start_time);
  const end = timeOfDayMs(constraint.end_time);
  return {
    holds(ms) {
      const time = ms - startOfDay(ms);
      return end < start ? time >= start || time < end : time >= start && time < end;
    },
    changes(fromMs, toMs) {
      const moments: number[] = [];
      for (let day = startOfDay(fromMs); day <= toMs; day += dayMs) moments.push(day + start, day + end);
      return moments;
    },
  };
}

/** `16:30:00Z`, or with an offset, as milliseconds from midnight in UTC. */
function timeOfDayMs(text: string): number {
  const ms = Date.parse(`1970-01-01T${text}`);
  return ms - startOfDay(ms);
}

function startOfDay(ms: number): number {
  return Math.floor(ms / dayMs) * dayMs;
}
