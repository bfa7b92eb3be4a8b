import type { PlannedCall } from '../../guardrails/budget/quote.ts';
import type { CallScope } from '../../guardrails/call-scope.ts';
import { creditsOfSearch, creditsPerScrape } from '../../providers/firecrawl-credits.ts';
import type { SearchHit, WebPage } from '../../providers/scraper.ts';
import type { StateStore } from '../../store/state-store.ts';
import { isOnSite, siteOf } from './company-site.ts';

interface CallContext {
  scope: CallScope;
  signal: AbortSignal;
}

/** The guarded scraper as far as it is needed here. */
interface PageSource {
  search(query: string, options: { limit: number }, context: CallContext): Promise<SearchHit[]>;
  scrape(url: string, context: CallContext): Promise<WebPage>;
}

export interface CompanyPagesOptions {
  scraper: PageSource;
  store: Pick<StateStore, 'get' | 'put'>;
  /** Milliseconds since the epoch. */
  now(): number;
}

type Topic = 'about' | 'people';

const topics: Record<Topic, { words: string; mostPages: number }> = {
  about: { words: 'company about us', mostPages: 3 },
  people: { words: 'team leadership people contact', mostPages: 2 },
};

const keptForMs = 7 * 24 * 60 * 60 * 1000;
const hitsAskedFor = 8;
const longestNameCharacters = 80;
const maxPageCharacters = 8_000;
const maxTitleCharacters = 200;

interface KeptPages {
  fetchedAt: number;
  pages: WebPage[];
}

/**
 * A few pages of an employer's own website, found by a search and kept for seven days per company and topic. What a
 * search finds elsewhere is left alone.
 */
export class CompanyPages {
  readonly #scraper: PageSource;
  readonly #store: CompanyPagesOptions['store'];
  readonly #now: () => number;

  constructor(options: CompanyPagesOptions) {
    this.#scraper = options.scraper;
    this.#store = options.store;
    this.#now = options.now;
  }

  /**
   * @returns at most 3 pages on the company, or 2 on its people; none where its site is not found
   * @throws what the guarded scraper throws where no page could be had: BreakerOpen, LimitExceeded, BudgetRefused,
   * ProviderError, the signal's reason
   */
  async find(company: string, topic: Topic, context: CallContext): Promise<readonly WebPage[]> {
    const name = company.slice(0, longestNameCharacters).trim();
    const site = siteOf(name);
    if (site.key === '') return [];
    const key = `company-pages/${topic}/${site.key}`;
    const kept = await this.#kept(key);
    if (kept !== undefined) return kept;
    const { words, mostPages } = topics[topic];
    const hits = await this.#scraper.search(`${name} ${words}`, { limit: hitsAskedFor }, context);
    const urls = [...new Set(hits.map(({ url }) => url))].filter((url) => isOnSite(url, site));
    const pages = await this.#scrape(urls.slice(0, mostPages), context);
    const own = pages.filter(({ url }) => isOnSite(url, site));
    await this.#keep(key, { fetchedAt: this.#now(), pages: own });
    return own;
  }

  async #scrape(urls: readonly string[], context: CallContext): Promise<WebPage[]> {
    const pages: WebPage[] = [];
    let failure: unknown;
    for (const url of urls) {
      try {
        const page = await this.#scraper.scrape(url, context);
        pages.push({
          url: page.url,
          title: page.title.slice(0, maxTitleCharacters),
          markdown: page.markdown.slice(0, maxPageCharacters),
        });
      } catch (cause) {
        context.signal.throwIfAborted();
        failure = cause;
        // One page may be broken; a service that is down is not asked again for the next.
        if (pages.length === 0) break;
      }
    }
    if (pages.length === 0 && failure !== undefined) throw failure;
    return pages;
  }

  /** A store that cannot be read costs a search and nothing else. */
  async #kept(key: string): Promise<readonly WebPage[] | undefined> {
    try {
      const value = await this.#store.get(key);
      return isKeptPages(value) && this.#now() - value.fetchedAt < keptForMs ? value.pages : undefined;
    } catch {
      return undefined;
    }
  }

  async #keep(key: string, pages: KeptPages): Promise<void> {
    try {
      await this.#store.put(key, pages);
    } catch {
      // The pages serve this job all the same.
    }
  }
}

/** What the pages of a company that nobody has asked about for a week take, for a quote. */
export function plannedPageCalls(): PlannedCall[] {
  const tokens = { inputTokens: 0, outputTokens: 0 };
  const call = (layer: string, units: number): PlannedCall => ({
    layer,
    provider: 'firecrawl',
    expected: tokens,
    worst: tokens,
    units,
  });
  return (['about', 'people'] as const).flatMap((topic) => {
    const layer = topic === 'about' ? 'company-research' : 'people';
    const scrapes = Array.from({ length: topics[topic].mostPages }, () => call(layer, creditsPerScrape));
    return [call(layer, creditsOfSearch(hitsAskedFor)), ...scrapes];
  });
}

function isKeptPages(value: unknown): value is KeptPages {
  if (typeof value !== 'object' || value === null) return false;
  const { fetchedAt, pages } = value as Partial<KeptPages>;
  return (
    typeof fetchedAt === 'number' &&
    Array.isArray(pages) &&
    pages.every(
      (page: Partial<WebPage> | null) =>
        typeof page?.url === 'string' && typeof page.title === 'string' && typeof page.markdown === 'string',
    )
  );
}
