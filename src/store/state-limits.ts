import { StrataError } from '../error.ts';

const mostBytes = 1024 * 1024;

/** @throws StrataError `STATE_TOO_LARGE` (kind `failed`) over 1 MiB */
export function stateText(key: string, value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  if (Buffer.byteLength(text) <= mostBytes) return text;
  throw new StrataError('STATE_TOO_LARGE', 'a state of more than 1 MiB cannot be kept', {
    kind: 'failed',
    where: key,
    action: 'keep less in it',
  });
}

/** The names that begin with a prefix are those from the prefix up to this, in the order of code points. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}
