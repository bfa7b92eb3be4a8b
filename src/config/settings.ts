// Long because it is one table: every setting of Strata, in the order in which people read about them.
import type { z } from 'zod';
import { breakerSettings, llmSettings, requestLimits, tokenLimit } from './provider-settings.ts';
import {
  apiKey,
  criticalKinds,
  decimal,
  duration,
  file,
  folder,
  headerList,
  httpUrl,
  loopbackHost,
  modelList,
  mongodbUrl,
  oneOf,
  redisUrl,
  shortText,
  timeZone,
  wholeNumber,
  yesOrNo,
} from './values.ts';

/** One environment variable that takes effect now. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  schema: Schema;
  /** What it does, as a sentence. */
  description: string;
  /** As one would write it in the environment; absent: the thing it configures is off. */
  default?: string;
  /** Computed default, with what to call it in the documentation. */
  computedDefault?: { of: () => string; label: string };
  unit?: string;
  /** Never shown, and may also be given as `NAME_FILE`, the path of a file that holds the value. */
  secret?: true;
  example: string;
}

function setting<Schema extends z.ZodType>(given: Setting<Schema>): Setting<Schema> {
  return given;
}

function layerModels(layer: string, usual: string) {
  return setting({
    schema: modelList(),
    description:
      `Models that layer ${layer} asks, in the order in which they are tried; none leaves the layer to text analysis. ` +
      `Unset: those of ${usual} that are set up, in this order.`,
    example: 'anthropic,openai/gpt-5.4-mini',
  });
}

/** Every setting, in the order in which people read about them. */
export const settings = {
  STRATA_DATA_DIR: setting({
    schema: folder(),
    description: 'Folder of the embedded store and of artifacts; it belongs to one process.',
    default: './data',
    example: '/var/lib/strata',
  }),
  // Not `HOST`: some shells and package managers set that to the machine's own name.
  STRATA_HOST: setting({
    schema: loopbackHost(),
    description: 'Address the service listens on.',
    default: '127.0.0.1',
    example: '::1',
  }),
  PORT: setting({
    schema: wholeNumber(0, 65_535),
    description: 'Port the service listens on; 0 takes any free one.',
    default: '3000',
    example: '8080',
  }),
  MONGODB_URL: setting({
    schema: mongodbUrl(),
    description: 'Keeps jobs in this MongoDB instead of the embedded store.',
    secret: true,
    example: 'mongodb://strata:…@db.example.net/strata',
  }),
  REDIS_URL: setting({
    schema: redisUrl(),
    description:
      'Shares limits and breakers between processes through this Redis. While it is away each process goes on with ' +
      'a stand-in of its own and says so.',
    secret: true,
    example: 'redis://:…@cache.example.net:6379',
  }),
  ...llmSettings('OPENAI', {
    name: 'OpenAI',
    model: 'gpt-5.4-mini',
    baseUrl: 'http://127.0.0.1:11434/v1',
    compatible: 'Ollama, vLLM and LM Studio do; a model without a list price needs one in PRICES_FILE.',
  }),
  ...llmSettings('ANTHROPIC', {
    name: 'Anthropic',
    model: 'claude-sonnet-5',
    baseUrl: 'https://llm.example.net/anthropic/v1',
  }),
  ...llmSettings('OPENROUTER', {
    name: 'OpenRouter',
    model: 'anthropic/claude-sonnet-5',
    baseUrl: 'https://llm.example.net/openrouter/api/v1',
  }),
  ...llmSettings('COHERE', {
    name: 'Cohere',
    model: 'command-a-03-2025',
    baseUrl: 'https://llm.example.net/cohere/v2',
  }),
  PAIN_POINTS_MODELS: layerModels('pain-points', 'OpenAI, Anthropic, OpenRouter, Cohere'),
  COMPANY_RESEARCH_MODELS: layerModels('company-research', 'OpenAI, Anthropic, OpenRouter, Cohere'),
  FIT_MODELS: layerModels('fit', 'OpenAI, Anthropic, OpenRouter, Cohere'),
  PEOPLE_MODELS: layerModels('people', 'OpenAI, Anthropic, OpenRouter, Cohere'),
  CV_MODELS: layerModels('cv', 'Anthropic, OpenAI, OpenRouter, Cohere'),
  LLM_TIMEOUT_SECONDS: setting({
    schema: duration(0.01, 3600),
    description: 'Time that one try at a model may take.',
    default: '60',
    unit: 'seconds',
    example: '120',
  }),
  FIRECRAWL_API_KEY: setting({
    schema: apiKey(),
    description: 'Key for Firecrawl, which looks up companies and people; without it nothing is looked up.',
    secret: true,
    example: 'fc-example',
  }),
  FIRECRAWL_BASE_URL: setting({
    schema: httpUrl(),
    description:
      'Another address that speaks the interface of Firecrawl, version 2. Unset: Firecrawl itself.',
    example: 'http://127.0.0.1:3002',
  }),
  FIRECRAWL_TIMEOUT_SECONDS: setting({
    schema: duration(0.01, 3600),
    description: 'Time that one search or page may take.',
    default: '60',
    unit: 'seconds',
    example: '30',
  }),
  PDF_SERVICE_URL: setting({
    schema: httpUrl(),
    description:
      'Address of a Gotenberg-compatible service that makes the PDF; unset, or when it cannot be used: the embedded writer.',
    example: 'http://127.0.0.1:3001',
  }),
  PDF_SERVICE_TIMEOUT_SECONDS: setting({
    schema: duration(0.01, 3600),
    description: 'Time that one PDF may take.',
    default: '30',
    unit: 'seconds',
    example: '60',
  }),
  PROVIDER_ATTEMPTS: setting({
    schema: wholeNumber(1, 10),
    description:
      'Tries at one call, the first included, before the next provider or the substitute takes over.',
    default: '3',
    unit: 'tries',
    example: '2',
  }),
  PROVIDER_ANSWER_MAX_KB: setting({
    schema: wholeNumber(1, 1_048_576),
    description: 'Largest answer that is read from a provider.',
    default: '8192',
    unit: 'KiB',
    example: '1024',
  }),
  PRICES_FILE: setting({
    schema: file(),
    description:
      'Prices that go before the list that ships (YAML or JSON): of models it does not know, of local models (`free: true`), ' +
      'of scraper credits, PDF pages.',
    example: './prices.yaml',
  }),
  TOKEN_BUDGET_USD: setting({
    schema: decimal(0, 1_000_000),
    description: 'Most that all calls together may cost in a calendar month; 0: nothing may be spent.',
    default: '100',
    unit: 'USD',
    example: '5',
  }),
  TOKEN_BUDGET_ACTION: setting({
    schema: oneOf(['fail', 'warn', 'skip', 'park']),
    description:
      'What happens when that is used up: fail the job, warn and go on, skip to the substitute that costs nothing, or ' +
      'park the job until the month ends.',
    default: 'skip',
    example: 'fail',
  }),
  ENFORCE_TOKEN_BUDGET: setting({
    schema: yesOrNo(),
    description: 'false turns the action of every budget into warn.',
    default: 'true',
    example: 'false',
  }),
  TOKEN_WARN_THRESHOLD: setting({
    schema: decimal(0, 1),
    description: 'Part of a budget from which on it is told that little is left.',
    default: '0.8',
    example: '0.9',
  }),
  SPENDING_ALERT_JOB_USD: setting({
    schema: decimal(0.000_001, 1_000_000),
    description: 'Tells when one job has cost this much.',
    unit: 'USD',
    example: '0.5',
  }),
  SPENDING_ALERT_USER_USD: setting({
    schema: decimal(0.000_001, 1_000_000),
    description: 'Tells when one user has cost this much in a calendar month.',
    unit: 'USD',
    example: '20',
  }),
  SPENDING_ALERT_MONTH_USD: setting({
    schema: decimal(0.000_001, 1_000_000),
    description: 'Tells when everything together has cost this much in a calendar month.',
    unit: 'USD',
    example: '50',
  }),
  CRITICAL_PROVIDERS: setting({
    schema: criticalKinds(),
    description:
      'Kinds of providers without which the service counts as unhealthy: when each configured one of a kind is left alone.',
    default: 'llm',
    example: 'llm,firecrawl',
  }),
  ENABLE_RATE_LIMITING: setting({
    schema: yesOrNo(),
    description: 'false switches the limits below off.',
    default: 'true',
    example: 'false',
  }),
  RATE_LIMIT_MAX_WAIT_SECONDS: setting({
    schema: duration(0, 3600),
    description: 'Longest wait of a call for room within its limits.',
    default: '60',
    unit: 'seconds',
    example: '10',
  }),
  ...requestLimits('OPENAI', 'OpenAI', { perMinute: 3500 }),
  ...tokenLimit('OPENAI', 'OpenAI'),
  ...requestLimits('ANTHROPIC', 'Anthropic', { perMinute: 50_000 }),
  ...tokenLimit('ANTHROPIC', 'Anthropic'),
  ...requestLimits('OPENROUTER', 'OpenRouter', { perMinute: 60 }),
  ...tokenLimit('OPENROUTER', 'OpenRouter'),
  ...requestLimits('COHERE', 'Cohere', { perMinute: 60 }),
  ...tokenLimit('COHERE', 'Cohere'),
  ...requestLimits('FIRECRAWL', 'Firecrawl', { perMinute: 10, perDay: 600 }),
  ...requestLimits('PDF_SERVICE', 'the PDF service', { perMinute: 60 }),
  ...breakerSettings('OPENAI', 'OpenAI', { failures: 5, openSeconds: 120 }),
  ...breakerSettings('ANTHROPIC', 'Anthropic', { failures: 5, openSeconds: 120 }),
  ...breakerSettings('OPENROUTER', 'OpenRouter', { failures: 5, openSeconds: 120 }),
  ...breakerSettings('COHERE', 'Cohere', { failures: 5, openSeconds: 120 }),
  ...breakerSettings('FIRECRAWL', 'Firecrawl', { failures: 3, openSeconds: 300 }),
  ...breakerSettings('PDF_SERVICE', 'the PDF service', { failures: 3, openSeconds: 60 }),
  MAX_CONCURRENCY: setting({
    schema: wholeNumber(1, 256),
    description: 'Jobs that run at the same time in one process.',
    default: '4',
    unit: 'jobs',
    example: '8',
  }),
  JOB_TIMEOUT_MINUTES: setting({
    schema: duration(0.001, 1440),
    description: 'A job that runs longer than this fails as timed out.',
    default: '30',
    unit: 'minutes',
    example: '60',
  }),
  LAYER_TIMEOUT_SECONDS: setting({
    schema: duration(0.001, 86_400),
    description: 'A layer that runs longer than this fails.',
    default: '300',
    unit: 'seconds',
    example: '600',
  }),
  // Container runtimes kill ten seconds after the request to stop.
  SHUTDOWN_GRACE_SECONDS: setting({
    schema: duration(0, 600),
    description:
      'On a stop, how long running layers may take to finish; what is not finished by then goes on from its ' +
      'checkpoint at the next start.',
    default: '6',
    unit: 'seconds',
    example: '25',
  }),
  CV_MIN_WORDS: setting({
    schema: wholeNumber(50, 5000),
    description: 'Least length of a tailored CV, where the master CV holds that much.',
    default: '550',
    unit: 'words',
    example: '400',
  }),
  CV_MAX_WORDS: setting({
    schema: wholeNumber(50, 5000),
    description: 'Greatest length of a tailored CV; must be more than CV_MIN_WORDS.',
    default: '650',
    unit: 'words',
    example: '750',
  }),
  MAX_POSTING_KB: setting({
    schema: wholeNumber(1, 102_400),
    description: 'Largest job posting that is accepted.',
    default: '2048',
    unit: 'KiB',
    example: '512',
  }),
  MAX_CV_KB: setting({
    schema: wholeNumber(1, 102_400),
    description: 'Largest master CV that is accepted.',
    default: '2048',
    unit: 'KiB',
    example: '512',
  }),
  LOG_LEVEL: setting({
    schema: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    description:
      'Least severity of the log lines on standard error: unset, info while serving and warn in a run, which shows ' +
      'its progress there. Stacks of errors are told at debug.',
    example: 'debug',
  }),
  STRATA_TIME_ZONE: setting({
    schema: timeZone(),
    description: 'Zone in which days, weeks and months begin in statistics, unless a request names one.',
    computedDefault: {
      of: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
      label: "the system's time zone",
    },
    example: 'Europe/Warsaw',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting({
    schema: httpUrl(),
    description:
      'Base address of an OTLP/HTTP receiver for traces; a short-lived run pushes its metrics there too. ' +
      '`/v1/traces` and `/v1/metrics` are appended.',
    example: 'http://127.0.0.1:4318',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: setting({
    schema: headerList(),
    description: 'HTTP headers for the OTLP receiver.',
    secret: true,
    example: 'Authorization=Bearer%20TOKEN',
  }),
  OTEL_SERVICE_NAME: setting({
    schema: shortText(100),
    description: 'Name of the service in traces and metrics (`service.name`).',
    default: 'strata',
    example: 'strata-night-shift',
  }),
  STRATA_ENVIRONMENT: setting({
    schema: shortText(100),
    description: 'Name of the deployment in traces and metrics (`deployment.environment.name`).',
    default: 'local',
    example: 'production',
  }),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

export const settingNames = Object.keys(settings) as SettingName[];

/** Values by name; absent where nothing is set and there is no default. */
export type SettingValues = {
  [Name in SettingName]?: z.output<(typeof settings)[Name]['schema']>;
};

/** The same table with each entry's optional parts in reach. */
export function settingOf(name: SettingName): Setting {
  return settings[name];
}
