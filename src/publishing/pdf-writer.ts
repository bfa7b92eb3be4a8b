import type { CallScope } from '../guardrails/call-scope.ts';
import type { PrintableCv } from './cv-lines.ts';

export interface WrittenPdf {
  bytes: Uint8Array;
  /** Characters of the CV that the PDF shows as an empty box, each once; extraction still gives them back. */
  missingCharacters: string[];
}

export interface PdfWriterContext {
  signal: AbortSignal;
  /** Whom the writing and its cost belong to. */
  scope: CallScope;
}

/** Turns a CV into a PDF: one column of selectable text, the wording of `cvLines` and nothing else. */
export interface PdfWriter {
  readonly name: string;
  /**
   * The same CV gives the same bytes wherever the writer has that in its hand.
   *
   * @throws StrataError of kind `unavailable` when the writer cannot be used, `cancelled` when `signal` fired
   */
  write(cv: PrintableCv, context: PdfWriterContext): Promise<WrittenPdf>;
}
