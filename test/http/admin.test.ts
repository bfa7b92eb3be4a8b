import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BreakerView, BudgetView } from '../../src/operations/operations.ts';
import { providerNames } from '../../src/providers/provider-name.ts';
import { problemIn } from './support/requests.ts';
import { startTestService, type TestService } from './support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    environment: { OPENAI_API_KEY: 'not-a-real-key', TOKEN_BUDGET_USD: '100' },
    now: () => Date.UTC(2026, 10, 23, 12),
  });
});
afterAll(() => service.stop());

const ask = (method: string, path: string) => fetch(`${service.url}${path}`, { method });

function put(body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  const text =
    typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body);
  return fetch(`${service.url}/api/admin/budgets`, { method: 'PUT', headers, body: text });
}

async function breakers(): Promise<BreakerView[]> {
  const response = await ask('GET', '/api/admin/breakers');
  expect(response.status).toBe(200);
  return ((await response.json()) as { breakers: BreakerView[] }).breakers;
}

async function budgets(): Promise<BudgetView[]> {
  const response = await ask('GET', '/api/admin/budgets');
  expect(response.status).toBe(200);
  return ((await response.json()) as { budgets: BudgetView[] }).budgets;
}

describe('breakers', () => {
  it('are listed for every provider, and say which are set up', async () => {
    const listed = await breakers();
    expect(listed.map(({ provider }) => provider)).toEqual([...providerNames]);
    expect(listed.filter(({ configured }) => configured).map(({ provider }) => provider)).toEqual(['openai']);
    expect(listed[0]).toMatchObject({ state: 'closed', since: '2026-11-23T12:00:00.000Z', calls: 0 });
  });

  it.each([
    ['open', 'forced_open'],
    ['close', 'closed'],
    ['disable', 'disabled'],
    ['reset', 'closed'],
  ])('%s makes one %s', async (command, state) => {
    const response = await ask('POST', `/api/admin/breakers/openai/${command}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ provider: 'openai', state });
    expect((await breakers())[0]).toMatchObject({ provider: 'openai', state });
  });

  it('of a provider that there is not are not found, and those there are are named', async () => {
    const response = await ask('POST', '/api/admin/breakers/nobody/open');
    expect(response.status).toBe(404);
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ code: 'PROVIDER_UNKNOWN', detail: 'there is no provider nobody' });
    for (const name of providerNames) expect(problem.action).toContain(name);
  });

  it('take no other command', async () => {
    const response = await ask('POST', '/api/admin/breakers/openai/explode');
    expect(response.status).toBe(400);
    expect(await problemIn(response)).toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ in: 'path', field: 'command', message: 'must be one of open, close, reset, disable' }],
    });
  });

  it('are not commanded by another site, or by reading', async () => {
    const foreign = await fetch(`${service.url}/api/admin/breakers/openai/open`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
    });
    expect((await problemIn(foreign)).code).toBe('CROSS_SITE_REFUSED');
    const read = await ask('GET', '/api/admin/breakers/openai/open');
    expect(read.status).toBe(405);
    expect(read.headers.get('allow')).toBe('POST');
    expect((await breakers())[0]?.state).toBe('closed');
  });
});

describe('budgets', () => {
  it('begin with that of the settings', async () => {
    expect(await budgets()).toEqual([
      {
        id: 'all/month',
        account: 'all',
        limitUsd: 100,
        action: 'skip',
        warnAt: 0.8,
        spentUsd: 0,
        reservedUsd: 0,
        spentTokens: 0,
        reservedTokens: 0,
        usedRatio: 0,
        periodEndsAt: '2026-12-01T00:00:00.000Z',
        projectedUsd: 0,
        source: 'settings',
      },
    ]);
  });

  it('are set, changed and removed', async () => {
    const order = { id: 'provider:openai/day', limitUsd: 5, limitTokens: 1000, action: 'park', warnAt: 0.5 };
    const set = await put(order);
    expect(set.status).toBe(200);
    const expected = { ...order, source: 'stored', periodEndsAt: '2026-11-24T00:00:00.000Z' };
    expect(await set.json()).toMatchObject({ budgets: [expected] });
    expect(await budgets()).toMatchObject([{ id: 'all/month' }, expected]);

    expect((await put({ id: order.id, limitUsd: 7 })).status).toBe(200);
    const [, changed] = await budgets();
    // What is not given stays as it is stored.
    expect(changed).toMatchObject({ ...order, limitUsd: 7 });

    const path = `/api/admin/budgets?id=${encodeURIComponent(order.id)}`;
    const removed = await ask('DELETE', path);
    expect(removed.status).toBe(204);
    expect(await removed.text()).toBe('');
    expect(await budgets()).toHaveLength(1);
    const again = await ask('DELETE', path);
    expect(again.status).toBe(404);
    expect((await problemIn(again)).code).toBe('BUDGET_UNKNOWN');
  });

  it.each([
    ['negative', { limitUsd: -5 }, /limitUsd is -5/],
    ['nothing', { limitUsd: 0 }, /limitUsd is 0/],
    ['huge', { limitUsd: 1e12 }, /limitUsd is above 9000000/],
    ['half a token', { limitTokens: 0.5 }, /limitTokens is 0.5; give a whole number/],
    ['without a limit', {}, /has no limit; give limitUsd, limitTokens or both/],
    ['warning beyond the whole', { limitUsd: 1, warnAt: 80 }, /warnAt is 80; give a share between 0 and 1/],
  ])('refuses one that is %s', async (_name, limits, message) => {
    const response = await put({ id: 'all/day', ...limits });
    expect(response.status).toBe(422);
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ code: 'BUDGET_INVALID', where: 'budget all/day' });
    expect(problem.detail).toMatch(message);
    expect(await budgets()).toHaveLength(1);
  });

  it.each([
    ['nonsense/day', /its scope is "nonsense"; allowed are all, provider:…/, 422],
    ['all/year', /its period is "year"; allowed are day, month, total/, 422],
    ['all', /its period is ""/, 422],
    ['provider:nobody/day', /the provider "nobody" is unknown; allowed are openai/, 422],
    ['job:1234/total', /write job:\*\/total/, 404],
    ['user:/day', /it names no user/, 422],
    ['', /its period is ""/, 400],
  ])('refuses the name %j', async (id, message, removalStatus) => {
    const response = await put({ id, limitUsd: 1 });
    expect(response.status).toBe(422);
    expect((await problemIn(response)).detail).toMatch(message);
    const removal = await ask('DELETE', `/api/admin/budgets?id=${encodeURIComponent(id)}`);
    expect(removal.status).toBe(removalStatus);
  });

  it('tells everything that is wrong at once', async () => {
    const problem = await problemIn(await put({ id: 'nonsense/year', limitUsd: -1, warnAt: 2 }));
    for (const part of [/nonsense/, /year/, /limitUsd is -1/, /warnAt is 2/])
      expect(problem.detail).toMatch(part);
  });

  it('refuses one that contradicts another, and names both', async () => {
    const response = await put({ id: 'provider:openai/month', limitUsd: 500 });
    expect(response.status).toBe(422);
    const { detail } = await problemIn(response);
    expect(detail).toContain('provider:openai/month allows 500.00 USD and all/month');
    expect(detail).toContain('only 100.00 USD; lower provider:openai/month or raise all/month');

    expect((await put({ id: 'layer:cv/month', limitUsd: 10 })).status).toBe(200);
    const inner = await problemIn(await put({ id: 'layer:cv/day', limitUsd: 11 }));
    expect(inner.detail).toMatch(/layer:cv\/day allows 11.00 USD and layer:cv\/month/);
    expect((await ask('DELETE', '/api/admin/budgets?id=layer:cv/month')).status).toBe(204);
  });

  it('leaves that of the settings to the settings', async () => {
    const set = await problemIn(await put({ id: 'all/month', limitUsd: 50 }));
    expect(set).toMatchObject({ status: 422, detail: expect.stringContaining('TOKEN_BUDGET_USD') });
    const removed = await problemIn(await ask('DELETE', '/api/admin/budgets?id=all/month'));
    expect(removed).toMatchObject({ status: 422, detail: expect.stringContaining('TOKEN_BUDGET_USD') });
  });

  it.each([
    ['an unknown property', { id: 'all/day', limitUsd: 1, currency: 'EUR' }, 'currency'],
    ['text for a number', { id: 'all/day', limitUsd: '5' }, 'limitUsd'],
    ['a number beyond all numbers', '{"id":"all/day","limitUsd":1e999}', 'limitUsd'],
    ['an unknown action', { id: 'all/day', limitUsd: 5, action: 'explode' }, 'action'],
    ['no name', { limitUsd: 5 }, 'id'],
    ['a name without end', { id: 'x'.repeat(301), limitUsd: 5 }, 'id'],
    ['a list', [], ''],
  ])('refuses %s', async (_name, body, field) => {
    const response = await put(body);
    expect(response.status).toBe(400);
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ in: 'body', field }] });
  });

  it.each([
    ['JSON that is none', '{"id": NaN}', 400, 'JSON_MALFORMED'],
    ['no body', '', 400, 'BODY_EMPTY'],
    ['what is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, 'BODY_NOT_UTF8'],
    ['a body without end', ' '.repeat(17 * 1024), 413, 'BODY_TOO_LARGE'],
  ])('refuses %s', async (_name, body, status, code) => {
    const response = await put(body);
    expect(response.status).toBe(status);
    expect((await problemIn(response)).code).toBe(code);
  });

  it('takes JSON alone, and nothing from another site', async () => {
    const text = await put({ id: 'all/day', limitUsd: 1 }, { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    expect((await problemIn(text)).code).toBe('CONTENT_TYPE_UNSUPPORTED');
    const foreign = await put(
      { id: 'all/day', limitUsd: 1 },
      { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' },
    );
    expect((await problemIn(foreign)).code).toBe('CROSS_SITE_REFUSED');
    expect(await budgets()).toHaveLength(1);
  });

  it('are removed by one name, and no other parameter', async () => {
    for (const query of ['', '?id=all/day&id=all/total', '?id=all/day&all=true']) {
      const response = await ask('DELETE', `/api/admin/budgets${query}`);
      expect(response.status, query).toBe(400);
      expect((await problemIn(response)).code, query).toBe('REQUEST_INVALID');
    }
  });
});

it('without its store the budgets answer 503 with the time to try again', async () => {
  const own = await startTestService();
  try {
    await own.open.ledger.stop();
    const response = await fetch(`${own.url}/api/admin/budgets`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await problemIn(response)).code).toBe('STORE_UNAVAILABLE');
  } finally {
    await own.stop();
  }
});
