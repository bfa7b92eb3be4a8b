import { type ErrorKind, StrataError, type StrataErrorOptions } from '../error.ts';

/** One thing that is wrong with one part of a request. */
export interface FieldError {
  in: 'body' | 'query' | 'path';
  /** Path of the field (`input.posting.text`), or the name of the parameter; empty for the whole body. */
  field: string;
  message: string;
}

export interface RequestErrorOptions extends Omit<StrataErrorOptions, 'kind'> {
  kind?: ErrorKind;
  /** Headers that HTTP wants beside the status, such as `Allow`. */
  headers?: Record<string, string>;
  fields?: FieldError[];
}

/** A fault of the request itself, for which HTTP has a status of its own (413, 415, 405, …). */
export class RequestError extends StrataError {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly fields: FieldError[];

  constructor(status: number, code: string, message: string, options: RequestErrorOptions = {}) {
    const { kind = 'usage', headers = {}, fields = [], ...rest } = options;
    super(code, message, { kind, ...rest });
    this.status = status;
    this.headers = headers;
    this.fields = fields;
  }
}
