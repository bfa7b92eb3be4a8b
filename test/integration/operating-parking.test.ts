import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { hasEnded } from '../../src/jobs/job.ts';
import { strata } from '../support/cli.ts';
import { type OperatedService, startOperatedService } from './support/operated-service.ts';

const hourMs = 60 * 60_000;
const samples = join(import.meta.dirname, '../../samples');
const zone = 'Asia/Kathmandu';

let running: OperatedService;
afterEach(() => running.remove());

it('a budget that parks holds the job until its period ends there, tells everybody, and lets it go then', async () => {
  running = await startOperatedService({ STRATA_TIME_ZONE: zone });
  const budget = { id: 'all/day', limitUsd: 0.000_001, action: 'park' };
  expect((await running.ask('PUT', '/api/admin/budgets', budget)).status).toBe(200);

  const job = await running.run();
  const today = Temporal.Instant.fromEpochMilliseconds(job.createdAt).toZonedDateTimeISO(zone);
  const midnight = today.add({ days: 1 }).startOfDay().epochMilliseconds;
  expect(job).toMatchObject({
    state: 'parked',
    budgetExceeded: true,
    parked: {
      layer: 'pain-points',
      until: expect.any(Number),
      message: expect.stringContaining('budget of all'),
    },
    attempts: [{ outcome: 'parked' }],
  });
  // Never before it, and by no more after it than the refusal took to arrive.
  expect(job.parked?.until).toBeGreaterThanOrEqual(midnight);
  expect((job.parked?.until ?? 0) - midnight).toBeLessThan(5_000);
  expect(running.simulator.totals().byProvider.openai ?? 0).toBe(0);

  const until = new Date(job.parked?.until ?? 0).toISOString();
  const { body } = await running.ask('GET', `/api/jobs/${job.id}`);
  expect(body).toMatchObject({ state: 'parked', parked: { until, message: job.parked?.message } });
  const page = (await running.ask('GET', '/api/jobs?status=parked')).body;
  expect(page).toMatchObject({ jobs: [{ jobId: job.id, parked: { until } }] });

  const env = { STRATA_DATA_DIR: running.folder, STRATA_TIME_ZONE: zone };
  const midnightText = `${today.add({ days: 1 }).toPlainDate()} 00:00:00`;
  const list = await strata(['jobs', 'list'], { env });
  expect(list.stdout).toContain(`\n  until ${midnightText}: `);
  expect(list.stdout).toContain('no room for a call');
  const show = await strata(['jobs', 'show', job.id], { env });
  expect(show.stdout).toContain(`parked     in pain-points until ${midnightText}: `);

  // A restart tries it at once, and finds the same budget.
  await running.restart();
  await running.until(job.id, ({ attempts }) => attempts[1]?.outcome === 'parked');
  // The next day: a new budget.
  running.goForward(24 * hourMs);
  await running.ask('PUT', '/api/admin/budgets', { ...budget, limitUsd: 50 });
  const ended = await running.until(job.id, ({ state }) => hasEnded(state));
  expect(ended.state).toBe('succeeded');
  expect(ended.attempts.map(({ outcome }) => outcome)).toEqual(['parked', 'parked', 'succeeded']);
});

it('a job that waits for a budget goes on as soon as that is raised, or taken away', async () => {
  running = await startOperatedService();
  const budget = { id: 'all/day', limitUsd: 0.000_001, action: 'park' };
  await running.ask('PUT', '/api/admin/budgets', budget);
  const waiting = [await running.run(), await running.run()];
  expect(waiting.map(({ parked }) => parked?.code)).toEqual(['BUDGET_EXCEEDED', 'BUDGET_EXCEEDED']);
  await running.ask('PUT', '/api/admin/budgets', { id: 'all/day', limitUsd: 50 });
  for (const { id } of waiting) {
    expect((await running.until(id, ({ state }) => hasEnded(state))).state).toBe('succeeded');
  }
  await running.ask('PUT', '/api/admin/budgets', budget);
  const last = await running.run();
  expect(last.state).toBe('parked');
  await running.ask('DELETE', '/api/admin/budgets?id=all/day');
  expect((await running.until(last.id, ({ state }) => hasEnded(state))).state).toBe('succeeded');
});

it('a job that would rather wait wakes when the breaker can be tried, and is done in full', async () => {
  running = await startOperatedService({
    PAIN_POINTS_MODELS: 'openai',
    COMPANY_RESEARCH_MODELS: 'openai',
    FIT_MODELS: 'openai',
    PEOPLE_MODELS: 'openai',
    CV_MODELS: 'openai',
    OPENAI_BREAKER_FAILURES: '1',
    OPENAI_BREAKER_OPEN_SECONDS: '3',
  });
  running.simulator.fault({ fault: '500', provider: 'openai', times: 1 });
  // The one whose call opens the breaker cannot know for how long.
  const opening = await running.run({ onUnavailable: 'park' });
  expect((opening.parked?.until ?? 0) - (opening.parked?.since ?? 0)).toBe(60_000);
  const waiting = await running.run({ onUnavailable: 'park' });
  expect(waiting.state).toBe('parked');
  expect((waiting.parked?.until ?? 0) - (waiting.parked?.since ?? 0)).toBeLessThanOrEqual(3_000);
  // Calls beside its trials are refused, and park it again for a moment.
  const ended = await running.until(waiting.id, ({ state }) => hasEnded(state));
  expect(ended).toMatchObject({ state: 'succeeded', degradedReasons: [] });
  const openai = (await running.service.operations?.breakers())?.find(
    ({ provider }) => provider === 'openai',
  );
  expect(openai).toMatchObject({ state: 'closed', opened: 1, recovered: 1 });
});

it('a breaker that is open by hand parks such a job for a minute at a time, until it is closed', async () => {
  running = await startOperatedService();
  for (const model of ['openai', 'anthropic', 'openrouter', 'cohere']) {
    await running.ask('POST', `/api/admin/breakers/${model}/open`);
  }
  const job = await running.run({ onUnavailable: 'park' });
  expect(job).toMatchObject({ state: 'parked', parked: { code: 'PROVIDERS_UNAVAILABLE' } });
  // Whoever hands one in and waits for it is told at once.
  const files = ['--posting', join(samples, 'posting.md'), '--cv', join(samples, 'master-cv.json')];
  const handed = await strata(
    [
      'run',
      ...files,
      '--on-unavailable',
      'park',
      '--server',
      running.url,
      '--out',
      join(running.folder, 'out'),
    ],
    {},
  );
  expect(handed).toMatchObject({ code: 75, stdout: '' });
  expect(handed.stderr.trimEnd().split('\n').at(-1)).toMatch(
    /^strata: job \S+ is parked until \S+Z: no language model/,
  );
  expect((job.parked?.until ?? 0) - (job.parked?.since ?? 0)).toBe(60_000);
  await running.ask('POST', '/api/admin/breakers/openai/close');
  running.goForward(60_000);
  await running.restart();
  expect((await running.until(job.id, ({ state }) => hasEnded(state))).state).toBe('succeeded');
});
