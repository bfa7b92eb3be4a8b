import { describe, expect, it } from 'vitest';
import { parseBudget } from '../../../src/guardrails/budget/parse-budget.ts';
import { type PlannedCall, quoteJob } from '../../../src/guardrails/budget/quote.ts';
import { PriceList } from '../../../src/guardrails/pricing/price-list.ts';
import { type BudgetsUnderTest, underTest } from './budgets-under-test.ts';

const prices = await PriceList.load();

/** gpt-4.1 costs 2 USD per million input tokens and 8 USD per million output tokens. */
const call = (layer: string, changes: Partial<PlannedCall> = {}): PlannedCall => ({
  layer,
  provider: 'openai',
  model: 'gpt-4.1',
  expected: { inputTokens: 100_000, outputTokens: 25_000 },
  worst: { inputTokens: 200_000, outputTokens: 75_000 },
  ...changes,
});

const quote = ({ budgets }: BudgetsUnderTest, calls: PlannedCall[], jobBudgetUsd?: number) =>
  quoteJob({
    calls,
    prices,
    budgets,
    user: 'anna',
    timeZone: 'UTC',
    ...(jobBudgetUsd === undefined ? {} : { jobBudgetUsd }),
  });

describe('a quote', () => {
  it('sums expected and worst cost per layer and in total', async () => {
    const scrape: PlannedCall = {
      layer: 'intake',
      provider: 'firecrawl',
      expected: { inputTokens: 0, outputTokens: 0 },
      worst: { inputTokens: 0, outputTokens: 0 },
      units: 2,
    };
    const told = await quote(underTest(), [scrape, call('cv'), call('fit'), call('cv')]);
    expect(told).toMatchObject({
      expectedUsd: 1.218,
      worstUsd: 3.018,
      expectedTokens: 375_000,
      worstTokens: 825_000,
      fits: true,
      fitsWorst: true,
      refusals: [],
    });
    expect(told.layers).toEqual([
      { layer: 'intake', expectedUsd: 0.018, worstUsd: 0.018 },
      { layer: 'cv', expectedUsd: 0.8, worstUsd: 2 },
      { layer: 'fit', expectedUsd: 0.4, worstUsd: 1 },
    ]);
  });

  it('says which budget would refuse, where, and what would happen then', async () => {
    const test = underTest({
      settings: { action: 'skip', enforce: true, warnAt: 0.8, tokenBudgetUsd: 3 },
    });
    await test.budgets.set(parseBudget('layer:cv/day', { limitUsd: 0.5, action: 'park' }));
    await test.spend({ usd: 1.7, layer: 'fit' });
    const told = await quote(test, [call('cv'), call('fit'), call('fit')]);
    expect(told.fits).toBe(false);
    expect(told.refusals).toMatchObject([
      { budget: 'layer:cv/day', layer: 'cv', action: 'park', consequence: expect.stringContaining('waits') },
      {
        budget: 'all/month',
        layer: 'fit',
        action: 'skip',
        provider: 'openai',
        message: expect.stringContaining('2.10 USD are spent'),
        consequence: expect.stringContaining('degraded'),
      },
    ]);
  });

  it('tells what fits if all goes as expected from what fits whatever happens', async () => {
    const test = underTest({
      settings: { action: 'skip', enforce: true, warnAt: 0.8, tokenBudgetUsd: 1.5 },
    });
    expect(await quote(test, [call('cv'), call('fit')])).toMatchObject({ fits: true, fitsWorst: false });
    expect(await quote(test, [call('cv')])).toMatchObject({ fits: true, fitsWorst: true });
  });

  it('holds the job to its own budget, and takes nothing from any', async () => {
    const test = underTest();
    expect(await quote(test, [call('cv')], 0.9)).toMatchObject({
      fits: false,
      refusals: [{ budget: 'job', action: 'skip' }],
    });
    expect(await quote(test, [call('cv')], 1)).toMatchObject({ fits: true });
    expect(await test.ledger.costs({ by: 'job', timeZone: 'UTC' })).toEqual([]);
  });

  it('fits where budgets only warn, and says so', async () => {
    const test = underTest({
      settings: { action: 'fail', enforce: false, warnAt: 0.8, tokenBudgetUsd: 0.5 },
    });
    expect(await quote(test, [call('cv')])).toMatchObject({
      fits: true,
      refusals: [{ budget: 'all/month', action: 'warn' }],
    });
  });

  it('is refused where a price is unknown', async () => {
    await expect(quote(underTest(), [call('cv', { model: 'llama3.1:8b' })])).rejects.toMatchObject({
      code: 'PRICE_UNKNOWN',
    });
  });
});
