/** Outside services that cost money or break; every call to one goes through the guard. */
export const providerNames = [
  'openai',
  'anthropic',
  'openrouter',
  'cohere',
  'firecrawl',
  'pdf_service',
  'docling',
] as const;

export type ProviderName = (typeof providerNames)[number];

export const llmProviderNames = ['openai', 'anthropic', 'openrouter', 'cohere'] as const;

export type LlmProviderName = (typeof llmProviderNames)[number];

export function isProviderName(name: string): name is ProviderName {
  return (providerNames as readonly string[]).includes(name);
}
