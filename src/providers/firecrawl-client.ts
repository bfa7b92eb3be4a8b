import { z } from 'zod';
import { creditsOfSearch, creditsPerScrape } from './firecrawl-credits.ts';
import { providerAddress } from './provider-address.ts';
import { answerInvalid, failure } from './provider-failure.ts';
import { providerFetch } from './provider-fetch.ts';
import { jsonAnswer } from './provider-json.ts';
import type { ScraperClient, SearchHit, WebPage } from './scraper.ts';
import type { Usage } from './usage.ts';

export interface FirecrawlOptions {
  apiKey?: string;
  /** In place of https://api.firecrawl.dev, for a server of one's own. */
  baseUrl?: string;
  /** 60 s. */
  idleTimeoutMs?: number;
  /** 8 MiB. */
  maxAnswerBytes?: number;
  fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

const text = z.string().nullish();

const scrapeSchema = z.object({
  success: z.boolean(),
  creditsUsed: z.number().nullish(),
  data: z
    .object({
      markdown: text,
      metadata: z
        .object({
          title: z.union([z.string(), z.array(z.string())]).nullish(),
          sourceURL: text,
          url: text,
          statusCode: z.number().nullish(),
          creditsUsed: z.number().nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const hitSchema = z.object({ url: z.string(), title: text, description: text });
const searchSchema = z.object({
  success: z.boolean(),
  creditsUsed: z.number().nullish(),
  data: z.union([z.object({ web: z.array(hitSchema).nullish() }), z.array(hitSchema)]).nullish(),
});

/** Firecrawl's interface version 2. */
export class FirecrawlClient implements ScraperClient {
  readonly #baseUrl: string;
  readonly #headers: Record<string, string>;
  readonly #fetch: typeof globalThis.fetch;

  /** @throws StrataError `PROVIDER_URL_INVALID` of kind `configuration` */
  constructor(options: FirecrawlOptions) {
    const { baseUrl, authorization } = providerAddress(
      'firecrawl',
      options.baseUrl ?? 'https://api.firecrawl.dev',
    );
    this.#baseUrl = baseUrl.replace(/\/v2$/, '');
    const credentials = options.apiKey === undefined ? authorization : `Bearer ${options.apiKey}`;
    this.#headers = {
      'content-type': 'application/json',
      ...(credentials === undefined ? {} : { authorization: credentials }),
    };
    this.#fetch = providerFetch({
      provider: 'firecrawl',
      maxAnswerBytes: options.maxAnswerBytes ?? 8 * 1024 * 1024,
      idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      ...(options.now === undefined ? {} : { now: options.now }),
    });
  }

  async scrape(url: string, signal: AbortSignal): Promise<{ page: WebPage; usage: Usage }> {
    const answer = await this.#post(
      '/v2/scrape',
      // The basic proxy and no parsing of PDFs: what a page costs is then known before.
      { url, formats: ['markdown'], onlyMainContent: true, proxy: 'basic', parsers: [] },
      scrapeSchema,
      signal,
    );
    const metadata = answer.data?.metadata;
    const usage = { units: credits(answer.creditsUsed ?? metadata?.creditsUsed) ?? creditsPerScrape };
    const markdown = answer.data?.markdown?.trim() ?? '';
    const status = metadata?.statusCode ?? 200;
    if (status >= 400 || markdown === '') {
      throw failure('firecrawl', 'PROVIDER_CONTENT_REFUSED', emptyPage(status), {
        charge: { kind: 'used', usage },
        breaker: 'ignored',
        retryable: false,
      });
    }
    const title = metadata?.title;
    return {
      page: {
        url: metadata?.url ?? metadata?.sourceURL ?? url,
        title: (Array.isArray(title) ? title[0] : title) ?? '',
        markdown,
      },
      usage,
    };
  }

  async search(
    query: string,
    { limit }: { limit: number },
    signal: AbortSignal,
  ): Promise<{ hits: SearchHit[]; usage: Usage }> {
    const answer = await this.#post('/v2/search', { query, limit, sources: ['web'] }, searchSchema, signal);
    const found = (Array.isArray(answer.data) ? answer.data : answer.data?.web) ?? [];
    return {
      hits: found
        .slice(0, limit)
        .map(({ url, title, description }) => ({ url, title: title ?? '', description: description ?? '' })),
      usage: { units: credits(answer.creditsUsed) ?? creditsOfSearch(found.length) },
    };
  }

  async #post<T extends { success: boolean }>(
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    signal.throwIfAborted();
    const response = await this.#fetch(`${this.#baseUrl}${path}`, {
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify(body),
      signal,
    });
    const answer = await jsonAnswer('firecrawl', response, schema, signal);
    if (!answer.success) throw answerInvalid('firecrawl', 'says that it failed, without saying how');
    return answer;
  }
}

function emptyPage(status: number): string {
  return status >= 400 ? `could not get the page (its server said ${status})` : 'found no text on the page';
}

/** Credits as the answer tells them; anything but a count is as good as nothing. */
function credits(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
