import { afterAll, beforeAll, expect, it } from 'vitest';
import { problemIn } from './support/requests.ts';
import { spend } from './support/spend.ts';
import { startTestService, type TestService } from './support/test-service.ts';

const now = Date.UTC(2026, 10, 23, 12);
let service: TestService;

beforeAll(async () => {
  service = await startTestService({ environment: { OPENAI_API_KEY: 'not-a-real-key' }, now: () => now });
  const { ledger } = service.open;
  await spend(ledger, { at: now - 1000, usd: 0.5, layer: 'fit', inputTokens: 100, outputTokens: 7 });
  await spend(ledger, { at: now - 900, usd: 1, layer: 'cv', inputTokens: 1 });
  await spend(ledger, { at: now - 800, usd: 2, layer: 'cv', provider: 'anthropic', outputTokens: 3 });
  await spend(ledger, { at: Date.UTC(2026, 9, 31), usd: 64, layer: 'cv' });
});
afterAll(() => service.stop());

it('shows tokens and cost of the month, budgets, limits, breakers and health at once', async () => {
  service.health.report = { ...service.health.report, status: 'degraded', reasons: ['something is slow'] };
  const response = await fetch(`${service.url}/api/metrics`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    at: '2026-11-23T12:00:00.000Z',
    month: {
      total: { costUsd: 3.5, calls: 3, inputTokens: 101, outputTokens: 10 },
      byProvider: {
        openai: { costUsd: 1.5, calls: 2, inputTokens: 101, outputTokens: 7 },
        anthropic: { costUsd: 2, calls: 1, inputTokens: 0, outputTokens: 3 },
      },
      byLayer: { fit: { costUsd: 0.5, calls: 1 }, cv: { costUsd: 3, calls: 2 } },
    },
    budgets: [{ id: 'all/month', limitUsd: 100 }],
    limits: expect.arrayContaining([
      expect.objectContaining({
        provider: 'openai',
        window: 'minute',
        unit: 'requests',
        used: 0,
        limit: 3500,
      }),
    ]),
    breakers: expect.arrayContaining([
      expect.objectContaining({ provider: 'openai', state: 'closed', configured: true }),
    ]),
    health: { status: 'degraded', reasons: ['something is slow'] },
  });
});

it('is not there without the store', async () => {
  const own = await startTestService();
  try {
    await own.open.ledger.stop();
    const response = await fetch(`${own.url}/api/metrics`);
    expect(response.status).toBe(503);
    expect((await problemIn(response)).code).toBe('STORE_UNAVAILABLE');
  } finally {
    await own.stop();
  }
});
