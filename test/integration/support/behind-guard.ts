import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { z } from 'zod';
import { type Simulator, startSimulator } from '../../../simulator/simulator.ts';
import { type OpenGuard, openGuard } from '../../../src/composition/open-guard.ts';
import { openProviders } from '../../../src/composition/open-providers.ts';
import { systemTime } from '../../../src/composition/time.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { CallGuard } from '../../../src/guardrails/call-guard.ts';
import { GuardedPdfService } from '../../../src/guardrails/guarded-pdf-service.ts';
import { GuardedScraper } from '../../../src/guardrails/guarded-scraper.ts';
import { FirecrawlClient } from '../../../src/providers/firecrawl-client.ts';
import { GotenbergClient } from '../../../src/providers/gotenberg-client.ts';
import type { LlmProviderName } from '../../../src/providers/provider-name.ts';
import type { LedgerEntry } from '../../../src/store/ledger-store.ts';
import { startTelemetry } from '../../../src/telemetry/start.ts';
import { simulatedEnvironment } from './simulated-environment.ts';

/**
 * Stand in the key, the prompt and the CV, and must be found in nothing that is told. Answers are put together from
 * the prompt's sentences.
 */
export const canaries = {
  key: 'canaryKeyQ7x',
  prompt: 'Canarypromptwombat',
  cv: 'Canarycvnarwhal',
  sentence: 'bills wombats by the kilowatt',
} as const;

/** USD per million tokens: whole nano-dollars a token, so that each sum can be written down. */
export const tokenPrices = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 4 } as const;
export const creditUsd = 0.009;
export const pageUsd = 0.002;

/** What a call is made of, for each provider in its own way. */
export type Target =
  | { provider: LlmProviderName; operation: 'chat'; stream: boolean }
  | { provider: 'firecrawl'; operation: 'scrape' | 'search' }
  | { provider: 'pdf_service'; operation: 'convert' };

/** The real providers behind the real guard on an embedded ledger, and a simulator in the providers' place. */
export interface BehindGuard {
  simulator: Simulator;
  open: OpenGuard;
  /** One guarded call with its retries; gives what it answers. */
  call(target: Target): Promise<unknown>;
  /** Oldest first, once every settlement is written. */
  entries(): Promise<LedgerEntry[]>;
  /** All that was logged, traced and measured. */
  told(): Promise<string>;
  stop(): Promise<void>;
}

const question = {
  system: 'Answer the question.',
  prompt: `What does ${canaries.prompt} say of ${canaries.cv}? It ${canaries.sentence}.`,
  schemaName: 'answer',
  schema: z.object({ text: z.string().min(1), points: z.array(z.string()).min(1) }),
  maxOutputTokens: 2_000,
};

export async function openBehindGuard(environment: Record<string, string> = {}): Promise<BehindGuard> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-guard-'));
  const simulator = await startSimulator();
  const pricesFile = join(folder, 'prices.json');
  await writeFile(
    pricesFile,
    JSON.stringify({
      ...Object.fromEntries(
        ['openai', 'anthropic', 'openrouter', 'cohere'].map((provider) => [provider, { '*': tokenPrices }]),
      ),
      firecrawl: { perCredit: creditUsd },
      pdf_service: { perPage: pageUsd },
    }),
  );
  const config = loadConfig({
    ...simulatedEnvironment(simulator, canaries.key),
    STRATA_DATA_DIR: folder,
    PRICES_FILE: pricesFile,
    LOG_LEVEL: 'trace',
    ...environment,
  });
  const lines: string[] = [];
  const telemetry = await startTelemetry(config, {
    mode: 'run',
    logTo: { write: (line) => lines.push(line) },
  });
  // Pauses that providers ask for are kept in full; our own back-off need not be waited for.
  const open = await openGuard(config, telemetry, systemTime, { baseMs: 20 });
  const { models } = await openProviders(config, open, telemetry);
  const parts = { guard: open.guard, prices: await open.prices() };
  const { firecrawl, pdfService, maxAnswerBytes } = config.providers;
  const scraper = new GuardedScraper({
    ...parts,
    client: new FirecrawlClient({ ...firecrawl, maxAnswerBytes }),
    timeoutMs: firecrawl?.timeoutMs ?? 0,
  });
  const pdf = new GuardedPdfService({
    ...parts,
    client: new GotenbergClient({ baseUrl: pdfService?.url ?? '', maxAnswerBytes }),
    timeoutMs: pdfService?.timeoutMs ?? 0,
  });

  const context = () => ({
    scope: { user: 'local', jobId: 'job-1', pipeline: 'application', layer: 'fit' },
    signal: new AbortController().signal,
  });
  const settled = async () => {
    if (open.guard instanceof CallGuard) await open.guard.idle();
  };
  return {
    simulator,
    open,
    call(target) {
      switch (target.provider) {
        case 'firecrawl':
          return target.operation === 'scrape'
            ? scraper.scrape(`https://www.${canaries.prompt}.example/about`, context())
            : scraper.search(`${canaries.prompt} company about us`, { limit: 8 }, context());
        case 'pdf_service':
          return pdf.convertHtml(`<html><body><p>${canaries.cv}</p></body></html>`, context());
        default: {
          const model = models?.fit.find(({ provider }) => provider === target.provider);
          if (model === undefined) throw new Error(`${target.provider} is not set up`);
          return model.generate({ ...question, stream: target.stream }, context());
        }
      }
    },
    async entries() {
      await settled();
      const { entries } = await open.ledger.entries({ limit: 500 });
      return entries.toReversed();
    },
    async told() {
      return [lines.join(''), await telemetry.traceJson(), await telemetry.metricsText()].join('\n');
    },
    async stop() {
      await open.stop();
      await telemetry.stop();
      await simulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Everything that an error can tell anybody: its message, stack and fields, and those of its causes. */
export function toldByError(error: unknown): string {
  return inspect(error, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null });
}
