import type { LlmProviderName, ProviderName } from '../providers/provider-name.ts';

/** The effective configuration: validated once, frozen, handed to whoever needs a part of it. */
export interface Config {
  /** Folder of the embedded store and of artifacts. */
  dataDir: string;
  /** `host` is a loopback address: without API keys nobody else may reach the service. */
  http: { host: string; port: number };
  store: { kind: 'sqlite' } | { kind: 'mongodb'; url: string };
  /** Shared by several processes; absent: limits and breakers are this process's own. */
  redis?: { url: string };
  providers: ProvidersConfig;
  guard: GuardConfig;
  jobs: {
    maxConcurrency: number;
    /** A job that runs longer than this fails as timed out. */
    timeoutMs: number;
    /** A single layer that runs longer than this fails. */
    layerTimeoutMs: number;
    /** On a stop, how long running layers may take to finish before they are saved as they stand. */
    shutdownGraceMs: number;
  };
  cv: { minWords: number; maxWords: number };
  input: { maxPostingBytes: number; maxCvBytes: number };
  /** Absent: `info` while serving, `warn` in a run, whose standard error shows progress. */
  log: { level?: LogLevel };
  telemetry: {
    serviceName: string;
    /** `deployment.environment.name` */
    environment: string;
    /** Base address of an OTLP/HTTP receiver; absent: nothing is pushed. */
    otlpEndpoint?: string;
    /** `name=value` pairs, comma-separated, values percent-encoded. Secret. */
    otlpHeaders?: string;
  };
  /** IANA zone for statistics when a caller names none. */
  timeZone: string;
  /** Doubts about the environment that do not stop the start, for people ("… is not a setting; did you mean …"). */
  warnings: string[];
}

/** Layers whose thinking can be done by a model. */
export type ThinkingLayer = 'pain-points' | 'company-research' | 'fit' | 'people' | 'cv';

export interface LanguageModelConfig {
  apiKey?: string;
  baseUrl?: string;
  /** Asked where a layer names none. */
  model: string;
}

/** Outside services; what is absent is not set up, and its substitute is what one gets. */
export interface ProvidersConfig {
  llm: Partial<Record<LlmProviderName, LanguageModelConfig>>;
  /** In the order in which they are tried; empty: text analysis. */
  layers: Record<ThinkingLayer, { provider: LlmProviderName; model: string }[]>;
  llmTimeoutMs: number;
  firecrawl?: { apiKey?: string; baseUrl?: string; timeoutMs: number };
  pdfService?: { url: string; timeoutMs: number };
  maxAnswerBytes: number;
  /** Kinds without which the service counts as unhealthy. */
  critical: ('llm' | 'firecrawl' | 'pdf_service')[];
}

export interface GuardConfig {
  /** Tries at one call, the first included. */
  maxAttempts: number;
  limits: {
    enabled: boolean;
    maxWaitMs: number;
    rules: Partial<
      Record<ProviderName, { requestsPerMinute?: number; requestsPerDay?: number; tokensPerMinute?: number }>
    >;
  };
  breakers: Partial<Record<ProviderName, { consecutiveFailures: number; openMs: number }>>;
  budget: {
    limitUsd: number;
    action: 'fail' | 'warn' | 'skip' | 'park';
    enforce: boolean;
    warnAt: number;
    alerts: { jobUsd?: number; userUsd?: number; monthUsd?: number };
  };
  pricesFile?: string;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
