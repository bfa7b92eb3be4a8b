import { execFileSync, spawnSync } from 'node:child_process';

/** Poppler's `pdftotext`, the reader that most pipelines for CVs use. */
const hasPdfToText = spawnSync('pdftotext', ['-v']).error === undefined;

/** Why tests with it are skipped; never where everything must run, so that there they fail instead. */
export const skipsPdfToText = !hasPdfToText && process.env.STRATA_TEST_REQUIRE !== 'all';

export const withPdfToText = skipsPdfToText ? ' (skipped: pdftotext of poppler-utils is not installed)' : '';

export function pdfText(bytes: Uint8Array, ...options: string[]): string {
  return execFileSync('pdftotext', [...options, '-enc', 'UTF-8', '-', '-'], {
    input: bytes,
    encoding: 'utf8',
  });
}

/** Words as a person or a tracking system sees them: pieces between white space. */
export function pieces(text: string): string[] {
  return text.split(/\s+/).filter((piece) => piece !== '');
}
