import {
  type PlannedCall,
  type QuotedBudgets,
  type QuoteRefusal,
  quoteJob,
} from '../guardrails/budget/quote.ts';
import type { Prices } from '../guardrails/pricing/prices.ts';
import type { QuoteView } from './operations.ts';

/** A quote as it is shown, layer by layer. */
export async function quoteView(options: {
  calls: readonly PlannedCall[];
  /** On calls that are not planned. */
  notes: readonly string[];
  /** Absent where no call is planned. */
  prices: Prices | undefined;
  budgets: QuotedBudgets;
  user: string;
  timeZone: string;
  jobBudgetUsd: number | undefined;
}): Promise<QuoteView> {
  const { calls, notes, prices, budgets, user, timeZone, jobBudgetUsd } = options;
  if (prices === undefined) {
    return {
      expectedUsd: 0,
      worstUsd: 0,
      layers: [],
      fits: true,
      refusals: [],
      notes: notes.length > 0 ? [...notes] : [nothingSetUp],
    };
  }
  const quote = await quoteJob({
    calls,
    prices,
    budgets: namingTheJob(budgets),
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
          ? 'It fits every budget now, even if every call is as large as it can be.'
          : 'It fits every budget now at what it is expected to cost, not if every call is as large as it can be.'
        : 'It does not fit every budget now.',
      'Quoted is each call once, by the first model of its layer that has a price; retries and failovers come on top.',
      ...notes,
      ...refusalNotes(quote.refusals),
    ],
  };
}

const nothingSetUp =
  'No provider is set up: the job is done by text analysis in this process and costs nothing.';

/** The job has no id yet that its own budget could be told by. */
function namingTheJob(budgets: QuotedBudgets): QuotedBudgets {
  return {
    accountsFor: (call) =>
      budgets
        .accountsFor(call)
        .map((account) =>
          account.label === `job ${call.jobId}` ? { ...account, label: 'this job' } : account,
        ),
    balances: (accounts) => budgets.balances(accounts),
  };
}

/** Of each budget the first refusal in full, the others by their layers. */
function refusalNotes(refusals: readonly QuoteRefusal[]): string[] {
  return [...new Set(refusals.map(({ budget }) => budget))].flatMap((budget) => {
    const [first, ...others] = refusals.filter((refusal) => refusal.budget === budget);
    if (first === undefined) return [];
    const layers = [...new Set(others.map(({ layer }) => layer))].filter((layer) => layer !== first.layer);
    return [
      `${first.message}: ${first.consequence}.`,
      ...(layers.length === 0 ? [] : [`The same budget has no room for ${layers.join(', ')} either.`]),
    ];
  });
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
