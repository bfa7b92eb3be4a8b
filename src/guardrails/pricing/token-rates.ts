import type { HighestPrice } from '../../providers/language-model.ts';
import type { Usage } from '../../providers/usage.ts';
import type { NanoUsd } from '../money.ts';

/** Prices of a token, in pico-dollars (10⁻¹² USD): a price of 0.3 USD per million tokens is 300,000. */
export interface TokenRates {
  /** The band holds for inputs of more tokens than this; -1 for all. */
  above: number;
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
  reasoning: number;
}

/** What a call to a model costs: bands by the length of its input, ascending, the first of them from -1 on. */
export interface TokenPrice {
  bands: readonly TokenRates[];
  /** Pico-dollars for the request itself. */
  request: number;
}

/** Price of one million tokens in USD to pico-dollars per token, without the noise of binary fractions. */
export function picoPerToken(usdPerMillion: number): number {
  const pico = usdPerMillion * 1e6;
  const whole = Math.round(pico);
  return Math.abs(pico - whole) < 1e-6 ? whole : pico;
}

/** Rounded up to a whole nano-dollar, see money.ts for the tolerance. */
export function nanoOfPico(pico: number): NanoUsd {
  return Math.ceil(pico / 1000 - 1e-6) + 0;
}

/**
 * Exact while rates are whole pico-dollars. Parts beyond their whole are charged on top of it, which is never less
 * than what either reading of such a report would cost.
 */
export function costOfTokens(price: TokenPrice, usage: Usage): NanoUsd {
  const input = usage.inputTokens ?? 0;
  const cacheRead = usage.cacheReadTokens ?? 0;
  const cacheWrite = usage.cacheWriteTokens ?? 0;
  const output = usage.outputTokens ?? 0;
  const reasoning = usage.reasoningTokens ?? 0;
  const cached = cacheRead + cacheWrite;
  const isBeyond = cached > input;
  const rates = bandFor(price, isBeyond ? input + cached : input);
  return nanoOfPico(
    price.request +
      (isBeyond ? input : input - cached) * rates.input +
      cacheRead * rates.cacheRead +
      cacheWrite * rates.cacheWrite +
      (reasoning > output ? output : output - reasoning) * rates.output +
      reasoning * rates.reasoning,
  );
}

/** The most that any split of at most so many tokens costs, in any band that they reach. */
export function worstCostOfTokens(price: TokenPrice, inputTokens: number, outputTokens: number): NanoUsd {
  let worst = 0;
  for (const rates of price.bands) {
    if (rates.above >= inputTokens) break;
    worst = Math.max(
      worst,
      inputTokens * Math.max(rates.input, rates.cacheRead, rates.cacheWrite) +
        outputTokens * Math.max(rates.output, rates.reasoning),
    );
  }
  return nanoOfPico(price.request + worst);
}

/** The highest of the rates of any band that an input of so many tokens reaches, in USD. */
export function highestPriceOf(prices: readonly TokenPrice[], inputTokens: number): HighestPrice {
  const reached = prices.flatMap(({ bands }) => bands.filter(({ above }) => above < inputTokens));
  const highest = (rates: number[]) => Math.max(0, ...rates) / 1e6;
  return {
    inputUsdPerMillion: highest(reached.map(({ input }) => input)),
    outputUsdPerMillion: highest(reached.map(({ output, reasoning }) => Math.max(output, reasoning))),
    requestUsd: highest(prices.map(({ request }) => request)) / 1e6,
  };
}

function bandFor(price: TokenPrice, inputTokens: number): TokenRates {
  const { bands } = price;
  let found = bands[0] as TokenRates;
  for (let index = 1; index < bands.length; index++) {
    const band = bands[index] as TokenRates;
    if (inputTokens <= band.above) break;
    found = band;
  }
  return found;
}
