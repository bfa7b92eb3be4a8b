import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FaultName, faultsOf } from '../../simulator/faults/fault-names.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { pdfText, skipsPdfToText, withPdfToText } from '../support/pdf-text.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());
beforeEach(() => simulator.reset());

const key = { authorization: 'Bearer fc-any', 'content-type': 'application/json' };
const html =
  '<html><head><title>t</title></head><body><h1>Łucja Straße</h1><p>Built → shipped</p></body></html>';

function scrape(signal?: AbortSignal): Promise<Response> {
  const body = JSON.stringify({ url: 'https://www.nordhagen.example/about', formats: ['markdown'] });
  const at = `${simulator.urlFor('firecrawl')}/v2/scrape`;
  return fetch(at, { method: 'POST', headers: key, body, ...(signal === undefined ? {} : { signal }) });
}

function search(query: string, limit: number): Promise<Response> {
  const at = `${simulator.urlFor('firecrawl')}/v2/search`;
  return fetch(at, { method: 'POST', headers: key, body: JSON.stringify({ query, limit }) });
}

function convert(signal?: AbortSignal): Promise<Response> {
  const body = new FormData();
  body.append('files', new Blob([html], { type: 'text/html' }), 'index.html');
  const at = `${simulator.urlFor('pdf_service')}/forms/chromium/convert/html`;
  return fetch(at, { method: 'POST', body, ...(signal === undefined ? {} : { signal }) });
}

it('scrapes a page of an invented company for one credit', async () => {
  const answer = (await (await scrape()).json()) as {
    data: { markdown: string; metadata: { creditsUsed: number } };
  };
  expect(answer).toMatchObject({ success: true, data: { metadata: { statusCode: 200, creditsUsed: 1 } } });
  expect(answer.data.markdown).toContain('Nordhagen');
  expect(simulator.calls('firecrawl')).toMatchObject([{ operation: 'scrape', usage: { units: 1 } }]);
});

it('finds pages that can be scraped, for two credits per ten hits', async () => {
  const answer = (await (await search('Nordhagen company', 12)).json()) as {
    creditsUsed: number;
    data: { web: { url: string; title: string }[] };
  };
  expect(answer.creditsUsed).toBe(4);
  expect(answer.data.web.length).toBeGreaterThan(1);
  for (const { url, title } of answer.data.web) {
    expect(new URL(url).hostname).toBe('www.nordhagen.example');
    expect(title).toContain('Nordhagen');
  }
});

it('refuses an address that is none', async () => {
  const at = `${simulator.urlFor('firecrawl')}/v2/scrape`;
  const response = await fetch(at, { method: 'POST', headers: key, body: '{"url":"no address"}' });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ success: false });
});

it.skipIf(skipsPdfToText)(`writes a PDF whose text is that of the HTML${withPdfToText}`, async () => {
  const response = await convert();
  expect(response.headers.get('content-type')).toBe('application/pdf');
  const text = pdfText(new Uint8Array(await response.arrayBuffer()));
  expect(text).toContain('Łucja Straße');
  expect(text).toContain('Built → shipped');
  expect(simulator.calls('pdf_service')).toMatchObject([{ operation: 'convert', usage: { units: 1 } }]);
});

it('refuses a form without the file', async () => {
  const body = new FormData();
  body.append('other', 'x');
  const at = `${simulator.urlFor('pdf_service')}/forms/chromium/convert/html`;
  const response = await fetch(at, { method: 'POST', body });
  expect([response.status, await response.text()]).toEqual([
    400,
    "Invalid form data: form file 'index.html' is required",
  ]);
});

describe.each([
  { provider: 'firecrawl', ask: scrape },
  { provider: 'pdf_service', ask: convert },
] as const)('$provider', ({ provider, ask }) => {
  it.each(faultsOf(provider))('fails by %s', async (fault) => {
    simulator.fault({ provider, fault, times: 1, delayMs: 5, retryAfter: 7 });
    const client = new AbortController();
    const asked = ask(client.signal).then(
      async (response) => ({ response, body: await bodyOf(response) }),
      () => undefined,
    );
    if (fault === 'hang' || fault === 'stall' || fault === 'huge') {
      const began = () => simulator.calls().some(({ faultApplied }) => faultApplied === fault);
      await expect.poll(began, { interval: 2, timeout: 10_000 }).toBe(true);
      client.abort();
    }
    const seen = await asked;
    await simulator.idle();
    const [call] = simulator.calls();
    expect(call?.faultApplied).toBe(fault);
    expectEffect(fault, call?.outcome, seen, provider);
    expect((await ask()).status).toBe(200);
  });
});

/** `undefined` where the body broke off. */
function bodyOf(response: Response): Promise<Buffer | undefined> {
  return response.arrayBuffer().then(
    (bytes) => Buffer.from(bytes),
    () => undefined,
  );
}

function expectEffect(
  fault: FaultName,
  outcome: string | undefined,
  seen: { response: Response; body: Buffer | undefined } | undefined,
  provider: 'firecrawl' | 'pdf_service',
): void {
  const isPdf = provider === 'pdf_service';
  const parses = () => {
    if (isPdf) return seen?.body?.subarray(0, 5).toString() === '%PDF-' && seen.body.includes('%%EOF');
    try {
      return Boolean(JSON.parse(seen?.body?.toString() ?? ''));
    } catch {
      return false;
    }
  };
  const units = () => {
    const { data } = JSON.parse(seen?.body?.toString() ?? '{}') as {
      data: { metadata: { creditsUsed?: number } };
    };
    return data.metadata.creditsUsed;
  };
  switch (fault) {
    case 'slow':
    case 'drip':
      expect([outcome, parses()]).toEqual(['answered', true]);
      break;
    case 'hang':
      expect([outcome, seen]).toEqual(['hung', undefined]);
      break;
    case 'stall':
    case 'huge':
    case 'break':
      expect([outcome, seen?.body]).toEqual(['cut', undefined]);
      break;
    case 'reset-before':
    case 'reset-after':
      expect([outcome, seen]).toEqual(['reset', undefined]);
      break;
    case 'malformed-body':
    case 'truncated-body':
      expect([outcome, parses()]).toEqual(['answered', false]);
      break;
    case 'schema-break':
      expect(seen?.body?.toString()).toBe(isPdf ? '<html>not a PDF</html>' : '{"success":true,"data":42}');
      break;
    case 'empty':
      if (isPdf) expect(seen?.body?.length).toBe(0);
      else expect(JSON.parse(seen?.body?.toString() ?? '')).toMatchObject({ data: { markdown: '' } });
      break;
    case 'usage-high':
      expect(units()).toBe(1000);
      break;
    case 'usage-negative':
      expect(units()).toBe(-1);
      break;
    case 'usage-missing':
      expect(units()).toBeUndefined();
      break;
    default: {
      const status = fault === 'html' ? 502 : Number.parseInt(fault, 10);
      expect([outcome, seen?.response.status]).toEqual(['refused', status]);
      if (fault === '429') expect(seen?.response.headers.get('retry-after')).toBe('7');
      if (fault === '429-body') expect(seen?.body?.toString()).toContain('"retryDelay":"7s"');
    }
  }
}
