import { STATUS_CODES } from 'node:http';
import { HTTPException } from 'hono/http-exception';
import { type ErrorKind, StrataError } from '../error.ts';
import { problemCatalogue } from './problem-catalogue.ts';
import { type FieldError, RequestError } from './request-error.ts';

/** A problem document (RFC 9457) with this API's extension members. */
export interface Problem {
  /** Where the documentation explains the problem; `about:blank` for codes that explain themselves. */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable, upper snake case. */
  code: string;
  /** What the caller can do about it. */
  action?: string;
  /** The field or part of the input that it is about. */
  where?: string;
  /** Path of the request. */
  instance?: string;
  errors?: FieldError[];
  requestId: string;
}

export interface ProblemContext {
  requestId: string;
  instance?: string;
}

const statusOfKind = {
  usage: 400,
  input: 422,
  configuration: 500,
  'not-found': 404,
  conflict: 409,
  unavailable: 503,
  timeout: 504,
  cancelled: 409,
  failed: 500,
} as const satisfies Record<ErrorKind, number>;

/** When the error itself does not say how long to wait. */
const defaultRetryAfterMs = 5_000;

/** The one place where errors become HTTP answers. What an unknown error says stays in the log. */
export function problemOf(
  error: unknown,
  context: ProblemContext,
): { problem: Problem; headers: Record<string, string> } {
  if (error instanceof StrataError) return problemOfStrataError(error, context);
  if (error instanceof HTTPException && error.status < 500) {
    return { problem: problemWith(error.status, 'REQUEST_MALFORMED', error.message, context), headers: {} };
  }
  const detail = 'The service could not answer the request. The log holds the details under the request id.';
  return { problem: problemWith(500, 'INTERNAL', detail, context), headers: {} };
}

export function problemResponse(error: unknown, context: ProblemContext): Response {
  const { problem, headers } = problemOf(error, context);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'X-Request-Id': context.requestId,
      ...headers,
    },
  });
}

function problemOfStrataError(error: StrataError, context: ProblemContext) {
  const ofRequest = error instanceof RequestError ? error : undefined;
  const status = ofRequest?.status ?? problemCatalogue[error.code]?.status ?? statusOfKind[error.kind];
  const problem = problemWith(status, error.code, error.message, context);
  if (error.action !== undefined) problem.action = error.action;
  // Where a fault of the service lies (a file, an address) is for the log, not for callers.
  if (error.where !== undefined && status < 500) problem.where = error.where;
  if (ofRequest !== undefined && ofRequest.fields.length > 0) problem.errors = ofRequest.fields;

  const headers: Record<string, string> = { ...ofRequest?.headers };
  if (error.retryAfterMs !== undefined || status === 503) {
    headers['Retry-After'] = String(Math.ceil((error.retryAfterMs ?? defaultRetryAfterMs) / 1000));
  }
  return { problem, headers };
}

function problemWith(status: number, code: string, detail: string, context: ProblemContext): Problem {
  const known = problemCatalogue[code];
  return {
    type: known === undefined ? 'about:blank' : `/api/docs#problem-${code}`,
    title: known?.title ?? STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    ...(context.instance === undefined ? {} : { instance: context.instance }),
    requestId: context.requestId,
  };
}
