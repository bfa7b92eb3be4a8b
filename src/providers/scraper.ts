import type { Usage } from './usage.ts';

export interface WebPage {
  url: string;
  title: string;
  /** The page's main text as Markdown. */
  markdown: string;
}

export interface SearchHit {
  url: string;
  title: string;
  description: string;
}

/** An unguarded scraper; only the guard gets to see one. */
export interface ScraperClient {
  /** @throws ProviderError */
  scrape(url: string, signal: AbortSignal): Promise<{ page: WebPage; usage: Usage }>;
  /** @throws ProviderError */
  search(
    query: string,
    options: { limit: number },
    signal: AbortSignal,
  ): Promise<{ hits: SearchHit[]; usage: Usage }>;
}
