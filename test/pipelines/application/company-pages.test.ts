import { beforeEach, describe, expect, it } from 'vitest';
import type { LayerContext } from '../../../src/engine/layer.ts';
import { BreakerOpen } from '../../../src/guardrails/refusals.ts';
import { CompanyPages, plannedPageCalls } from '../../../src/pipelines/application/company-pages.ts';
import { isOnSite, siteOf } from '../../../src/pipelines/application/company-site.ts';
import { pagesFor } from '../../../src/pipelines/application/page-search.ts';
import type { SearchHit, WebPage } from '../../../src/providers/scraper.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';

const day = 24 * 60 * 60 * 1000;
const context = { scope: { user: 'local' }, signal: new AbortController().signal };

let calls: string[];
let hits: string[];
let broken: (url: string) => Error | undefined;
let now: number;
let store: MemoryStateStore;
beforeEach(() => {
  calls = [];
  hits = [
    'https://www.linkedin.com/company/voltquarry',
    'https://voltquarry.example/about',
    'https://www.voltquarry.example/',
    'https://news.example/voltquarry-raises-money',
    'https://voltquarry.example/products',
    'https://voltquarry.example/blog',
  ];
  broken = () => undefined;
  now = 1_000;
  store = new MemoryStateStore();
});

const scraper = {
  async search(query: string): Promise<SearchHit[]> {
    calls.push(`search ${query}`);
    const failure = broken('search');
    if (failure) throw failure;
    return hits.map((url) => ({ url, title: url, description: '' }));
  },
  async scrape(url: string): Promise<WebPage> {
    calls.push(`scrape ${url}`);
    const failure = broken(url);
    if (failure) throw failure;
    return { url, title: 'About', markdown: `We are ${url}. `.repeat(1_000) };
  },
};

const pages = () => new CompanyPages({ scraper, store, now: () => now });

describe('pages of a company', () => {
  it('are at most three of its own site, each capped', async () => {
    const found = await pages().find('Voltquarry AS', 'about', context);
    expect(found.map(({ url }) => url)).toEqual([
      'https://voltquarry.example/about',
      'https://www.voltquarry.example/',
      'https://voltquarry.example/products',
    ]);
    expect(Math.max(...found.map(({ markdown }) => markdown.length))).toBeLessThanOrEqual(8_000);
  });

  it('are kept for seven days, for every spelling of the name and every process', async () => {
    const found = await pages().find('Voltquarry AS', 'about', context);
    calls = [];
    now += 7 * day - 1;
    expect(await pages().find('VOLTQUARRY', 'about', context)).toEqual(found);
    expect(calls).toEqual([]);
    now += 1;
    await pages().find('Voltquarry', 'about', context);
    expect(calls[0]).toBe('search Voltquarry company about us');
  });

  it('are looked for once where there are none, too', async () => {
    hits = ['https://www.linkedin.com/company/voltquarry'];
    expect(await pages().find('Voltquarry', 'about', context)).toEqual([]);
    expect(await pages().find('Voltquarry', 'about', context)).toEqual([]);
    expect(calls).toHaveLength(1);
  });

  it('come without those that are broken', async () => {
    broken = (url) => (url.endsWith('/products') ? new Error('broken') : undefined);
    const found = await pages().find('Voltquarry', 'about', context);
    expect(found.map(({ url }) => url)).toEqual([
      'https://voltquarry.example/about',
      'https://www.voltquarry.example/',
    ]);
  });

  it('are not asked for one by one when the scraper is down, and nothing is kept', async () => {
    broken = (url) => (url === 'search' ? undefined : new BreakerOpen('firecrawl', { forced: false }));
    await expect(pages().find('Voltquarry', 'about', context)).rejects.toMatchObject({
      code: 'BREAKER_OPEN',
    });
    expect(calls).toHaveLength(2);
    expect(await store.keys('company-pages/')).toEqual([]);
  });

  it('that lead to another site are left alone', async () => {
    const leading = new CompanyPages({
      scraper: {
        ...scraper,
        scrape: async () => ({ url: 'https://evil.example/', title: '', markdown: 'x' }),
      },
      store,
      now: () => now,
    });
    expect(await leading.find('Voltquarry', 'people', context)).toEqual([]);
  });
});

it('a quote counts at least the calls that are then made', async () => {
  await pages().find('Voltquarry', 'about', context);
  await pages().find('Voltquarry', 'people', context);
  expect(plannedPageCalls()).toHaveLength(calls.length);
});

describe('a company’s own site', () => {
  it.each([
    ['Voltquarry', 'https://voltquarry.example/about', true],
    ['Voltquarry AS', 'https://careers.voltquarry.no/', true],
    ['Harbour & Sons Ltd', 'https://harbour-sons.co.uk/', true],
    ['Bayerische Motoren Werke AG', 'https://www.bmw.de/', true],
    ['Łódź Elektro Sp. z o.o.', 'https://example.com/', false],
    ['Voltquarry', 'https://voltquarry.evil.example/', false],
    ['Voltquarry', 'https://www.linkedin.com/company/voltquarry', false],
    ['Voltquarry', 'http://127.0.0.1/voltquarry', false],
    ['Voltquarry', 'http://[::1]/', false],
    ['Voltquarry', 'http://voltquarry.internal/', false],
    ['Voltquarry', 'http://voltquarry:8080/', false],
    ['Voltquarry', 'https://voltquarry.example:8443/', false],
    ['Voltquarry', 'https://user:pw@voltquarry.example/', false],
    ['Voltquarry', 'file:///etc/voltquarry.example', false],
  ])('%s: %s is %s', (company, url, own) => {
    expect(isOnSite(url, siteOf(company))).toBe(own);
  });
});

describe('a layer that asks for pages', () => {
  const layer = (onUnavailable: 'substitute' | 'park') => {
    const degraded: string[] = [];
    const layerContext: LayerContext = {
      ...context,
      patience: context.signal,
      onUnavailable,
      putArtifact: async () => undefined,
      degraded: [],
      reasoners: {},
      degrade: (code) => void degraded.push(code),
    };
    return { degraded, layerContext };
  };

  it('is not degraded where no scraper is configured', async () => {
    const { degraded, layerContext } = layer('substitute');
    expect(await pagesFor(undefined, 'Voltquarry', 'about', layerContext)).toEqual([]);
    expect(degraded).toEqual([]);
  });

  it('is degraded where the scraper is down', async () => {
    broken = () => new BreakerOpen('firecrawl', { forced: false });
    const { degraded, layerContext } = layer('substitute');
    expect(await pagesFor(pages(), 'Voltquarry', 'about', layerContext)).toEqual([]);
    expect(degraded).toEqual(['SCRAPER_UNAVAILABLE']);
  });

  it('waits where the job would rather wait', async () => {
    broken = () => new BreakerOpen('firecrawl', { forced: false });
    await expect(pagesFor(pages(), 'Voltquarry', 'about', layer('park').layerContext)).rejects.toMatchObject({
      name: 'ParkJob',
    });
  });
});
