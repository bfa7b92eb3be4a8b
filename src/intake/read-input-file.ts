import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { StrataError } from '../error.ts';
import type { InputText } from '../jobs/job.ts';
import { decodeText } from './decode-text.ts';
import type { InputLimits } from './input-limits.ts';

/**
 * Reads a text file, or standard input for `-`, without ever holding more than the limit.
 *
 * @throws StrataError kind `input`: `INPUT_NOT_FOUND`, `INPUT_IS_FOLDER`, `INPUT_UNREADABLE`, `INPUT_TOO_LARGE`,
 *   `INPUT_EMPTY`, `INPUT_NEEDS_CONVERSION`, `INPUT_NOT_TEXT`, `INPUT_NOT_UTF8`; kind `cancelled`:
 *   `INPUT_CANCELLED`
 */
export async function readInputFile(
  path: string,
  limits: InputLimits,
  options: { signal?: AbortSignal; stdin?: AsyncIterable<Uint8Array | string> } = {},
): Promise<InputText> {
  const { signal, stdin = process.stdin } = options;
  const where = path === '-' ? 'stdin' : path;
  try {
    if (path === '-')
      return { name: 'stdin', text: decodeText(await collect(stdin, limits, where, signal), where) };
    const { size } = await statFile(path);
    if (size > limits.maxBytes) throw tooLarge(where, limits, size);
    const stream = createReadStream(path, signal === undefined ? {} : { signal });
    return { name: basename(path), text: decodeText(await collect(stream, limits, where, signal), where) };
  } catch (cause) {
    throw cause instanceof StrataError ? cause : readingFault(cause, where);
  }
}

async function statFile(path: string): Promise<{ size: number }> {
  const found = await stat(path);
  if (found.isDirectory()) {
    throw new StrataError('INPUT_IS_FOLDER', 'this is a folder', {
      kind: 'input',
      where: path,
      action: 'name a file in it',
    });
  }
  // Pipes and devices have no size; what comes out of them is counted while it is read.
  return { size: found.isFile() ? found.size : 0 };
}

async function collect(
  stream: AsyncIterable<Uint8Array | string>,
  limits: InputLimits,
  where: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    signal?.throwIfAborted();
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    sizeBytes += bytes.byteLength;
    if (sizeBytes > limits.maxBytes) throw tooLarge(where, limits, undefined);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tooLarge(where: string, limits: InputLimits, sizeBytes: number | undefined): StrataError {
  const size = sizeBytes === undefined ? `more than ${limits.maxBytes} bytes` : `${sizeBytes} bytes`;
  return new StrataError('INPUT_TOO_LARGE', `it has ${size}; at most ${limits.maxBytes} are read`, {
    kind: 'input',
    where,
    action: 'hand in the text of the posting or the CV alone',
  });
}

function readingFault(cause: unknown, where: string): StrataError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ABORT_ERR' || (cause as Error).name === 'AbortError') {
    return new StrataError('INPUT_CANCELLED', 'reading was cancelled', { kind: 'cancelled', where, cause });
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new StrataError('INPUT_NOT_FOUND', 'there is no such file', {
      kind: 'input',
      where,
      action: 'check the path',
      cause,
    });
  }
  if (code === 'EISDIR') {
    return new StrataError('INPUT_IS_FOLDER', 'this is a folder', {
      kind: 'input',
      where,
      action: 'name a file in it',
      cause,
    });
  }
  const reason =
    code === 'EACCES' || code === 'EPERM'
      ? 'it may not be read'
      : `it cannot be read (${code ?? 'unknown fault'})`;
  return new StrataError('INPUT_UNREADABLE', reason, {
    kind: 'input',
    where,
    action: 'check the permissions of the file and its folders',
    cause,
  });
}
