import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultName } from '../../simulator/faults/fault-names.ts';
import { llmProviderNames } from '../../src/providers/provider-name.ts';
import { strata, temporaryFolder } from '../support/cli.ts';
import {
  type FaultyService,
  sampleInput,
  sentByProvider,
  startFaultyService,
} from './support/faulty-service.ts';
import { simulatedEnvironment } from './support/simulated-environment.ts';

const opened: FaultyService[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.remove();
});

async function start(options: Parameters<typeof startFaultyService>[0] = {}): Promise<FaultyService> {
  const started = await startFaultyService(options);
  opened.push(started);
  return started;
}

/** Nothing is left open in the ledger, and each call that the simulator saw is in it. */
async function expectLedgerOf({ simulator, stopped }: FaultyService) {
  const entries = await stopped();
  await simulator.idle();
  expect(sentByProvider(entries)).toEqual(simulator.totals().byProvider);
  expect(entries.filter(({ state }) => state === 'reserved')).toEqual([]);
  return entries;
}

describe('a wrong key', () => {
  it('is asked with once a layer, not retried, told once with the variable to set, and no matter of the breaker', async () => {
    const faulty = await start({
      providers: ['openai'],
      key: 'wrong-key-canaryQ7x',
      environment: { PROVIDER_ATTEMPTS: '3' },
    });
    const job = await faulty.run();
    expect(job.state).toBe('degraded');
    expect(job.degradedReasons.map(({ layer, code }) => `${layer} ${code}`)).toEqual(
      ['pain-points', 'company-research', 'fit', 'people', 'cv', 'cv'].map(
        (layer) => `${layer} LLM_UNAVAILABLE`,
      ),
    );
    for (const { message } of job.degradedReasons) {
      expect(message).toContain('refused the key (HTTP 401): check OPENAI_API_KEY');
    }
    expect(await faulty.ungrounded(job)).toEqual([]);
    const [breaker] = (await faulty.service.operations?.breakers()) ?? [];
    expect(breaker).toMatchObject({ provider: 'openai', state: 'closed', failures: 0, failuresInARow: 0 });
    const keyLines = faulty.logLines().filter((line) => JSON.stringify(line).includes('KEY_REFUSED'));
    expect(keyLines.filter(({ level }) => level === 'error' || level === 'warn')).toHaveLength(1);
    expect(keyLines[0]?.message).toContain('OPENAI_API_KEY');
    const entries = await expectLedgerOf(faulty);
    expect(entries.map(({ attempt, costNanoUsd }) => ({ attempt, costNanoUsd }))).toEqual(
      entries.map(() => ({ attempt: 1, costNanoUsd: 0 })),
    );
    expect(JSON.stringify([faulty.logLines(), job, entries])).not.toContain('canaryQ7x');
  });

  it('of the first provider costs one refused call a question, and the next one does the work', async () => {
    const faulty = await start({ providers: ['openai', 'anthropic'] });
    faulty.simulator.fault({ provider: 'openai', fault: '401' });
    const job = await faulty.run();
    expect(job.state).toBe('succeeded');
    const lines = faulty.logLines().filter((line) => JSON.stringify(line).includes('KEY_REFUSED'));
    expect(lines.filter(({ level }) => level === 'error' || level === 'warn')).toHaveLength(1);
    await expectLedgerOf(faulty);
  });
});

describe('a wrong model', () => {
  it('that the provider does not know is said with the variable to set, and the job is degraded', async () => {
    const faulty = await start({
      providers: ['openai'],
      environment: { PROVIDER_ATTEMPTS: '3' },
    });
    faulty.simulator.fault({ provider: 'openai', fault: '404' });
    const job = await faulty.run();
    expect(job.state).toBe('degraded');
    expect(job.degradedReasons[0]?.message).toContain(
      'does not know the model (HTTP 404): check OPENAI_MODEL',
    );
    const entries = await expectLedgerOf(faulty);
    expect(
      new Set(entries.map(({ attempt, state, errorCode }) => `${attempt} ${state} ${errorCode}`)),
    ).toEqual(new Set(['1 failed PROVIDER_MODEL_UNKNOWN']));
  });

  it('without a price is never sent, and both the job and the start say so', async () => {
    const faulty = await start({
      providers: ['openai'],
      environment: { OPENAI_MODEL: 'house-model-of-nobody' },
    });
    const job = await faulty.run();
    expect(job.state).toBe('degraded');
    expect(job.degradedReasons[0]?.message).toContain(
      'the price of the model "house-model-of-nobody" is not known',
    );
    // How to give it one is said once, at the start.
    const [warning] = faulty.logLines();
    expect(warning?.message).toContain('PRICES_FILE');
    expect(faulty.simulator.totals().calls).toBe(0);
    expect(await expectLedgerOf(faulty)).toEqual([]);
  });
});

it('after a 429 no call with that key gets out before its time, however many jobs want to', async () => {
  const waitS = 1.5;
  const faulty = await start({
    providers: ['openai'],
    environment: { MAX_CONCURRENCY: '8', PROVIDER_ATTEMPTS: '4' },
  });
  // The first job loads the libraries, so that afterwards a call is on the wire as soon as it is let through.
  await faulty.run();
  faulty.simulator.reset();
  faulty.simulator.fault({ provider: 'openai', fault: '429', retryAfter: waitS, after: 4, times: 3 });
  const jobs = await Promise.all(Array.from({ length: 8 }, () => faulty.run()));
  expect(jobs.map(({ state }) => state)).toEqual(jobs.map(() => 'succeeded'));
  await faulty.simulator.idle();
  const calls = faulty.simulator.calls('openai');
  const refusals = calls.filter(({ faultApplied }) => faultApplied === '429');
  expect(refusals.length).toBe(3);
  // Those that were on their way when the refusal left cannot be called back.
  const onTheirWayMs = 250;
  for (const { endedAt = 0, sequence } of refusals) {
    const tooEarly = calls.filter(
      ({ at }) => at > endedAt + onTheirWayMs && at < endedAt + waitS * 1000 - onTheirWayMs,
    );
    expect(
      tooEarly.map((call) => call.sequence),
      `after refusal ${sequence}`,
    ).toEqual([]);
  }
  const last = refusals.at(-1)?.endedAt ?? 0;
  expect(calls.some(({ at }) => at >= last + waitS * 1000)).toBe(true);
  const [breaker] = (await faulty.service.operations?.breakers()) ?? [];
  expect(breaker).toMatchObject({ state: 'closed', failures: 0 });
  await faulty.stopped();
});

describe('when every provider is down', () => {
  const ways: FaultName[] = [
    '500',
    'hang',
    'reset-after',
    'malformed-body',
    'stall',
    'break',
    'html',
    'huge',
  ];
  const environment = {
    LLM_TIMEOUT_SECONDS: '0.25',
    FIRECRAWL_TIMEOUT_SECONDS: '0.25',
    PDF_SERVICE_TIMEOUT_SECONDS: '0.25',
    ...Object.fromEntries(
      [...llmProviderNames, 'firecrawl', 'pdf_service'].map((provider) => [
        `${provider.toUpperCase()}_BREAKER_FAILURES`,
        '2',
      ]),
    ),
    PROVIDER_ANSWER_MAX_KB: '256',
  };

  it.each(ways)('by %s, the job ends degraded with a grounded CV, and nobody is hammered', async (fault) => {
    const faulty = await start({ environment });
    faulty.simulator.fault({ fault });
    const job = await faulty.run();
    expect(job.state, JSON.stringify(job.error)).toBe('degraded');
    expect(job.layers.map(({ status }) => status)).toEqual(job.layers.map(() => 'done'));
    const codes = new Set(job.degradedReasons.map(({ code }) => code));
    expect(codes).toEqual(new Set(['LLM_UNAVAILABLE', 'SCRAPER_UNAVAILABLE', 'PDF_SERVICE_UNAVAILABLE']));
    expect(job.artifacts.map(({ name }) => name)).toContain('cv.pdf');
    expect(await faulty.ungrounded(job)).toEqual([]);
    const breakers = (await faulty.service.operations?.breakers()) ?? [];
    for (const { provider, state } of breakers.filter(({ configured }) => configured)) {
      // One PDF in a job is one failure; all others were asked until they were left alone.
      expect(`${provider} ${state}`).toBe(`${provider} ${provider === 'pdf_service' ? 'closed' : 'open'}`);
    }
    const { byProvider } = faulty.simulator.totals();
    for (const count of Object.values(byProvider)) expect(count).toBeLessThanOrEqual(2);
    await expectLedgerOf(faulty);
  });

  it('a job that would rather wait is parked, and goes on by itself when they are back', async () => {
    const faulty = await start({ providers: ['openai'] });
    faulty.simulator.fault({ provider: 'openai', fault: '503', retryAfter: 1, times: 1 });
    const parked = await faulty.run({ onUnavailable: 'park' });
    expect(parked).toMatchObject({
      state: 'parked',
      parked: { layer: 'pain-points', code: 'PROVIDERS_UNAVAILABLE' },
    });
    const [refused] = faulty.simulator.calls();
    expect(parked.parked?.until).toBeGreaterThanOrEqual((refused?.endedAt ?? 0) + 900);
    const ended = await faulty.service.jobs.finished(parked.id);
    expect(ended).toMatchObject({ state: 'succeeded', degradedReasons: [] });
    expect(ended.attempts.map(({ outcome }) => outcome)).toEqual(['parked', 'succeeded']);
    const [, next] = faulty.simulator.calls();
    expect((next?.at ?? 0) - (refused?.endedAt ?? 0)).toBeGreaterThan(900);
    await expectLedgerOf(faulty);
  });

  it('a run on the command line ends with 0 and a CV, and says why it is a lesser one', async () => {
    const { simulator } = await start();
    simulator.fault({ fault: '500' });
    const end = await runOnCommandLine(simulator, { PROVIDER_ATTEMPTS: '1', ...environment });
    expect(end.code, end.stderr).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({
      state: 'degraded',
      degradedReasons: expect.arrayContaining([
        expect.objectContaining({ code: 'LLM_UNAVAILABLE', message: expect.stringContaining('HTTP 500') }),
      ]),
    });
  });
});

describe('a budget', () => {
  const prices = { providers: ['openai'] as const, environment: { PROVIDER_ATTEMPTS: '1' } };

  it('of nothing at all spends nothing, and the job is done without', async () => {
    const faulty = await start({ environment: { TOKEN_BUDGET_USD: '0' } });
    const job = await faulty.run();
    expect(job).toMatchObject({ state: 'degraded', budgetExceeded: true });
    expect(job.tokenUsage.totalCost).toBe(0);
    const codes = new Set(job.degradedReasons.map(({ code }) => code));
    expect(codes).toContain('BUDGET_EXCEEDED');
    expect(await faulty.ungrounded(job)).toEqual([]);
    const entries = await expectLedgerOf(faulty);
    expect(entries.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0)).toBe(0);
    const { byProvider } = faulty.simulator.totals();
    // The PDF service is one's own and costs nothing.
    expect(byProvider).toEqual({ pdf_service: 1 });
  });

  /** Enough for the first layers, and not for all that the CV takes. */
  async function someOfAJob(): Promise<number> {
    const { service } = await start(prices);
    const quote = await service.operations?.quote(await sampleInput());
    const first = quote?.layers.find(({ layer }) => layer === 'pain-points')?.worstUsd ?? 0;
    const cv = quote?.layers.find(({ layer }) => layer === 'cv');
    expect(cv?.worstUsd).toBeGreaterThan(first * 2);
    return first;
  }

  it.each([
    ['skip', { state: 'degraded', budgetExceeded: true }],
    ['fail', { state: 'failed', budgetExceeded: true }],
    ['park', { state: 'parked', budgetExceeded: true }],
  ] as const)(
    'that runs out in the middle of a job with %s ends it so, and is not overspent',
    async (action, end) => {
      const limitUsd = await someOfAJob();
      const faulty = await start({
        ...prices,
        environment: {
          ...prices.environment,
          TOKEN_BUDGET_USD: String(limitUsd),
          TOKEN_BUDGET_ACTION: action,
        },
      });
      const job = await faulty.run();
      expect(job).toMatchObject(end);
      expect(faulty.simulator.totals().calls).toBeGreaterThan(0);
      if (action === 'skip') expect(await faulty.ungrounded(job)).toEqual([]);
      if (action === 'park') expect(job.parked?.until).toBeGreaterThan(Date.now());
      if (action === 'fail') expect(job.error?.message).toMatch(/budget/);
      const entries = await expectLedgerOf(faulty);
      const spentUsd = entries.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0) / 1e9;
      expect(spentUsd).toBeGreaterThan(0);
      expect(spentUsd).toBeLessThanOrEqual(limitUsd);
      expect(job.tokenUsage.totalCost).toBeCloseTo(spentUsd, 9);
    },
  );

  it('that parks a job ends a run on the command line with 75', async () => {
    const { simulator } = await start();
    const end = await runOnCommandLine(simulator, { TOKEN_BUDGET_USD: '0', TOKEN_BUDGET_ACTION: 'park' });
    expect(end.code, end.stderr).toBe(75);
    expect(end.stderr).toMatch(/is parked until .*budget of all/);
    expect(simulator.totals().calls).toBe(0);
  });
});

async function runOnCommandLine(simulator: FaultyService['simulator'], env: Record<string, string>) {
  const folder = await temporaryFolder();
  const [posting, cv] = ['posting.md', 'master-cv.json'].map((name) =>
    join(import.meta.dirname, '../../samples', name),
  );
  try {
    return await strata(
      ['run', '--posting', `${posting}`, '--cv', `${cv}`, '--out', join(folder.path, 'out'), '--json'],
      {
        env: { ...simulatedEnvironment(simulator), STRATA_DATA_DIR: join(folder.path, 'data'), ...env },
      },
    );
  } finally {
    await folder.remove();
  }
}
