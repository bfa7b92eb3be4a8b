import type { ProviderName } from './provider-name.ts';

/** The settings that people change when a provider refuses: named in the action of its errors. */
export interface ProviderSettingNames {
  /** As people write it. */
  title: string;
  key?: string;
  url: string;
  model?: string;
}

export const providerSettings: Readonly<Record<ProviderName, ProviderSettingNames>> = {
  openai: { title: 'OpenAI', key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', model: 'OPENAI_MODEL' },
  anthropic: {
    title: 'Anthropic',
    key: 'ANTHROPIC_API_KEY',
    url: 'ANTHROPIC_BASE_URL',
    model: 'ANTHROPIC_MODEL',
  },
  openrouter: {
    title: 'OpenRouter',
    key: 'OPENROUTER_API_KEY',
    url: 'OPENROUTER_BASE_URL',
    model: 'OPENROUTER_MODEL',
  },
  cohere: { title: 'Cohere', key: 'COHERE_API_KEY', url: 'COHERE_BASE_URL', model: 'COHERE_MODEL' },
  firecrawl: { title: 'Firecrawl', key: 'FIRECRAWL_API_KEY', url: 'FIRECRAWL_BASE_URL' },
  pdf_service: { title: 'The PDF service', url: 'PDF_SERVICE_URL' },
  docling: { title: 'The document server', url: 'DOCLING_MCP_URL' },
};
