import type { PdfServiceClient } from './pdf-service.ts';
import { providerAddress } from './provider-address.ts';
import { answerInvalid } from './provider-failure.ts';
import { providerFetch } from './provider-fetch.ts';
import { bodyBytes } from './provider-json.ts';
import type { Usage } from './usage.ts';

export interface GotenbergOptions {
  /** Credentials in it are sent as HTTP basic authentication. */
  baseUrl: string;
  /** Sent as a bearer token, for services that ask for one. */
  apiKey?: string;
  /** 60 s. */
  idleTimeoutMs?: number;
  /** 32 MiB. */
  maxAnswerBytes?: number;
  fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** A Gotenberg-compatible service: Chromium behind an HTTP form. */
export class GotenbergClient implements PdfServiceClient {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #fetch: typeof globalThis.fetch;

  /** @throws StrataError `PROVIDER_URL_INVALID` of kind `configuration` */
  constructor(options: GotenbergOptions) {
    const { baseUrl, authorization } = providerAddress('pdf_service', options.baseUrl);
    this.#url = `${baseUrl}/forms/chromium/convert/html`;
    const credentials = options.apiKey === undefined ? authorization : `Bearer ${options.apiKey}`;
    this.#headers = credentials === undefined ? {} : { authorization: credentials };
    this.#fetch = providerFetch({
      provider: 'pdf_service',
      maxAnswerBytes: options.maxAnswerBytes ?? 32 * 1024 * 1024,
      idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      ...(options.now === undefined ? {} : { now: options.now }),
    });
  }

  async convertHtml(html: string, signal: AbortSignal): Promise<{ pdf: Uint8Array; usage: Usage }> {
    signal.throwIfAborted();
    const form = new FormData();
    form.append('files', new Blob([html], { type: 'text/html' }), 'index.html');
    form.append('preferCssPageSize', 'true');
    form.append('printBackground', 'true');
    form.append('generateTaggedPdf', 'true');
    const response = await this.#fetch(this.#url, {
      method: 'POST',
      headers: this.#headers,
      body: form,
      signal,
    });
    const pdf = await bodyBytes('pdf_service', response, signal);
    return { pdf, usage: { units: await pageCount(pdf) } };
  }
}

/** @throws ProviderError `PROVIDER_ANSWER_INVALID` when the bytes are no PDF that opens and has a page */
async function pageCount(pdf: Uint8Array): Promise<number> {
  if (Buffer.from(pdf.subarray(0, 5)).toString('latin1') !== '%PDF-') {
    throw answerInvalid('pdf_service', 'answered with something that is not a PDF');
  }
  const { getDocumentProxy } = await import('unpdf');
  try {
    // The reader takes over the bytes it is given.
    const document = await getDocumentProxy(new Uint8Array(pdf), { verbosity: 0 });
    const pages = document.numPages;
    await document.loadingTask.destroy();
    if (pages > 0) return pages;
  } catch {
    // Told below, without the reader's words on what it could not read.
  }
  throw answerInvalid('pdf_service', 'answered with a PDF that does not open');
}
