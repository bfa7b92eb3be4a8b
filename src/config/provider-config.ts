import { type LlmProviderName, llmProviderNames, type ProviderName } from '../providers/provider-name.ts';
import type { GuardConfig, LanguageModelConfig, ProvidersConfig, ThinkingLayer } from './config.ts';
import type { ConfigFault } from './config-error.ts';
import type { SettingName, SettingValues } from './settings.ts';
import type { ModelChoice } from './values.ts';

const bytesPerKib = 1024;

/** Providers with settings of their own, by the prefix of these. */
const prefixes = {
  openai: 'OPENAI',
  anthropic: 'ANTHROPIC',
  openrouter: 'OPENROUTER',
  cohere: 'COHERE',
  firecrawl: 'FIRECRAWL',
  pdf_service: 'PDF_SERVICE',
} as const satisfies Partial<Record<ProviderName, string>>;

type SetUpProvider = keyof typeof prefixes;

const modelSettings = {
  'pain-points': 'PAIN_POINTS_MODELS',
  'company-research': 'COMPANY_RESEARCH_MODELS',
  fit: 'FIT_MODELS',
  people: 'PEOPLE_MODELS',
  cv: 'CV_MODELS',
} as const satisfies Record<ThinkingLayer, SettingName>;

const usualOrder: LlmProviderName[] = ['openai', 'anthropic', 'openrouter', 'cohere'];
const usualOrderOfCv: LlmProviderName[] = ['anthropic', 'openai', 'openrouter', 'cohere'];

export function providersConfigOf(values: SettingValues): ProvidersConfig {
  const llm: ProvidersConfig['llm'] = {};
  for (const provider of llmProviderNames) {
    const config = languageModelOf(values, provider);
    if (config) llm[provider] = config;
  }
  const layers = Object.fromEntries(
    Object.entries(modelSettings).map(([layer, name]) => {
      const choices = values[name] as ModelChoice[] | undefined;
      const order = layer === 'cv' ? usualOrderOfCv : usualOrder;
      const chosen = choices ?? order.filter((provider) => llm[provider]).map((provider) => ({ provider }));
      return [
        layer,
        chosen.map(({ provider, model }: ModelChoice) => ({
          provider,
          model: model ?? textOf(values, `${prefixes[provider]}_MODEL`) ?? '',
        })),
      ];
    }),
  ) as ProvidersConfig['layers'];
  const firecrawlKey = values.FIRECRAWL_API_KEY;
  const firecrawlUrl = values.FIRECRAWL_BASE_URL;
  return {
    llm,
    layers,
    llmTimeoutMs: millisecondsOf(values, 'LLM_TIMEOUT_SECONDS'),
    ...(firecrawlKey === undefined && firecrawlUrl === undefined
      ? {}
      : {
          firecrawl: {
            ...(firecrawlKey === undefined ? {} : { apiKey: firecrawlKey }),
            ...(firecrawlUrl === undefined ? {} : { baseUrl: firecrawlUrl }),
            timeoutMs: millisecondsOf(values, 'FIRECRAWL_TIMEOUT_SECONDS'),
          },
        }),
    ...(values.PDF_SERVICE_URL === undefined
      ? {}
      : {
          pdfService: {
            url: values.PDF_SERVICE_URL,
            timeoutMs: millisecondsOf(values, 'PDF_SERVICE_TIMEOUT_SECONDS'),
          },
        }),
    maxAnswerBytes: Math.ceil(numberOf(values, 'PROVIDER_ANSWER_MAX_KB') * bytesPerKib),
    critical: values.CRITICAL_PROVIDERS ?? [],
  };
}

export function guardConfigOf(values: SettingValues): GuardConfig {
  const rules: GuardConfig['limits']['rules'] = {};
  const breakers: GuardConfig['breakers'] = {};
  for (const [provider, prefix] of Object.entries(prefixes) as [SetUpProvider, string][]) {
    const perMinute = values[`${prefix}_RATE_LIMIT_PER_MIN` as SettingName] as number | undefined;
    const perDay = values[`${prefix}_DAILY_LIMIT` as SettingName] as number | undefined;
    const tokens = values[`${prefix}_TOKENS_PER_MIN` as SettingName] as number | undefined;
    rules[provider] = {
      ...(perMinute === undefined ? {} : { requestsPerMinute: perMinute }),
      ...(perDay === undefined ? {} : { requestsPerDay: perDay }),
      ...(tokens === undefined ? {} : { tokensPerMinute: tokens }),
    };
    breakers[provider] = {
      consecutiveFailures: numberOf(values, `${prefix}_BREAKER_FAILURES` as SettingName),
      openMs: millisecondsOf(values, `${prefix}_BREAKER_OPEN_SECONDS` as SettingName),
    };
  }
  const { SPENDING_ALERT_JOB_USD, SPENDING_ALERT_USER_USD, SPENDING_ALERT_MONTH_USD, PRICES_FILE } = values;
  return {
    maxAttempts: numberOf(values, 'PROVIDER_ATTEMPTS'),
    limits: {
      enabled: values.ENABLE_RATE_LIMITING ?? true,
      maxWaitMs: millisecondsOf(values, 'RATE_LIMIT_MAX_WAIT_SECONDS'),
      rules,
    },
    breakers,
    budget: {
      limitUsd: numberOf(values, 'TOKEN_BUDGET_USD'),
      action: values.TOKEN_BUDGET_ACTION ?? 'skip',
      enforce: values.ENFORCE_TOKEN_BUDGET ?? true,
      warnAt: numberOf(values, 'TOKEN_WARN_THRESHOLD'),
      alerts: {
        ...(SPENDING_ALERT_JOB_USD === undefined ? {} : { jobUsd: SPENDING_ALERT_JOB_USD }),
        ...(SPENDING_ALERT_USER_USD === undefined ? {} : { userUsd: SPENDING_ALERT_USER_USD }),
        ...(SPENDING_ALERT_MONTH_USD === undefined ? {} : { monthUsd: SPENDING_ALERT_MONTH_USD }),
      },
    },
    ...(PRICES_FILE === undefined ? {} : { pricesFile: PRICES_FILE }),
  };
}

/** Layers that name a provider which is not set up. */
export function providerFaults(values: SettingValues): ConfigFault[] {
  return Object.values(modelSettings).flatMap((name) => {
    const choices = (values[name] as ModelChoice[] | undefined) ?? [];
    return choices
      .filter(({ provider }) => languageModelOf(values, provider) === undefined)
      .map(({ provider }) => ({
        variable: name,
        problem: `names ${provider}, which is not set up`,
        action: `set ${prefixes[provider]}_API_KEY or ${prefixes[provider]}_BASE_URL, or take it out of the list`,
      }));
  });
}

function languageModelOf(values: SettingValues, provider: LlmProviderName): LanguageModelConfig | undefined {
  const prefix = prefixes[provider];
  const apiKey = textOf(values, `${prefix}_API_KEY`);
  const baseUrl = textOf(values, `${prefix}_BASE_URL`);
  if (apiKey === undefined && baseUrl === undefined) return undefined;
  return {
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    model: textOf(values, `${prefix}_MODEL`) ?? '',
  };
}

function textOf(values: SettingValues, name: string): string | undefined {
  return values[name as SettingName] as string | undefined;
}

function numberOf(values: SettingValues, name: SettingName): number {
  const value = values[name];
  if (typeof value !== 'number') throw new Error(`${name} has neither a value nor a default`);
  return value;
}

/** Whole, since timers and stores count whole milliseconds; what is not nothing stays so. */
function millisecondsOf(values: SettingValues, name: SettingName): number {
  const seconds = numberOf(values, name);
  return seconds > 0 ? Math.max(1, Math.round(seconds * 1000)) : 0;
}
