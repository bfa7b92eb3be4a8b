import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CostReport, ForecastView, QuoteView } from '../../src/operations/operations.ts';
import { cv, posting, problemIn, submission } from './support/requests.ts';
import { spend } from './support/spend.ts';
import { startTestService, type TestService } from './support/test-service.ts';

const now = Date.UTC(2026, 10, 23, 12);
const jobId = '01930000-0000-7000-8000-000000000001';
const longer = `${posting}\n\nYou have run a ward for two years and you train new nurses. We need calm people.`;
let service: TestService;

beforeAll(async () => {
  service = await startTestService({
    environment: { OPENAI_API_KEY: 'not-a-real-key', TOKEN_BUDGET_USD: '100' },
    now: () => now,
  });
  const { ledger } = service.open;
  const ofJob = { jobId, pipeline: 'application' };
  // 18:30 in UTC is a quarter past midnight of the next day in Kathmandu.
  const evening = Date.UTC(2026, 10, 21, 18, 30);
  await spend(ledger, {
    ...ofJob,
    at: evening,
    usd: 0.5,
    model: 'm1',
    layer: 'fit',
    inputTokens: 100,
    outputTokens: 7,
  });
  await spend(ledger, {
    ...ofJob,
    at: Date.UTC(2026, 10, 22, 9),
    usd: 2,
    provider: 'anthropic',
    model: 'm2',
    layer: 'cv',
    inputTokens: 10,
  });
  await spend(
    ledger,
    { at: Date.UTC(2026, 10, 23, 11, 30), usd: 0.25, model: 'm1', layer: 'cv', user: 'anna' },
    'unknown',
  );
  await spend(ledger, { at: Date.UTC(2026, 9, 31, 23, 59), usd: 0.125, model: 'm1', layer: 'fit' });
  // Never sent: it costs nothing and is not told.
  await spend(ledger, { at: evening, usd: 9, provider: 'cohere' }, 'released');
});
afterAll(() => service.stop());

async function costs(query: string): Promise<CostReport> {
  const response = await fetch(`${service.url}/api/costs?${query}`);
  expect(response.status, query).toBe(200);
  return (await response.json()) as CostReport;
}

const byKey = ({ rows }: CostReport) => rows.map(({ key, costUsd }) => [key, costUsd]);

describe('costs', () => {
  it.each([
    [
      'provider',
      [
        ['anthropic', 2],
        ['openai', 0.875],
      ],
    ],
    [
      'model',
      [
        ['m2', 2],
        ['m1', 0.875],
      ],
    ],
    [
      'pipeline',
      [
        ['application', 2.5],
        ['', 0.375],
      ],
    ],
    [
      'layer',
      [
        ['cv', 2.25],
        ['fit', 0.625],
      ],
    ],
    [
      'user',
      [
        ['local', 2.625],
        ['anna', 0.25],
      ],
    ],
    [
      'job',
      [
        [jobId, 2.5],
        ['', 0.375],
      ],
    ],
    [
      'month',
      [
        ['2026-10', 0.125],
        ['2026-11', 2.75],
      ],
    ],
    [
      'day',
      [
        ['2026-10-31', 0.125],
        ['2026-11-21', 0.5],
        ['2026-11-22', 2],
        ['2026-11-23', 0.25],
      ],
    ],
    [
      'hour',
      [
        ['2026-10-31T23', 0.125],
        ['2026-11-21T18', 0.5],
        ['2026-11-22T09', 2],
        ['2026-11-23T11', 0.25],
      ],
    ],
  ])('are told by %s', async (by, expected) => {
    const report = await costs(`by=${by}&tz=UTC`);
    expect(report).toMatchObject({ by, timeZone: 'UTC', totalUsd: 2.875 });
    expect(byKey(report)).toEqual(expected);
  });

  it('tell calls, tokens and the part whose outcome is not known', async () => {
    const { rows } = await costs('by=layer&from=2026-11-01&tz=UTC');
    expect(rows).toEqual([
      { key: 'cv', costUsd: 2.25, unknownUsd: 0.25, calls: 2, inputTokens: 10, outputTokens: 0 },
      { key: 'fit', costUsd: 0.5, unknownUsd: 0, calls: 1, inputTokens: 100, outputTokens: 7 },
    ]);
  });

  it('are by day and of everything where nothing is asked', async () => {
    expect(await costs('')).toMatchObject({ by: 'day', timeZone: 'UTC', totalUsd: 2.875 });
  });

  it.each([
    ['UTC', ['2026-11-21', '2026-11-22', '2026-11-23']],
    ['Asia/Kathmandu', ['2026-11-22', '2026-11-23']],
    ['America/Los_Angeles', ['2026-11-21', '2026-11-22', '2026-11-23']],
  ])('have the days of the zone %s', async (zone, days) => {
    const report = await costs(`by=day&from=2026-11-10&tz=${encodeURIComponent(zone)}`);
    expect(report.rows.map(({ key }) => key)).toEqual(days);
  });

  it.each([
    ['from=2026-11-22&to=2026-11-23&tz=UTC', 2],
    // The call of 18:30 in UTC is of the 22nd there.
    ['from=2026-11-22&to=2026-11-23&tz=Asia/Kathmandu', 2.5],
    ['from=2026-11-21T18:30:00Z&to=2026-11-21T18:30:00.001Z', 0.5],
    ['from=2026-11-21T18:30:00.001Z&to=2026-11-22T09:00:00Z', 0],
    ['to=2026-11-01&tz=UTC', 0.125],
    ['since=1h', 0.25],
    ['since=7d', 2.75],
  ])('are cut out by %s', async (query, totalUsd) => {
    expect((await costs(`by=provider&${query}`)).totalUsd).toBe(totalUsd);
  });

  it('are the dearest, or the newest, where there is a limit', async () => {
    expect(byKey(await costs('by=provider&limit=1'))).toEqual([['anthropic', 2]]);
    expect((await costs('by=day&limit=1&tz=UTC')).rows.map(({ key }) => key)).toEqual(['2026-11-23']);
  });

  it.each([
    ['by=colour', 'REQUEST_INVALID', /by: must be one of provider, model/],
    ['by=day&by=user', 'REQUEST_INVALID', /by/],
    ['colour=red', 'REQUEST_INVALID', /colour: there is no such parameter/],
    ['limit=0', 'REQUEST_INVALID', /limit: must be a whole number from 1 to 1000/],
    ['limit=1e2', 'REQUEST_INVALID', /limit/],
    ['limit=', 'REQUEST_INVALID', /limit/],
    ['from=yesterday', 'TIME_RANGE_INVALID', /yesterday/],
    ['from=2026-11-23&to=2026-11-22', 'TIME_RANGE_INVALID', /not after/],
    ['since=2h', 'TIME_RANGE_INVALID', /2h/],
    ['since=1h&from=2026-11-23', 'TIME_RANGE_INVALID', /combined/],
    ['tz=Mars/Olympus', 'TIME_ZONE_UNKNOWN', /Mars/],
  ])('refuse %s', async (query, code, message) => {
    const response = await fetch(`${service.url}/api/costs?${query}`);
    expect(response.status).toBe(400);
    const problem = await problemIn(response);
    expect(problem.code).toBe(code);
    expect(problem.detail).toMatch(message);
  });
});

describe('the forecast', () => {
  const forecast = (query = '') => fetch(`${service.url}/api/costs/forecast${query}`);

  it('tells what the month has cost, and what it will have', async () => {
    const response = await forecast('?tz=UTC');
    expect(response.status).toBe(200);
    const { month, usdPerHour, budgets, timeZone } = (await response.json()) as ForecastView;
    expect(timeZone).toBe('UTC');
    expect(month).toMatchObject({ from: '2026-11-01', to: '2026-12-01', spentUsd: 2.75 });
    expect(month.projectedUsd).toBeGreaterThan(2.75);
    expect(month.lowUsd).toBeLessThanOrEqual(month.projectedUsd);
    expect(month.highUsd).toBeGreaterThanOrEqual(month.projectedUsd);
    expect(usdPerHour).toBeGreaterThan(0);
    // It lasts beyond its month.
    expect(budgets).toEqual([{ id: 'all/month', account: 'all', projectedUsd: expect.any(Number) }]);
  });

  it('has the month of the zone', async () => {
    // At the other side of the date line the last call of October is one of November.
    const response = await forecast('?tz=Pacific/Kiritimati');
    expect(((await response.json()) as ForecastView).month.spentUsd).toBe(2.875);
  });

  it.each([
    ['?tz=Mars/Olympus', 'TIME_ZONE_UNKNOWN'],
    ['?tz=', 'REQUEST_INVALID'],
    ['?zone=UTC', 'REQUEST_INVALID'],
  ])('refuses %s', async (query, code) => {
    const response = await forecast(query);
    expect(response.status).toBe(400);
    expect((await problemIn(response)).code).toBe(code);
  });
});

describe('a quote', () => {
  const quote = (body: unknown) =>
    fetch(`${service.url}/api/quote`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const withLonger = {
    pipeline: 'application',
    input: {
      posting: longer,
      cv: { ...cv, work: [{ ...cv.work[0], highlights: ['Ran a ward of 24 beds'] }] },
    },
  };

  it('tells what a job would cost, by layer, and starts nothing', async () => {
    const response = await quote(withLonger);
    expect(response.status, await response.clone().text()).toBe(200);
    const view = (await response.json()) as QuoteView;
    expect(view.layers.map(({ layer }) => layer)).toEqual([
      'pain-points',
      'company-research',
      'fit',
      'people',
      'cv',
    ]);
    expect(view.layers.every(({ by }) => by.startsWith('openai '))).toBe(true);
    expect(view.expectedUsd).toBeGreaterThan(0);
    expect(view.worstUsd).toBeGreaterThan(view.expectedUsd);
    const sum = view.layers.reduce((all, { expectedUsd }) => all + expectedUsd, 0);
    expect(sum).toBeCloseTo(view.expectedUsd, 6);
    expect(view).toMatchObject({ fits: true, refusals: [] });
    expect((await service.jobs.list({ limit: 10 })).jobs).toEqual([]);
    expect(await costs('by=provider&tz=UTC')).toMatchObject({ totalUsd: 2.875 });
  });

  it('is the same for a form', async () => {
    const form = new FormData();
    form.set('posting', new File([longer], 'posting.md'));
    form.set('cv', new File([JSON.stringify(withLonger.input.cv)], 'cv.json'));
    const response = await fetch(`${service.url}/api/quote`, { method: 'POST', body: form });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(await (await quote(withLonger)).json());
  });

  it('says which budget has no room, and what would happen', async () => {
    const view = (await (
      await quote({ ...withLonger, options: { tokenBudgetUsd: 0.000_01 } })
    ).json()) as QuoteView;
    expect(view.fits).toBe(false);
    expect(view.refusals[0]).toMatchObject({ budget: 'job', layer: 'pain-points', action: 'skip' });
    expect(view.notes[0]).toBe('It does not fit every budget now.');
    // One note for the first layer and one for all the others.
    expect(view.notes.at(-1)).toBe(
      'The same budget has no room for company-research, fit, people, cv either.',
    );
  });

  it.each([
    ['an empty posting', { input: { posting: ' ', cv } }, 422, 'POSTING_EMPTY'],
    ['a CV without work', { input: { posting: longer, cv: { basics: { name: 'Ada' } } } }, 422, 'CV_NO_WORK'],
    [
      'a CV that breaks its schema',
      { input: { posting: longer, cv: { ...cv, work: [{ name: 5 }] } } },
      422,
      'CV_INVALID',
    ],
    [
      'an address',
      { input: { posting: { url: 'https://example.com' }, cv } },
      422,
      'POSTING_URL_UNSUPPORTED',
    ],
    ['the document pipeline', { ...submission, pipeline: 'document' }, 422, 'PIPELINE_UNAVAILABLE'],
    ['an unknown property', { ...submission, price: 5 }, 400, 'REQUEST_INVALID'],
    ['a negative budget', { ...submission, options: { tokenBudgetUsd: -1 } }, 400, 'REQUEST_INVALID'],
    ['JSON that is none', '{', 400, 'JSON_MALFORMED'],
    ['nothing', '', 400, 'BODY_EMPTY'],
  ])('refuses %s', async (_name, body, status, code) => {
    const response = await quote(body);
    expect((await problemIn(response)).code).toBe(code);
    expect(response.status).toBe(status);
  });

  it('refuses what is neither JSON nor a form', async () => {
    const response = await fetch(`${service.url}/api/quote`, { method: 'POST', body: 'posting' });
    expect(response.status).toBe(415);
    expect((await problemIn(response)).code).toBe('CONTENT_TYPE_UNSUPPORTED');
  });

  it('notes a model that has no price, for which text analysis stands in', async () => {
    const own = await startTestService({
      environment: { OPENAI_API_KEY: 'not-a-real-key', OPENAI_MODEL: 'made-up-model' },
    });
    try {
      const response = await fetch(`${own.url}/api/quote`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(withLonger),
      });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        expectedUsd: 0,
        layers: [],
        notes: [
          expect.stringMatching(/^openai made-up-model has no price .*pain-points, .*PRICES_FILE/),
          expect.stringMatching(/^No model with a price is left for pain-points, .*text analysis/),
        ],
      });
    } finally {
      await own.stop();
    }
  });
});

it('without any provider a job costs nothing, and the quote says so', async () => {
  const own = await startTestService();
  try {
    const response = await fetch(`${own.url}/api/quote`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: { posting: longer, cv } }),
    });
    expect(await response.json()).toMatchObject({
      expectedUsd: 0,
      worstUsd: 0,
      layers: [],
      fits: true,
      notes: [expect.stringContaining('No provider is set up')],
    });
  } finally {
    await own.stop();
  }
});
