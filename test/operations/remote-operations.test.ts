import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsOn } from '../../src/composition/open-operations.ts';
import { openProviders } from '../../src/composition/open-providers.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Operations } from '../../src/operations/operations.ts';
import { RemoteOperations } from '../../src/operations/remote-operations.ts';
import { spend } from '../http/support/spend.ts';
import { startTestService, type TestService } from '../http/support/test-service.ts';
import { sampleInput } from '../integration/support/faulty-service.ts';

const now = Date.UTC(2026, 10, 23, 12);
const environment = { OPENAI_API_KEY: 'not-a-real-key', STRATA_TIME_ZONE: 'UTC' };

let service: TestService;
let local: Operations;
let remote: Operations;
beforeAll(async () => {
  service = await startTestService({ environment, now: () => now });
  const config = loadConfig(environment);
  local = operationsOn(config, service.open, await openProviders(config, service.open, service.telemetry));
  remote = new RemoteOperations(service.url);
  await spend(service.open.ledger, { at: now - 1000, usd: 0.5, layer: 'fit', inputTokens: 100 });
});
afterAll(() => service.stop());

describe('through the API the operations are those of the process itself', () => {
  const queries: Record<string, (operations: Operations) => Promise<unknown>> = {
    breakers: (operations) => operations.breakers(),
    budgets: (operations) => operations.budgets(),
    limits: (operations) => operations.limits(),
    costs: (operations) =>
      operations.costs({ by: 'layer', from: now - 5000, to: now, timeZone: 'UTC', limit: 5 }),
    forecast: (operations) => operations.forecast('Asia/Kathmandu'),
    quote: async (operations) => operations.quote(await sampleInput(), { tokenBudgetUsd: 0.1 }),
  };
  it.each(Object.keys(queries))('%s', async (name) => {
    const ask = queries[name] as (operations: Operations) => Promise<unknown>;
    expect(await ask(remote)).toEqual(JSON.parse(JSON.stringify(await ask(local))));
  });

  it('what one changes the other sees', async () => {
    await remote.setBudget({ id: 'user:a b/day', limitUsd: 1 });
    expect((await local.budgets()).map(({ id }) => id)).toContain('user:a b/day');
    await remote.removeBudget('user:a b/day');
    expect((await local.budgets()).map(({ id }) => id)).not.toContain('user:a b/day');
    expect(await remote.controlBreaker('openai', 'open')).toMatchObject({ state: 'forced_open' });
    expect((await local.breakers())[0]).toMatchObject({ provider: 'openai', state: 'forced_open' });
    await local.controlBreaker('openai', 'close');
  });

  const faults: Record<string, (operations: Operations) => Promise<unknown>> = {
    PROVIDER_UNKNOWN: (operations) => operations.controlBreaker('no/body', 'open'),
    BUDGET_UNKNOWN: (operations) => operations.removeBudget('all/day'),
    BUDGET_INVALID: (operations) => operations.setBudget({ id: 'all/day', limitUsd: -1 }),
    POSTING_EMPTY: async (operations) =>
      operations.quote({ ...(await sampleInput()), posting: { name: 'p.md', text: ' ' } }),
  };
  it.each(Object.keys(faults))('%s is the same error', async (code) => {
    const ask = faults[code] as (operations: Operations) => Promise<unknown>;
    const errors = await Promise.all(
      [remote, local].map((operations) => ask(operations).catch((cause: unknown) => cause)),
    );
    for (const error of errors) expect(error).toMatchObject({ name: 'StrataError', code });
    const [far, near] = errors as { kind: string; message: string; action: string }[];
    expect(far).toMatchObject({ kind: near?.kind, message: near?.message, action: near?.action });
  });
});

it('a service that is not there is unavailable', async () => {
  await expect(new RemoteOperations('http://127.0.0.1:9').breakers()).rejects.toMatchObject({
    code: 'SERVER_UNREACHABLE',
    kind: 'unavailable',
    where: 'http://127.0.0.1:9/',
  });
});
