import { creditsOfSearch, creditsPerScrape } from '../providers/firecrawl-credits.ts';
import type { ScraperClient, SearchHit, WebPage } from '../providers/scraper.ts';
import type { Usage } from '../providers/usage.ts';
import type { CallScope } from './call-scope.ts';
import type { Guard } from './guard.ts';
import type { Prices } from './pricing/prices.ts';

export interface GuardedScraperOptions {
  client: ScraperClient;
  guard: Guard;
  prices: Prices;
  /** Of one attempt. */
  timeoutMs: number;
}

export interface GuardedCallContext {
  scope: CallScope;
  signal: AbortSignal;
}

/** The scraper as layers get it: every call goes through the guard. */
export class GuardedScraper {
  readonly provider = 'firecrawl';
  readonly #options: GuardedScraperOptions;

  constructor(options: GuardedScraperOptions) {
    this.#options = options;
  }

  /** @throws ProviderError; BudgetRefused; LimitExceeded; BreakerOpen; the signal's reason */
  scrape(url: string, context: GuardedCallContext): Promise<WebPage> {
    return this.#call('scrape', creditsPerScrape, context, async (signal) => {
      const { page, usage } = await this.#options.client.scrape(url, signal);
      return { value: page, usage };
    });
  }

  /** @throws ProviderError; BudgetRefused; LimitExceeded; BreakerOpen; the signal's reason */
  search(query: string, options: { limit: number }, context: GuardedCallContext): Promise<SearchHit[]> {
    return this.#call('search', creditsOfSearch(options.limit), context, async (signal) => {
      const { hits, usage } = await this.#options.client.search(query, options, signal);
      return { value: hits, usage };
    });
  }

  async #call<T>(
    operation: 'scrape' | 'search',
    mostCredits: number,
    { scope, signal }: GuardedCallContext,
    attempt: (signal: AbortSignal) => Promise<{ value: T; usage: Usage }>,
  ): Promise<T> {
    const { guard, prices, timeoutMs } = this.#options;
    const { provider } = this;
    return guard.call<T>(
      {
        provider,
        operation,
        scope,
        worst: { costNanoUsd: prices.worstCostOf(provider, undefined, { units: mostCredits }), tokens: 0 },
        timeoutMs,
        attempt,
        priceOf: (usage) => prices.costOf(provider, undefined, usage),
      },
      signal,
    );
  }
}
