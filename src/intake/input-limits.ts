import { StrataError } from '../error.ts';
import type { InputText } from '../jobs/job.ts';

export interface InputLimits {
  /** Of the text in UTF-8. */
  maxBytes: number;
}

/** No posting and no CV is longer; what is, is something else or an attack on whoever reads on. */
const maxInputCharacters = 200_000;

/**
 * Refuses what no reader should begin on.
 * @throws StrataError `<PREFIX>_EMPTY`, `<PREFIX>_TOO_LARGE`, `<PREFIX>_NOT_TEXT` (kind `input`)
 */
export function assertReadable(input: InputText, limits: InputLimits, prefix: 'POSTING' | 'CV'): void {
  const what = prefix === 'CV' ? 'CV' : 'posting';
  const where = input.name;
  const sizeBytes = Buffer.byteLength(input.text, 'utf8');
  if (sizeBytes > limits.maxBytes || input.text.length > maxInputCharacters) {
    throw new StrataError(
      `${prefix}_TOO_LARGE`,
      `the ${what} has ${sizeBytes} bytes; at most ${limits.maxBytes} bytes and ${maxInputCharacters} characters are read`,
      { kind: 'input', where, action: `hand in the ${what} alone, without anything round it` },
    );
  }
  if (input.text.trim() === '') {
    throw new StrataError(`${prefix}_EMPTY`, `the ${what} is empty`, {
      kind: 'input',
      where,
      action: `hand in the text of the ${what}`,
    });
  }
  if (input.text.includes('\0')) {
    throw new StrataError(`${prefix}_NOT_TEXT`, `the ${what} holds NUL characters, so it is not text`, {
      kind: 'input',
      where,
      action: 'save it as text, Markdown or HTML first',
    });
  }
}
