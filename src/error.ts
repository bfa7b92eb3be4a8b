/**
 * What kind of trouble an error is. The command line turns it into an exit code and HTTP into a status;
 * nothing else ever looks at messages.
 */
export type ErrorKind =
  | 'usage' // the command or request was put wrongly
  | 'input' // what was handed in cannot be worked with
  | 'configuration'
  | 'not-found'
  | 'conflict' // it is in use, or changed meanwhile
  | 'unavailable' // a store, provider or folder cannot be used right now
  | 'timeout'
  | 'cancelled'
  | 'failed';

export interface StrataErrorOptions {
  kind: ErrorKind;
  /** Where it happened: a file with its line, a field's path, a variable, an address. */
  where?: string;
  /** What the reader can do about it, as a full clause ("give a folder that can be written"). */
  action?: string;
  retryable?: boolean;
  /** After how long a retry makes sense; becomes `Retry-After`. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** An error that may be shown to people: what happened, where, what to do. Never holds a secret. */
export class StrataError extends Error {
  override readonly name: string = 'StrataError';
  /** Stable, upper snake case, part of the public interface: POSTING_EMPTY, DATA_FOLDER_IN_USE, … */
  readonly code: string;
  readonly kind: ErrorKind;
  readonly where: string | undefined;
  readonly action: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: StrataErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = options.kind;
    this.where = options.where;
    this.action = options.action;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The error as the one line that the command line prints. */
  toLine(): string {
    const where = this.where === undefined ? '' : `${this.where}: `;
    const action = this.action === undefined ? '' : `; ${this.action}`;
    return `${where}${this.message}${action}`.replaceAll(/\s*[\r\n]+\s*/g, ' ');
  }
}
