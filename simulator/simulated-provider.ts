import type { ProviderName } from '../src/providers/provider-name.ts';

/** The outside services that the simulator stands in for. */
export const simulatedProviders = [
  'openai',
  'anthropic',
  'openrouter',
  'cohere',
  'firecrawl',
  'pdf_service',
] as const satisfies ProviderName[];

export type SimulatedProvider = (typeof simulatedProviders)[number];

/** `chat` is every way to ask a model, `models` its list; `unknown` is a path that the service does not have. */
export const operations = ['chat', 'models', 'scrape', 'search', 'convert', 'unknown'] as const;

export type Operation = (typeof operations)[number];

/** Where each service's API begins; what a base URL setting must hold, after the simulator's own address. */
export const basePaths: Record<SimulatedProvider, string> = {
  openai: '/openai/v1',
  anthropic: '/anthropic/v1',
  openrouter: '/openrouter/api/v1',
  cohere: '/cohere/v2',
  firecrawl: '/firecrawl',
  pdf_service: '/pdf_service',
};

export function isSimulatedProvider(name: string): name is SimulatedProvider {
  return (simulatedProviders as readonly string[]).includes(name);
}

export function isLlm(provider: SimulatedProvider): boolean {
  return provider !== 'firecrawl' && provider !== 'pdf_service';
}
