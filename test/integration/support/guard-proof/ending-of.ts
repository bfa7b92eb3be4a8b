import { StrataError } from '../../../../src/error.ts';

/** How a guarded call ended, in a word: the code of its error, or `aborted`. Throws on what nobody foresaw. */
export function endingOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted && error === signal.reason) return 'aborted';
  if (error instanceof StrataError) return error.code;
  throw error;
}
