import { StrataError } from '../error.ts';
import { blankCv, type PrintableCv } from './cv-lines.ts';
import { writeCvPdf } from './cv-pdf.ts';
import type { PdfWriter, PdfWriterContext, WrittenPdf } from './pdf-writer.ts';

/** Writes the PDF in this process; needs nothing but the fonts that come along. */
export class EmbeddedPdfWriter implements PdfWriter {
  readonly name = 'embedded';

  #prepared: Promise<unknown> | undefined;

  /**
   * Writes a first page that nobody sees, since the first one loads libraries, fonts and the shapes of letters and
   * takes some four times as long as any later one. May be called again, at no cost.
   */
  async prepare(): Promise<void> {
    this.#prepared ??= writeCvPdf(firstPage);
    await this.#prepared;
  }

  async write(cv: PrintableCv, { signal }: Pick<PdfWriterContext, 'signal'>): Promise<WrittenPdf> {
    throwIfCancelled(signal);
    const written = await writeCvPdf(cv);
    throwIfCancelled(signal);
    return written;
  }
}

const firstPage: PrintableCv = {
  ...blankCv,
  basics: { name: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', profiles: [] },
  summary: [
    { text: 'the quick brown fox jumps over the lazy dog, 0123456789 %', sources: ['basics.summary'] },
  ],
};

function throwIfCancelled(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new StrataError('PDF_CANCELLED', 'Writing the PDF was cancelled', {
    kind: 'cancelled',
    cause: signal.reason,
  });
}
