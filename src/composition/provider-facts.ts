import type { Config } from '../config/config.ts';
import type { ProviderFacts } from '../health/provider-health.ts';
import { hasEnded, type Job } from '../jobs/job.ts';
import type { ProviderName } from '../providers/provider-name.ts';
import type { RedisConnection } from '../shared-state/redis-connection.ts';
import type { OpenGuard } from './open-guard.ts';
import { limitsExceeded, recentLatencies } from './recent-calls.ts';

const substituteCodes = [
  'LLM_UNAVAILABLE',
  'BUDGET_EXCEEDED',
  'SCRAPER_UNAVAILABLE',
  'PDF_SERVICE_UNAVAILABLE',
] as const;

/** What health has to know of the providers, as of now. */
export async function providerFacts(
  { providers, guard }: Pick<Config, 'providers' | 'guard'>,
  { breakers, budgets, limiter, recent, redis, standIns }: OpenGuard,
  configured: readonly ProviderName[],
): Promise<ProviderFacts> {
  const [statuses, limits, redisFacts] = await Promise.all([
    budgets.statuses(),
    limiter.use(),
    redis && ping(redis),
  ]);
  return {
    breakers: breakers.statuses().filter(({ provider }) => configured.includes(provider)),
    latenciesMs: recentLatencies(recent),
    ...(redisFacts === undefined ? {} : { redis: redisFacts }),
    budgets: statuses,
    enforced: guard.budget.enforce,
    limits: limits.filter(({ provider }) => configured.includes(provider)),
    budgetsExceeded: [
      ...new Set(
        budgets
          .recentRefusals()
          .map(({ budget }) => budget)
          .filter((budget) => !isOfJob(budget)),
      ),
    ],
    limitsExceeded: limitsExceeded(recent),
    calls: {
      all: recent.count('call') + recent.count('answer'),
      failed: recent.count('call failed') + recent.count('answer failed'),
    },
    standIns: standIns(),
    substitutes: substituteCodes.filter((code) => recent.count(`substitute ${code}`) > 0),
    critical: providers.critical,
  };
}

/** `job` is what a job's own budget is called, `job:*` one that is set for each. */
function isOfJob(budget: string): boolean {
  return budget === 'job' || budget.startsWith('job:');
}

async function ping(redis: RedisConnection): Promise<NonNullable<ProviderFacts['redis']>> {
  const before = performance.now();
  try {
    await redis.command('PING');
    return { up: true, latencyMs: Math.round((performance.now() - before) * 1000) / 1000 };
  } catch {
    return { up: false, detail: redis.reason ?? 'it does not answer' };
  }
}

/** Remembers for five minutes which substitutes a job that has ended had to do with. */
export function noteSubstitutes({ recent }: OpenGuard, job: Job): void {
  if (!hasEnded(job.state)) return;
  for (const { code } of job.degradedReasons) recent.add(`substitute ${code}`);
}
