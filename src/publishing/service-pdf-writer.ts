import { cvHtml } from './cv-html.ts';
import type { PrintableCv } from './cv-lines.ts';
import type { PdfWriter, PdfWriterContext, WrittenPdf } from './pdf-writer.ts';

/** What the writer needs of a service; `GuardedPdfService` has it. */
export interface HtmlToPdf {
  convertHtml(html: string, context: PdfWriterContext): Promise<Uint8Array>;
}

/** Has the PDF printed by a service, whose fonts may know more scripts than the embedded ones. */
export class ServicePdfWriter implements PdfWriter {
  readonly name = 'pdf_service';
  readonly #service: HtmlToPdf;

  constructor(service: HtmlToPdf) {
    this.#service = service;
  }

  async write(cv: PrintableCv, context: PdfWriterContext): Promise<WrittenPdf> {
    const bytes = await this.#service.convertHtml(cvHtml(cv), context);
    return { bytes, missingCharacters: [] };
  }
}
