import { StrataError } from '../error.ts';
import type { PrintableCv } from './cv-lines.ts';
import { loadPdfParts, writeCvPdf } from './cv-pdf.ts';
import type { PdfWriter, WrittenPdf } from './pdf-writer.ts';

/** Writes the PDF in this process; needs nothing but the fonts that come along. */
export class EmbeddedPdfWriter implements PdfWriter {
  readonly name = 'embedded';

  /** Loads the writer's libraries and fonts, which the first PDF would wait for. May be called again, at no cost. */
  async prepare(): Promise<void> {
    await loadPdfParts();
  }

  async write(cv: PrintableCv, signal: AbortSignal): Promise<WrittenPdf> {
    throwIfCancelled(signal);
    const written = await writeCvPdf(cv);
    throwIfCancelled(signal);
    return written;
  }
}

function throwIfCancelled(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new StrataError('PDF_CANCELLED', 'Writing the PDF was cancelled', {
    kind: 'cancelled',
    cause: signal.reason,
  });
}
