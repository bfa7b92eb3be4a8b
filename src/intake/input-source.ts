import { createHash } from 'node:crypto';
import type { InputText } from '../jobs/job.ts';

/** Where an input came from, the same for the same input on every machine. */
export interface InputSource {
  /** File name, `stdin` or `request`; no folders. */
  name: string;
  /** `sha256:` and the hex digest of the text's UTF-8 bytes. */
  hash: string;
  sizeBytes: number;
}

export function sourceOf(input: InputText): InputSource {
  const bytes = Buffer.from(input.text, 'utf8');
  return {
    name: input.name.split(/[\\/]/).at(-1) || 'request',
    hash: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    sizeBytes: bytes.byteLength,
  };
}
