import { createRequire } from 'node:module';
import { BadQuestion, type Protocol, type Question, type Refusal } from './protocol.ts';

interface PdfQuestion extends Question {
  html: string;
}

const messages: Record<Refusal['reason'], string> = {
  'rate-limit': 'Too Many Requests',
  quota: 'Too Many Requests',
  invalid: 'Bad Request',
  key: 'Unauthorized',
  payment: 'Payment Required',
  forbidden: 'Forbidden',
  model: 'Not Found',
  path: 'Not Found',
  'too-large': 'Request Entity Too Large',
  server: 'Internal Server Error',
  overloaded: 'Service Unavailable',
};

const blockEnd = /<\/(?:p|div|li|h[1-6]|tr|section|header|ul|ol)>|<br\s*\/?>/gi;

/** Gotenberg's HTML route (https://gotenberg.dev/docs/convert-with-chromium/convert-html-to-pdf): text only, no layout. */
export const gotenberg: Protocol<PdfQuestion> = {
  operationOf: (method, path) =>
    method === 'POST' && path === '/forms/chromium/convert/html' ? 'convert' : 'unknown',
  async read({ operation, headers, body }) {
    const type = headers['content-type'] ?? '';
    let file: File | string | undefined;
    try {
      const form = await new Response(body, { headers: { 'content-type': type } }).formData();
      file = form.getAll('files').find((entry) => typeof entry !== 'string' && entry.name === 'index.html');
    } catch {
      throw new BadQuestion("Invalid form data: no 'multipart/form-data' body");
    }
    if (file === undefined || typeof file === 'string') {
      throw new BadQuestion("Invalid form data: form file 'index.html' is required");
    }
    return { operation, stream: false, html: await file.text() };
  },
  async answer({ html }, { fault }) {
    if (fault?.fault === 'empty') return pdfReply(new Uint8Array(), 0);
    if (fault?.fault === 'schema-break') return pdfReply(Buffer.from('<html>not a PDF</html>'), 0);
    const { bytes, pages } = await writePdf(await textOfHtml(html));
    return pdfReply(bytes, pages);
  },
  refuse: ({ reason, message, retryDelayS }) => ({
    contentType: 'text/plain; charset=UTF-8',
    body:
      retryDelayS === undefined
        ? (message ?? messages[reason])
        : JSON.stringify({ retryDelay: `${retryDelayS}s` }),
  }),
  failInStream: () => '',
  garble: (_question, whole) => Buffer.from(whole).fill(0x20, 0, 1024),
  endless: () => ({
    contentType: 'application/pdf',
    head: '%PDF-1.7\n',
    filler: '% and so on\n'.repeat(5000),
  }),
};

function pdfReply(bytes: Uint8Array, pages: number) {
  return {
    contentType: 'application/pdf',
    pieces: [bytes],
    usage: { units: pages },
    billed: { units: pages },
  };
}

async function textOfHtml(html: string): Promise<string> {
  const { parseHTML } = await import('linkedom');
  const whole = /<body[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`;
  const { document } = parseHTML(whole.replaceAll(blockEnd, (end) => `${end}\n`));
  for (const element of document.querySelectorAll('style, script, head')) element.remove();
  const lines = (document.body?.textContent ?? document.documentElement?.textContent ?? '').split('\n');
  return lines
    .map((line: string) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line: string) => line !== '')
    .join('\n');
}

async function writePdf(text: string): Promise<{ bytes: Buffer; pages: number }> {
  const { default: Pdf } = await import('pdfkit');
  const font = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
  const doc = new Pdf({
    size: 'A4',
    margin: 50,
    font,
    bufferPages: true,
    info: { CreationDate: new Date(0) },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  doc.fontSize(10).text(text === '' ? ' ' : text);
  const pages = doc.bufferedPageRange().count;
  doc.end();
  await ended;
  return { bytes: Buffer.concat(chunks), pages };
}
