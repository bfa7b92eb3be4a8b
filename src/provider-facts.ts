import type { Config } from './config/config.ts';
import type { ProviderFacts } from './health/provider-health.ts';
import { hasEnded, type Job } from './jobs/job.ts';
import { limitsExceeded, type OpenGuard } from './open-guard.ts';
import type { ProviderName } from './providers/provider-name.ts';

const substituteCodes = [
  'LLM_UNAVAILABLE',
  'BUDGET_EXCEEDED',
  'SCRAPER_UNAVAILABLE',
  'PDF_SERVICE_UNAVAILABLE',
] as const;

/** What health has to know of the providers, as of now. */
export async function providerFacts(
  { providers }: Pick<Config, 'providers'>,
  { breakers, budgets, limiter, recent, standIns }: OpenGuard,
  configured: readonly ProviderName[],
): Promise<ProviderFacts> {
  const [statuses, limits] = await Promise.all([budgets.statuses(), limiter.use()]);
  return {
    breakers: breakers.statuses().filter(({ provider }) => configured.includes(provider)),
    budgets: statuses,
    limits: limits.filter(({ provider }) => configured.includes(provider)),
    budgetsExceeded: [...new Set(budgets.recentRefusals().map(({ budget }) => budget))],
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

/** Remembers for five minutes which substitutes a job that has ended had to do with. */
export function noteSubstitutes({ recent }: OpenGuard, job: Job): void {
  if (!hasEnded(job.state)) return;
  for (const { code } of job.degradedReasons) recent.add(`substitute ${code}`);
}
