import PDFDocument from 'pdfkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GotenbergClient } from '../../src/providers/gotenberg-client.ts';
import { failureOf } from './support/asking.ts';
import { canaries } from './support/secrets.ts';
import { json, type WireAnswer, WireServer } from './support/wire-server.ts';

const server = new WireServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => server.requests.splice(0));

const signal = new AbortController().signal;
const html = '<p>Łódź</p>';
const client = (options = {}) => new GotenbergClient({ baseUrl: server.origin, ...options });

async function pdfOf(pages: number): Promise<Buffer> {
  const document = new PDFDocument({ autoFirstPage: false });
  for (let page = 0; page < pages; page++) document.addPage().text(`page ${page}`);
  document.end();
  return Buffer.concat(await document.toArray());
}

function sends(bytes: Uint8Array): WireAnswer {
  return (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes);
}

test('sends the page as a form and counts the pages that come back', async () => {
  const pdf = await pdfOf(3);
  server.answer = sends(pdf);
  const made = await client().convertHtml(html, signal);
  expect(made.usage).toEqual({ units: 3 });
  expect(Buffer.compare(made.pdf, pdf)).toBe(0);
  const { path, headers, body } = server.last;
  expect(path).toBe('/forms/chromium/convert/html');
  expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(headers).not.toHaveProperty('authorization');
  expect(body).toContain('name="files"; filename="index.html"');
  expect(body).toContain(html);
});

test.each([
  ['a page of HTML', Buffer.from(`<h1>${canaries.answer}</h1>`)],
  ['nothing', Buffer.alloc(0)],
  ['a PDF in name only', Buffer.from('%PDF-1.7\nnothing of the kind')],
])('takes %s for an invalid answer', async (_name, bytes) => {
  server.answer = sends(bytes);
  const error = await failureOf(client().convertHtml(html, signal));
  expect(error).toMatchObject({
    code: 'PROVIDER_ANSWER_INVALID',
    breaker: 'failure',
    charge: { kind: 'unknown' },
  });
});

test.each([
  [400, 'PROVIDER_REQUEST_REFUSED', 'ignored'],
  [401, 'PROVIDER_KEY_REFUSED', 'ignored'],
  [404, 'PROVIDER_REQUEST_REFUSED', 'ignored'],
  [429, 'PROVIDER_RATE_LIMITED', 'ignored'],
  [529, 'PROVIDER_FAILED', 'failure'],
])('takes HTTP %i as %s', async (status, code, breaker) => {
  server.answer = json({ error: `${canaries.key} ${canaries.prompt}` }, status);
  const error = await failureOf(client().convertHtml(html, signal));
  expect(error).toMatchObject({ code, breaker, charge: { kind: 'none' }, provider: 'pdf_service' });
});

test('breaks an endless PDF off', async () => {
  server.answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/pdf' });
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(8192)));
    };
    response.on('drain', more);
    more();
  };
  const error = await failureOf(client({ maxAnswerBytes: 50_000 }).convertHtml(html, signal));
  expect(error).toMatchObject({ code: 'PROVIDER_ANSWER_TOO_LARGE', charge: { kind: 'unknown' } });
});

test('sends the credentials of its URL, and none in the clear', async () => {
  server.answer = sends(await pdfOf(1));
  await client({ baseUrl: server.origin.replace('//', '//pdf:secret@') }).convertHtml(html, signal);
  expect(server.last.headers.authorization).toBe(`Basic ${btoa('pdf:secret')}`);
});

test('an abort is its own reason', async () => {
  const abort = new AbortController();
  const reason = new Error('cancelled by hand');
  server.answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/pdf' });
    response.write('%PDF-', () => abort.abort(reason));
  };
  await expect(client().convertHtml(html, abort.signal)).rejects.toBe(reason);
});
