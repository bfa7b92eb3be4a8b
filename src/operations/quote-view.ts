import { type PlannedCall, type QuotedBudgets, quoteJob } from '../guardrails/budget/quote.ts';
import type { Prices } from '../guardrails/pricing/prices.ts';
import type { QuoteView } from './operations.ts';

/** A quote as it is shown, layer by layer. */
export async function quoteView(options: {
  calls: readonly PlannedCall[];
  /** Absent where no call is planned. */
  prices: Prices | undefined;
  budgets: QuotedBudgets;
  user: string;
  timeZone: string;
  jobBudgetUsd: number | undefined;
}): Promise<QuoteView> {
  const { calls, prices, budgets, user, timeZone, jobBudgetUsd } = options;
  if (prices === undefined) {
    return {
      expectedUsd: 0,
      worstUsd: 0,
      layers: [],
      fits: true,
      refusals: [],
      notes: ['No provider is set up: the job is done by text analysis in this process and costs nothing.'],
    };
  }
  const quote = await quoteJob({
    calls,
    prices,
    budgets,
    user,
    timeZone,
    ...(jobBudgetUsd === undefined ? {} : { jobBudgetUsd }),
  });
  return {
    expectedUsd: quote.expectedUsd,
    worstUsd: quote.worstUsd,
    layers: quote.layers.map((layer) => ({ ...layer, ...callsOf(layer.layer, calls) })),
    fits: quote.fits,
    refusals: quote.refusals.map(({ budget, layer, action, message, consequence }) => ({
      budget,
      layer,
      action,
      message,
      consequence,
    })),
    notes: [
      quote.fits
        ? quote.fitsWorst
          ? 'It fits every budget, even at the most that it can cost.'
          : 'It fits every budget at what it is expected to cost, not at the most that it can cost.'
        : 'It does not fit every budget now.',
      'Expected for the first model of each layer; failovers and retries come on top.',
      ...quote.refusals.map(({ message, consequence }) => `${message}: ${consequence}.`),
    ],
  };
}

function callsOf(layer: string, calls: readonly PlannedCall[]) {
  const ofLayer = calls.filter((call) => call.layer === layer);
  const models = [
    ...new Set(ofLayer.map(({ provider, model }) => [provider, model].filter(Boolean).join(' '))),
  ];
  return {
    calls: ofLayer.length,
    by: models.join(', '),
    expectedTokens: ofLayer.reduce(
      (sum, { expected }) => sum + expected.inputTokens + expected.outputTokens,
      0,
    ),
  };
}
