import type { Config, ThinkingLayer } from '../config/config.ts';
import { StrataError } from '../error.ts';
import type { Guard } from '../guardrails/guard.ts';
import type { GuardedLanguageModel } from '../guardrails/guarded-language-model.ts';
import type { Prices } from '../guardrails/pricing/prices.ts';
import type { CompanyPages } from '../pipelines/application/company-pages.ts';
import type { Reasoners } from '../pipelines/application/think.ts';
import { llmProviderNames, type ProviderName } from '../providers/provider-name.ts';
import type { PdfWriter } from '../publishing/pdf-writer.ts';
import type { LlmReasoner } from '../reasoner/llm/llm-reasoner.ts';
import type { LayerModels } from '../reasoner/llm/reasoning-model.ts';
import type { Reasoner } from '../reasoner/reasoner.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { OpenGuard } from './open-guard.ts';

/** Providers as the pipeline gets them, each behind the guard. What is not set up is absent, and loads nothing. */
export interface OpenProviders {
  /** Who thinks for a layer: models with text analysis as the substitute, or text analysis alone. */
  reasonersOf(layer: ThinkingLayer, extractive: Reasoner): Reasoners;
  /** Models of each layer, for quotes; absent where there is none at all. */
  models?: LayerModels;
  companyPages?: CompanyPages;
  pdfWriter?: PdfWriter;
}

/** Names of the providers that are set up. */
export function configuredProviders({ providers }: Pick<Config, 'providers'>): ProviderName[] {
  return [
    ...llmProviderNames.filter((provider) => providers.llm[provider] !== undefined),
    ...(providers.firecrawl ? (['firecrawl'] as const) : []),
    ...(providers.pdfService ? (['pdf_service'] as const) : []),
  ];
}

/** @throws StrataError of kind `configuration`: an address or the file of prices cannot be used */
export async function openProviders(
  config: Pick<Config, 'providers'>,
  open: OpenGuard,
  telemetry: Telemetry,
): Promise<OpenProviders> {
  if (configuredProviders(config).length === 0) {
    return { reasonersOf: (_layer, extractive) => ({ expected: extractive }) };
  }
  const prices = await open.prices();
  const models = await openModels(config, open.guard, prices, telemetry);
  const companyPages = await openCompanyPages(config, open, prices);
  const pdfWriter = await openPdfWriter(config, open.guard, prices);
  const llm = models && (await openReasoner(models, telemetry));
  return {
    reasonersOf: (layer, extractive) =>
      llm && models[layer].length > 0 ? { expected: llm, substitute: extractive } : { expected: extractive },
    ...(models === undefined ? {} : { models }),
    ...(companyPages === undefined ? {} : { companyPages }),
    ...(pdfWriter === undefined ? {} : { pdfWriter }),
  };
}

async function openModels(
  { providers }: Pick<Config, 'providers'>,
  guard: Guard,
  prices: Prices,
  telemetry: Telemetry,
): Promise<LayerModels | undefined> {
  const choices = Object.entries(providers.layers) as [ThinkingLayer, Config['providers']['layers']['cv']][];
  if (choices.every(([, ofLayer]) => ofLayer.length === 0)) return undefined;
  const [{ createLanguageModel }, { GuardedLanguageModel }] = await Promise.all([
    import('../providers/create-language-model.ts'),
    import('../guardrails/guarded-language-model.ts'),
  ]);
  const opened = new Map<string, GuardedLanguageModel>();
  const open = async (provider: (typeof choices)[number][1][number]['provider'], model: string) => {
    const name = `${provider}/${model}`;
    const known = opened.get(name);
    if (known) return known;
    const { apiKey, baseUrl } = providers.llm[provider] ?? {};
    const client = await createLanguageModel({
      provider,
      maxAnswerBytes: providers.maxAnswerBytes,
      idleTimeoutMs: providers.llmTimeoutMs,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(baseUrl === undefined ? {} : { baseUrl }),
    });
    warnOfMissingPrice(prices, provider, model, telemetry);
    const guarded = new GuardedLanguageModel({
      client,
      model,
      guard,
      prices,
      timeoutMs: providers.llmTimeoutMs,
    });
    opened.set(name, guarded);
    return guarded;
  };
  const models: Partial<Record<ThinkingLayer, GuardedLanguageModel[]>> = {};
  for (const [layer, ofLayer] of choices) {
    models[layer] = [];
    for (const { provider, model } of ofLayer) models[layer].push(await open(provider, model));
  }
  return models as Record<ThinkingLayer, GuardedLanguageModel[]>;
}

/** Told at the start, since otherwise the first job would be the one to find out. */
function warnOfMissingPrice(prices: Prices, provider: ProviderName, model: string, { log }: Telemetry): void {
  try {
    prices.worstCostOf(provider, model, { inputTokens: 1, outputTokens: 1 });
  } catch (cause) {
    if (!(cause instanceof StrataError) || cause.code !== 'PRICE_UNKNOWN') throw cause;
    log.warn(cause.toLine());
  }
}

/** Reasons that have been told where they arose, and are met again by every call. */
const toldAlready: ReadonlySet<string> = new Set(['BREAKER_OPEN', 'PROVIDER_KEY_REFUSED']);

async function openReasoner(models: LayerModels, { instruments, log }: Telemetry): Promise<LlmReasoner> {
  const { LlmReasoner } = await import('../reasoner/llm/llm-reasoner.ts');
  return new LlmReasoner({
    models,
    onFailover: ({ layer, from, to, reason, message }) => {
      instruments.failovers.bind({ from, to }).add(1);
      log[toldAlready.has(reason) ? 'debug' : 'warn']({ layer, from, to, reason }, message);
    },
  });
}

async function openCompanyPages(
  { providers }: Pick<Config, 'providers'>,
  { guard, states }: OpenGuard,
  prices: Prices,
): Promise<CompanyPages | undefined> {
  if (providers.firecrawl === undefined) return undefined;
  const [{ FirecrawlClient }, { GuardedScraper }, { CompanyPages }] = await Promise.all([
    import('../providers/firecrawl-client.ts'),
    import('../guardrails/guarded-scraper.ts'),
    import('../pipelines/application/company-pages.ts'),
  ]);
  const { apiKey, baseUrl, timeoutMs } = providers.firecrawl;
  const client = new FirecrawlClient({
    maxAnswerBytes: providers.maxAnswerBytes,
    idleTimeoutMs: timeoutMs,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });
  const scraper = new GuardedScraper({ client, guard, prices, timeoutMs });
  return new CompanyPages({ scraper, store: states, now: Date.now });
}

async function openPdfWriter(
  { providers }: Pick<Config, 'providers'>,
  guard: Guard,
  prices: Prices,
): Promise<PdfWriter | undefined> {
  if (providers.pdfService === undefined) return undefined;
  const [{ GotenbergClient }, { GuardedPdfService }, { ServicePdfWriter }] = await Promise.all([
    import('../providers/gotenberg-client.ts'),
    import('../guardrails/guarded-pdf-service.ts'),
    import('../publishing/service-pdf-writer.ts'),
  ]);
  const { url, timeoutMs } = providers.pdfService;
  const client = new GotenbergClient({
    baseUrl: url,
    idleTimeoutMs: timeoutMs,
    maxAnswerBytes: providers.maxAnswerBytes,
  });
  return new ServicePdfWriter(new GuardedPdfService({ client, guard, prices, timeoutMs }));
}
