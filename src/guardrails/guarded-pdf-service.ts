import type { PdfServiceClient } from '../providers/pdf-service.ts';
import type { CallScope } from './call-scope.ts';
import type { Guard } from './guard.ts';
import type { Prices } from './pricing/prices.ts';

export interface GuardedPdfServiceOptions {
  client: PdfServiceClient;
  guard: Guard;
  prices: Prices;
  /** Of one attempt. */
  timeoutMs: number;
}

/**
 * Of the HTML that the CV is rendered to, a page takes more than this: at least 43 lines of at least 16 bytes each,
 * its tags included.
 */
const fewestBytesPerPage = 500;

/** The PDF service as writers get it: every call goes through the guard. */
export class GuardedPdfService {
  readonly provider = 'pdf_service';
  readonly #options: GuardedPdfServiceOptions;

  constructor(options: GuardedPdfServiceOptions) {
    this.#options = options;
  }

  /** @throws ProviderError; BudgetRefused; LimitExceeded; BreakerOpen; the signal's reason */
  async convertHtml(html: string, context: { scope: CallScope; signal: AbortSignal }): Promise<Uint8Array> {
    const { client, guard, prices, timeoutMs } = this.#options;
    const { provider } = this;
    const mostPages = 1 + Math.ceil(Buffer.byteLength(html) / fewestBytesPerPage);
    return guard.call<Uint8Array>(
      {
        provider,
        operation: 'convert',
        scope: context.scope,
        worst: { costNanoUsd: prices.worstCostOf(provider, undefined, { units: mostPages }), tokens: 0 },
        timeoutMs,
        async attempt(signal) {
          const { pdf, usage } = await client.convertHtml(html, signal);
          return { value: pdf, usage };
        },
        priceOf: (usage) => prices.costOf(provider, undefined, usage),
      },
      context.signal,
    );
  }
}
