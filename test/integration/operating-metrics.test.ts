import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OperatedService, startOperatedService } from './support/operated-service.ts';

let running: OperatedService;
let text: string;
let jobIds: string[];
beforeAll(async () => {
  running = await startOperatedService({ CV_MODELS: 'openrouter' });
  running.simulator.fault({ fault: '500', provider: 'openai', times: 1 });
  const jobs = [await running.run(), await running.run()];
  jobIds = jobs.map(({ id }) => id);
  text = await running.metrics();
});
afterAll(() => running.remove());

const seriesOf = (name: string) => text.split('\n').filter((line) => line.startsWith(`${name}{`));

it.each([
  'strata_budget_limit_usd',
  'strata_budget_spent_usd',
  'strata_budget_reserved_usd',
  'strata_budget_projected_usd',
  'strata_breaker_state',
  'strata_limiter_used_ratio',
  'strata_user_cost_usd',
  'strata_price_drift_ratio',
  'strata_provider_call_duration_seconds_count',
  'strata_cost_usd_total',
  'strata_tokens_total',
  'strata_failovers_total',
  'strata_budget_decisions_total',
  'strata_limiter_wait_seconds_count',
  'strata_health_status',
  'strata_component_up',
  'strata_component_latency_seconds',
])('a service that has worked shows %s', (name) => {
  expect(seriesOf(name)).not.toEqual([]);
});

it('no breaker is in two states or none', () => {
  const lit = seriesOf('strata_breaker_state').filter((line) => line.endsWith(' 1'));
  const providers = lit.map((line) => /provider="(\w+)"/.exec(line)?.[1]);
  expect(providers).toEqual(['openai', 'anthropic', 'openrouter', 'cohere', 'firecrawl', 'pdf_service']);
});

it('shows what the jobs have cost to the user and at the budget', async () => {
  const { body } = await running.ask('GET', '/api/costs?by=user');
  const { totalUsd } = body as { totalUsd: number };
  expect(totalUsd).toBeGreaterThan(0);
  expect(seriesOf('strata_user_cost_usd')).toEqual([`strata_user_cost_usd{user="local"} ${totalUsd}`]);
  expect(seriesOf('strata_budget_spent_usd')).toContain(
    `strata_budget_spent_usd{scope="all",period="month"} ${totalUsd}`,
  );
});

it('has no job in a label, and no series that nothing was ever recorded of', () => {
  for (const id of jobIds) expect(text).not.toContain(id);
  expect(text.replaceAll(/service_instance_id="[^"]*"/g, '')).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  const empty = text.split('\n').filter((line) => /^strata_\w+_count\{.* 0$/.test(line));
  expect(empty).toEqual([]);
  // A family is told of with at least one series below it.
  for (const [, name] of text.matchAll(/^# TYPE (\w+) /gm))
    expect(text).toMatch(new RegExp(`^${name}\\w*[ {]`, 'm'));
});
