import { afterEach, expect, it } from 'vitest';
import { type OperatedService, startOperatedService } from './support/operated-service.ts';

const sixMinutesMs = 6 * 60_000;

let running: OperatedService;
afterEach(() => running.remove());

async function statusAndReasons() {
  const { httpStatus, status, reasons } = await running.health();
  return { httpStatus, status, reasons };
}

const healthy = { httpStatus: 200, status: 'healthy', reasons: [] };

it('is healthy with everything in order, and lists each provider with its latency', async () => {
  running = await startOperatedService();
  expect((await running.run()).state).toBe('succeeded');
  expect(await statusAndReasons()).toEqual(healthy);
  const { components, capacity } = await running.health();
  expect(components.map(({ name, status }) => [name, status])).toEqual([
    ['sqlite', 'up'],
    ['openai', 'up'],
    ['anthropic', 'up'],
    ['openrouter', 'up'],
    ['cohere', 'up'],
    ['firecrawl', 'up'],
    ['pdf_service', 'up'],
  ]);
  const latencyOf = (wanted: string) => components.find(({ name }) => name === wanted)?.latencyMs;
  expect(latencyOf('openai')).toBeGreaterThan(0);
  expect(latencyOf('sqlite')).toBeGreaterThan(0);
  // Never asked: there is nothing to tell.
  expect(latencyOf('cohere')).toBeUndefined();
  expect(capacity).toEqual({ activeRuns: 0, maxRuns: 4, percent: 0, acceptsMore: 4 });
});

it('a breaker that opened by itself degrades, half-open too, until its trials have succeeded', async () => {
  running = await startOperatedService({ OPENAI_BREAKER_FAILURES: '1', OPENAI_BREAKER_OPEN_SECONDS: '60' });
  running.simulator.fault({ fault: '500', provider: 'openai', times: 1 });
  expect((await running.run()).state).toBe('succeeded');
  expect(await statusAndReasons()).toEqual({
    httpStatus: 200,
    status: 'degraded',
    reasons: ['openai: its breaker is open'],
  });
  expect((await running.health()).components).toContainEqual(
    expect.objectContaining({ name: 'openai', status: 'down', detail: 'breaker open' }),
  );
  running.goForward(61_000);
  expect((await statusAndReasons()).status).toBe('degraded');
  // Enough calls for all rounds of trials.
  while ((await running.health()).components.some(({ detail }) => detail !== 'breaker closed' && detail)) {
    expect((await running.run()).state).toBe('succeeded');
  }
  expect(await statusAndReasons()).toEqual(healthy);
});

it('all breakers of the critical kind open is unhealthy and 503, and no more jobs fit in', async () => {
  running = await startOperatedService();
  const models = ['openai', 'anthropic', 'openrouter', 'cohere'];
  for (const model of models) await running.ask('POST', `/api/admin/breakers/${model}/open`);
  const report = await running.health();
  expect(report).toMatchObject({ httpStatus: 503, status: 'unhealthy', capacity: { acceptsMore: 0 } });
  expect(report.reasons[0]).toBe('every provider of the critical kind llm is left alone');
  expect(report.reasons).toContain('cohere: its breaker is forced open');
  // The job is done all the same.
  const job = await running.run();
  expect(job.state).toBe('degraded');
  expect(job.degradedReasons.map(({ code }) => code)).toContain('LLM_UNAVAILABLE');

  for (const model of models) await running.ask('POST', `/api/admin/breakers/${model}/close`);
  // What stood in is remembered for five minutes.
  expect(await statusAndReasons()).toEqual({
    httpStatus: 200,
    status: 'degraded',
    reasons: ['a substitute is at work (LLM_UNAVAILABLE)'],
  });
  running.goForward(sixMinutesMs);
  expect(await statusAndReasons()).toEqual(healthy);
});

it('a budget degrades from 75 % on, is critical from 90 %, and unhealthy once it has held a call back', async () => {
  running = await startOperatedService({ TOKEN_BUDGET_USD: '1000' });
  const { tokenUsage } = await running.run();
  const openai = tokenUsage.byProvider.openai?.cost ?? 0;
  expect(openai).toBeGreaterThan(0);
  const limitTo = async (ratio: number) => {
    const budget = { id: 'provider:openai/total', limitUsd: openai / ratio };
    expect((await running.ask('PUT', '/api/admin/budgets', budget)).status).toBe(200);
  };
  await limitTo(0.74);
  expect(await statusAndReasons()).toEqual(healthy);
  await limitTo(0.76);
  expect(await statusAndReasons()).toMatchObject({
    status: 'degraded',
    reasons: ['budget provider:openai/total: 76 % of provider openai used'],
  });
  await limitTo(0.91);
  expect(await statusAndReasons()).toMatchObject({
    status: 'degraded',
    reasons: ['budget provider:openai/total: critical, 91 % of provider openai used'],
  });
  await limitTo(0.99);
  // Another provider does what this one may not be paid for.
  expect((await running.run()).state).toBe('succeeded');
  const exceeded = await statusAndReasons();
  expect(exceeded).toMatchObject({ httpStatus: 503, status: 'unhealthy' });
  expect(exceeded.reasons[0]).toBe('budget provider:openai/total is exceeded: calls were refused or skipped');
  expect((await running.ask('DELETE', '/api/admin/budgets?id=provider:openai/total')).status).toBe(204);
  running.goForward(sixMinutesMs);
  expect(await statusAndReasons()).toEqual(healthy);
});

it("a job's own budget degrades that job, and never makes the service unhealthy", async () => {
  running = await startOperatedService();
  const seen: boolean[] = [];
  running.service.jobs.onChange(({ degradedReasons, budgetExceeded }) => {
    if (degradedReasons.some(({ code }) => code === 'BUDGET_EXCEEDED')) seen.push(budgetExceeded);
  });
  const job = await running.run({ tokenBudgetUsd: 0.000_001 });
  expect(job).toMatchObject({ state: 'degraded', budgetExceeded: true });
  // From the first layer on that had to do with less, not at the end only.
  expect(seen.length).toBeGreaterThan(2);
  expect(seen).not.toContain(false);
  const { httpStatus, status, reasons } = await statusAndReasons();
  expect({ httpStatus, status }).toEqual({ httpStatus: 200, status: 'degraded' });
  expect(reasons).toContain('a substitute is at work (BUDGET_EXCEEDED)');
  expect(reasons.filter((reason) => !reason.startsWith('a substitute is at work'))).toEqual([]);
});

it('a budget of nothing lets no call through, does every job with what costs nothing, and tells', async () => {
  running = await startOperatedService({ TOKEN_BUDGET_USD: '0' });
  expect(await statusAndReasons()).toEqual(healthy);
  expect((await running.health()).capacity.acceptsMore).toBe(0);
  const job = await running.run();
  expect(job).toMatchObject({ state: 'degraded', budgetExceeded: true, tokenUsage: { totalCost: 0 } });
  expect(new Set(job.degradedReasons.map(({ code }) => code))).toEqual(
    new Set(['BUDGET_EXCEEDED', 'SCRAPER_UNAVAILABLE']),
  );
  const { byProvider } = running.simulator.totals();
  for (const paid of ['openai', 'anthropic', 'openrouter', 'cohere', 'firecrawl'] as const) {
    expect(byProvider[paid] ?? 0, paid).toBe(0);
  }
  expect(await statusAndReasons()).toMatchObject({ httpStatus: 503, status: 'unhealthy' });
  const { body } = await running.ask('GET', '/api/admin/budgets');
  expect(body).toMatchObject({ budgets: [{ id: 'all/month', limitUsd: 0, spentUsd: 0, usedRatio: 0 }] });
});

it('a limit degrades from 80 % on, and is unhealthy once a call has waited in vain', async () => {
  running = await startOperatedService({
    FIRECRAWL_RATE_LIMIT_PER_MIN: '8',
    RATE_LIMIT_MAX_WAIT_SECONDS: '0',
  });
  // One job asks for pages seven times: 87 % of eight.
  expect((await running.run()).state).toBe('succeeded');
  const near = await statusAndReasons();
  expect(near).toMatchObject({ httpStatus: 200, status: 'degraded' });
  expect(near.reasons).toEqual(['firecrawl: 87 % of the requests per minute used']);
  running.goForward(61_000);
  expect(await statusAndReasons()).toEqual(healthy);

  await running.remove();
  running = await startOperatedService({
    PDF_SERVICE_RATE_LIMIT_PER_MIN: '1',
    RATE_LIMIT_MAX_WAIT_SECONDS: '0',
  });
  await running.run();
  const late = await running.run();
  expect(late.degradedReasons.map(({ code }) => code)).toEqual(['PDF_SERVICE_UNAVAILABLE']);
  const exceeded = await statusAndReasons();
  expect(exceeded).toMatchObject({ httpStatus: 503, status: 'unhealthy' });
  expect(exceeded.reasons[0]).toBe('pdf_service: calls waited in vain for room within its limits');
  running.goForward(sixMinutesMs);
  expect(await statusAndReasons()).toEqual(healthy);
});

it('failing calls degrade from a twentieth on and are unhealthy from a fifth', async () => {
  running = await startOperatedService({ OPENAI_BREAKER_FAILURES: '1000' });
  // Two jobs make 28 calls and more; two failures are within a twentieth and a fifth.
  running.simulator.fault({ fault: '400', provider: 'openai', times: 2 });
  await running.run();
  await running.run();
  const some = await statusAndReasons();
  expect(some).toMatchObject({ httpStatus: 200, status: 'degraded' });
  expect(some.reasons.join()).toMatch(/2 of \d\d calls and answers of the last 5 minutes failed/);
  running.simulator.fault({ fault: '400' });
  await running.run();
  const many = await statusAndReasons();
  expect(many).toMatchObject({ httpStatus: 503, status: 'unhealthy' });
  expect(many.reasons[0]).toMatch(/\d+ of \d\d calls and answers of the last 5 minutes failed/);
  running.simulator.clearFaults();
  running.goForward(sixMinutesMs);
  expect(await statusAndReasons()).toEqual(healthy);
});
