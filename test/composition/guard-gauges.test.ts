import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { observeGuard } from '../../src/composition/guard-gauges.ts';
import { type OpenGuard, openGuard } from '../../src/composition/open-guard.ts';
import { configuredProviders } from '../../src/composition/open-providers.ts';
import { loadConfig } from '../../src/config/load.ts';
import { parseBudget } from '../../src/guardrails/budget/parse-budget.ts';
import { spend } from '../http/support/spend.ts';
import { temporaryFolder } from '../support/cli.ts';
import { started } from '../telemetry/support/started.ts';

const at = Date.UTC(2026, 10, 23, 12);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let open: OpenGuard;
let clockMs: number;
let scrape: (name: string) => Promise<Map<string, number>>;

beforeEach(async () => {
  folder = await temporaryFolder();
  const config = loadConfig({
    STRATA_DATA_DIR: folder.path,
    STRATA_TIME_ZONE: 'UTC',
    TOKEN_BUDGET_USD: '100',
    OPENAI_API_KEY: 'one',
    FIRECRAWL_API_KEY: 'two',
  });
  const { telemetry } = await started();
  clockMs = 0;
  const time = { now: () => at, clock: () => clockMs };
  open = await openGuard(config, telemetry, time);
  observeGuard(telemetry, open, {
    configured: configuredProviders(config),
    timeZone: config.timeZone,
    ...time,
  });
  scrape = async (name) => {
    clockMs += 1_000;
    const text = await telemetry.metricsText();
    const series = text.split('\n').filter((line) => line.startsWith(`${name}{`));
    return new Map(
      series.map((line) => {
        const [, labels = '', value] = /^\w+\{(.*)\} (\S+)$/.exec(line) ?? [];
        return [labels, Number(value)];
      }),
    );
  };
});
afterEach(async () => {
  await open.stop();
  await folder.remove();
});

describe('gauges of budgets', () => {
  it('tell limit, spent, reserved and projected by scope and period', async () => {
    await spend(open.ledger, { at: at - 1000, usd: 10 });
    await open.budgets.set(parseBudget('provider:openai/day', { limitUsd: 20 }));
    const everything = 'scope="all",period="month"';
    const ofDay = 'scope="provider",period="day"';
    expect(await scrape('strata_budget_limit_usd')).toEqual(
      new Map([
        [everything, 100],
        [ofDay, 20],
      ]),
    );
    expect(await scrape('strata_budget_spent_usd')).toEqual(
      new Map([
        [everything, 10],
        [ofDay, 10],
      ]),
    );
    expect(await scrape('strata_budget_reserved_usd')).toEqual(
      new Map([
        [everything, 0],
        [ofDay, 0],
      ]),
    );
    const projected = await scrape('strata_budget_projected_usd');
    expect([...projected.keys()]).toEqual([everything, ofDay]);
    expect(projected.get(everything)).toBeGreaterThan(10);
  });

  it('of several that share the labels are all of the fullest', async () => {
    await open.budgets.set(parseBudget('provider:openai/day', { limitUsd: 5 }));
    await open.budgets.set(parseBudget('provider:firecrawl/day', { limitUsd: 50 }));
    await spend(open.ledger, { at: at - 1000, usd: 4 });
    await spend(open.ledger, { at: at - 1000, usd: 10, provider: 'firecrawl' });
    const ofDay = 'scope="provider",period="day"';
    expect((await scrape('strata_budget_limit_usd')).get(ofDay)).toBe(5);
    expect((await scrape('strata_budget_spent_usd')).get(ofDay)).toBe(4);
  });
});

it('the state of each breaker that is set up is one-hot', async () => {
  await open.breakers.control('openai', 'open');
  const series = await scrape('strata_breaker_state');
  expect(series.size).toBe(2 * 5);
  expect([...series].filter(([, value]) => value === 1).map(([labels]) => labels)).toEqual([
    'provider="openai",state="forced_open"',
    'provider="firecrawl",state="closed"',
  ]);
});

it('the use of limits is told by window and unit, of what is set up', async () => {
  const grant = await open.limiter.acquire(
    { provider: 'firecrawl', user: 'local', tokens: 0 },
    new AbortController().signal,
  );
  grant.settle(0);
  expect(await scrape('strata_limiter_used_ratio')).toEqual(
    new Map([
      ['provider="openai",window="minute",unit="requests"', 0],
      ['provider="firecrawl",window="minute",unit="requests"', 0.1],
      ['provider="firecrawl",window="day",unit="requests"', 1 / 600],
    ]),
  );
});

it('by how much a provider charges more than its list price is told once it says so', async () => {
  expect(await scrape('strata_price_drift_ratio')).toEqual(new Map());
  open.drift.record('openrouter', 1_000_000, 1_500_000);
  expect(await scrape('strata_price_drift_ratio')).toEqual(new Map([['provider="openrouter"', 0.5]]));
});

describe('gauges of users', () => {
  it('name the twenty dearest of the month and put the others together', async () => {
    for (let user = 1; user <= 25; user++) {
      await spend(open.ledger, { at, usd: user, user: `user ${user}` });
    }
    await spend(open.ledger, { at: Date.UTC(2026, 9, 30), usd: 1_000, user: 'of last month' });
    const series = await scrape('strata_user_cost_usd');
    expect(series.size).toBe(21);
    expect(series.get('user="user 25"')).toBe(25);
    expect(series.get('user="user 6"')).toBe(6);
    expect(series.get('user="other"')).toBe(1 + 2 + 3 + 4 + 5);
  });

  it('stay one series for a user whose name stands for the others', async () => {
    await spend(open.ledger, { at, usd: 100, user: 'other' });
    for (let user = 1; user <= 20; user++) await spend(open.ledger, { at, usd: user, user: `user ${user}` });
    const series = await scrape('strata_user_cost_usd');
    expect(series.size).toBe(20);
    expect(series.get('user="other"')).toBe(101);
  });
});
