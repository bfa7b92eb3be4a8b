import PDFDocument from 'pdfkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GuardedPdfService } from '../../src/guardrails/guarded-pdf-service.ts';
import { GuardedScraper } from '../../src/guardrails/guarded-scraper.ts';
import { PriceList } from '../../src/guardrails/pricing/price-list.ts';
import { FirecrawlClient } from '../../src/providers/firecrawl-client.ts';
import { GotenbergClient } from '../../src/providers/gotenberg-client.ts';
import { ServicePdfWriter } from '../../src/publishing/service-pdf-writer.ts';
import { json, WireServer } from '../providers/support/wire-server.ts';
import { sampleTailoredCv } from '../support/dossier.ts';
import { openGuard } from './guarded-support.ts';

const server = new WireServer();
let prices: PriceList;
beforeAll(async () => {
  await server.start();
  prices = await PriceList.load();
});
afterAll(() => server.stop());
beforeEach(() => server.requests.splice(0));

const context = { scope: { user: 'anna' }, signal: new AbortController().signal };

function scraper() {
  const guard = openGuard();
  const client = new FirecrawlClient({ apiKey: 'k', baseUrl: server.origin });
  return { guard, scraper: new GuardedScraper({ client, guard, prices, timeoutMs: 9_000 }) };
}

test('a page is scraped through the guard, at the credits that it costs at most', async () => {
  const data = {
    markdown: '# Acme',
    metadata: { title: 'Acme', url: 'https://acme.example', creditsUsed: 1 },
  };
  server.answer = json({ success: true, data });
  const { guard, scraper: guarded } = scraper();
  const page = await guarded.scrape('https://acme.example', context);
  expect(page).toEqual({ url: 'https://acme.example', title: 'Acme', markdown: '# Acme' });
  expect(guard.calls[0]).toMatchObject({
    provider: 'firecrawl',
    operation: 'scrape',
    scope: context.scope,
    timeoutMs: 9_000,
    worst: { costNanoUsd: prices.costOf('firecrawl', undefined, { units: 1 }), tokens: 0 },
  });
  expect(guard.answers[0]?.usage).toEqual({ units: 1 });
  expect(guard.calls[0]?.priceOf({ units: 3 }, undefined)).toBe(
    prices.costOf('firecrawl', undefined, { units: 3 }),
  );
});

test('a search reserves the credits of all results that were asked for', async () => {
  server.answer = json({ success: true, data: { web: [] }, creditsUsed: 4 });
  const { guard, scraper: guarded } = scraper();
  expect(await guarded.search('acme', { limit: 15 }, context)).toEqual([]);
  expect(guard.calls[0]).toMatchObject({
    operation: 'search',
    worst: { costNanoUsd: prices.costOf('firecrawl', undefined, { units: 4 }) },
  });
});

test('a CV is printed through the guard, with room for more pages than it has', async () => {
  const document = new PDFDocument();
  document.text('CV').addPage().end();
  const pdf = Buffer.concat(await document.toArray());
  server.answer = (_request, response) => void response.writeHead(200).end(pdf);
  const guard = openGuard();
  const client = new GotenbergClient({ baseUrl: server.origin });
  const service = new GuardedPdfService({ client, guard, prices, timeoutMs: 9_000 });
  const written = await new ServicePdfWriter(service).write(sampleTailoredCv(), context);
  expect(Buffer.compare(written.bytes, pdf)).toBe(0);
  expect(written.missingCharacters).toEqual([]);
  expect(server.last.body).toContain('Bogumił Świerczek');
  expect(guard.calls[0]).toMatchObject({
    provider: 'pdf_service',
    operation: 'convert',
    scope: context.scope,
  });
  expect(guard.answers[0]?.usage).toEqual({ units: 2 });
});
