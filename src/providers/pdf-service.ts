import type { Usage } from './usage.ts';

/** An unguarded PDF service; only the guard gets to see one. */
export interface PdfServiceClient {
  /** HTML to PDF; `usage.units` is the number of pages. @throws ProviderError */
  convertHtml(html: string, signal: AbortSignal): Promise<{ pdf: Uint8Array; usage: Usage }>;
}
