import { StrataError } from '../../error.ts';
import { llmProviderNames, type ProviderName } from '../../providers/provider-name.ts';
import type { BreakerSettings } from './breaker.ts';

/** What somebody wants otherwise than by default, by provider. */
export type BreakerOverrides = Partial<Record<ProviderName, Partial<BreakerSettings>>>;

const common = {
  failureRate: 0.5,
  windowCalls: 20,
  minimumCalls: 10,
  windowMs: 600_000,
  slowCallRate: 0.8,
  probeRounds: [1, 2, 4],
} as const;

/** Failures in a row and time open, as they are documented for each provider. */
const perProvider: Record<
  ProviderName,
  Pick<BreakerSettings, 'consecutiveFailures' | 'consecutiveWithinMs' | 'openMs'>
> = {
  openai: { consecutiveFailures: 5, openMs: 120_000 },
  anthropic: { consecutiveFailures: 5, openMs: 120_000 },
  openrouter: { consecutiveFailures: 5, openMs: 120_000 },
  cohere: { consecutiveFailures: 5, openMs: 120_000 },
  firecrawl: { consecutiveFailures: 3, openMs: 300_000 },
  pdf_service: { consecutiveFailures: 3, openMs: 60_000 },
  docling: { consecutiveFailures: 5, consecutiveWithinMs: 30_000, openMs: 30_000 },
};

/** @throws StrataError `BREAKER_SETTINGS_INVALID` */
export function breakerSettings(provider: ProviderName, overrides: BreakerOverrides = {}): BreakerSettings {
  const isLlm = (llmProviderNames as readonly string[]).includes(provider);
  const settings: BreakerSettings = {
    ...common,
    ...perProvider[provider],
    slowCallMs: isLlm ? 60_000 : 30_000,
    ...overrides[provider],
  };
  const wrong = firstWrong(settings);
  if (wrong !== undefined) {
    throw new StrataError('BREAKER_SETTINGS_INVALID', `breaker of ${provider}: ${wrong}`, {
      kind: 'configuration',
      where: `breakers.${provider}`,
      action: 'correct the setting or leave it out',
    });
  }
  return settings;
}

function firstWrong(settings: BreakerSettings): string | undefined {
  const counts = ['consecutiveFailures', 'windowCalls', 'minimumCalls'] as const;
  for (const name of counts) {
    if (!Number.isSafeInteger(settings[name]) || settings[name] < 1)
      return `${name} is not a whole number from 1 on`;
  }
  for (const name of ['failureRate', 'slowCallRate'] as const) {
    if (!(settings[name] > 0 && settings[name] <= 1)) return `${name} is not above 0 and at most 1`;
  }
  for (const name of ['windowMs', 'slowCallMs', 'openMs'] as const) {
    if (!(settings[name] > 0 && Number.isFinite(settings[name]))) return `${name} is not a time above 0`;
  }
  if (settings.consecutiveWithinMs !== undefined && !(settings.consecutiveWithinMs > 0)) {
    return 'consecutiveWithinMs is not a time above 0';
  }
  if (settings.minimumCalls > settings.windowCalls) return 'minimumCalls is more than windowCalls holds';
  const rounds = settings.probeRounds;
  if (rounds.length === 0 || rounds.some((size) => !Number.isSafeInteger(size) || size < 1)) {
    return 'probeRounds is not a list of whole numbers from 1 on';
  }
  return undefined;
}
