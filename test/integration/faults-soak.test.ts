import { expect, it } from 'vitest';
import { faultNames } from '../../simulator/faults/fault-names.ts';
import { seededRandom } from '../../simulator/seeded-random.ts';
import { simulatedProviders } from '../../simulator/simulated-provider.ts';
import { hasEnded, type Job } from '../../src/jobs/job.ts';
import { sampleInput, sentByProvider, startFaultyService } from './support/faulty-service.ts';

const jobCount = 30;
const seed = 20_261_123;

/** Why a job may have made do with less, all of it foreseen. */
const foreseenReasons = new Set(['LLM_UNAVAILABLE', 'SCRAPER_UNAVAILABLE', 'PDF_SERVICE_UNAVAILABLE']);
/** How an attempt that was sent may have ended other than well. */
const foreseenFailures =
  /^PROVIDER_(?:KEY_REFUSED|MODEL_UNKNOWN|REQUEST_REFUSED|RATE_LIMITED|QUOTA_EXHAUSTED|FAILED|CONNECTION_LOST|TIMED_OUT|ANSWER_INVALID|ANSWER_TOO_LARGE|CONTENT_REFUSED)$/;

it('thirty jobs with every fault on every provider at random all end with a result, and every call is accounted for', async () => {
  const breakerFailures = 4;
  const faulty = await startFaultyService({
    seed,
    environment: {
      MAX_CONCURRENCY: '8',
      PROVIDER_ATTEMPTS: '2',
      LLM_TIMEOUT_SECONDS: '0.6',
      FIRECRAWL_TIMEOUT_SECONDS: '0.6',
      PDF_SERVICE_TIMEOUT_SECONDS: '2',
      PROVIDER_ANSWER_MAX_KB: '256',
      RATE_LIMIT_MAX_WAIT_SECONDS: '1',
      LOG_LEVEL: 'warn',
      ...Object.fromEntries(
        simulatedProviders.flatMap((provider) => [
          [`${provider.toUpperCase()}_BREAKER_FAILURES`, String(breakerFailures)],
          [`${provider.toUpperCase()}_BREAKER_OPEN_SECONDS`, '0.5'],
        ]),
      ),
    },
  });
  try {
    const { simulator, service } = faulty;
    const random = seededRandom(seed);
    for (const fault of faultNames) {
      simulator.fault({
        fault,
        probability: 0.004 + random() * 0.014,
        ...(fault.startsWith('429') ? { retryAfter: random() } : {}),
        ...(fault === 'slow' ? { delayMs: 200 } : {}),
        ...(fault === 'drip' ? { delayMs: 10 } : {}),
      });
    }
    const input = await sampleInput();
    const jobs = await Promise.all(
      Array.from({ length: jobCount }, async (_, index): Promise<Job> => {
        // Each of another company, since what is known of one is kept.
        const posting = {
          ...input.posting,
          text: input.posting.text.replaceAll('Voltquarry', `Voltquarry${index}`),
        };
        const { id } = await service.jobs.submit({
          pipeline: 'application',
          input: { ...input, posting },
          user: `user-${index % 3}`,
        });
        return service.jobs.finished(id, undefined, ({ state }) => hasEnded(state) || state === 'parked');
      }),
    );

    expect(jobs.map(({ state, error }) => `${state} ${error?.code ?? ''}`.trim())).toEqual(
      jobs.map(({ degradedReasons }) => (degradedReasons.length > 0 ? 'degraded' : 'succeeded')),
    );
    const reasons = new Set(jobs.flatMap(({ degradedReasons }) => degradedReasons.map(({ code }) => code)));
    expect([...reasons].filter((code) => !foreseenReasons.has(code))).toEqual([]);
    for (const job of jobs) {
      expect(job.artifacts.map(({ name }) => name)).toContain('cv.pdf');
      expect(await faulty.ungrounded(job)).toEqual([]);
    }

    const breakers = (await service.operations?.breakers()) ?? [];
    for (const breaker of breakers.filter(({ configured }) => configured)) {
      expect(['closed', 'open', 'half_open'], breaker.provider).toContain(breaker.state);
      if (breaker.state === 'open') expect(breaker.retryAfterMs).toBeLessThanOrEqual(500 * 8);
      if (breaker.state === 'closed') expect(breaker.failuresInARow).toBeLessThan(breakerFailures);
      // It is closed after as many recoveries as openings, and otherwise still waits for one.
      expect(breaker.opened - breaker.recovered, breaker.provider).toBe(breaker.state === 'closed' ? 0 : 1);
    }

    const entries = await faulty.stopped();
    await simulator.idle();
    const { byProvider, byFault } = simulator.totals();
    expect(sentByProvider(entries)).toEqual(byProvider);
    // Most faults were met; the seed sees to that.
    expect(Object.keys(byFault).length).toBeGreaterThan(faultNames.length / 2);
    expect(entries.filter(({ state }) => state === 'reserved')).toEqual([]);
    const failures = entries.filter(
      ({ state, errorCode }) => state !== 'released' && errorCode !== undefined,
    );
    expect(failures.filter(({ errorCode = '' }) => !foreseenFailures.test(errorCode))).toEqual([]);
    for (const { id, tokenUsage } of jobs) {
      const spent = entries.reduce(
        (sum, { jobId, costNanoUsd }) => sum + (jobId === id ? costNanoUsd : 0),
        0,
      );
      expect(tokenUsage.totalCost, id).toBeCloseTo(spent / 1e9, 9);
    }
  } finally {
    await faulty.remove();
  }
}, 180_000);
