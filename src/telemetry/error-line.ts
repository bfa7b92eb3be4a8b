import { StrataError } from '../error.ts';
import { scrub } from './scrub.ts';

const longestMessage = 300;
const deepestCause = 5;

/** An error as a log line tells it. */
export interface ErrorLine {
  type: string;
  code?: string;
  kind?: string;
  where?: string;
  message?: string;
  /** Its causes, outermost first, by type and code alone. */
  causes?: { type: string; code?: string }[];
  /** Frames without messages, at debug only. */
  stack?: string[];
}

/**
 * Our own messages are fit for people and are told as they are. Messages of libraries may quote what they were
 * given, such as a parser the line it stumbled over: of those the first line is told, without longer quotations;
 * of causes only type and code.
 */
export function errorLine(error: unknown, withStack: boolean): ErrorLine {
  if (!(error instanceof Error)) return { type: typeof error };
  const causes = causesOf(error);
  return {
    ...identityOf(error),
    ...(error instanceof StrataError ? { kind: error.kind } : {}),
    ...(error instanceof StrataError && error.where !== undefined ? { where: scrub(error.where) } : {}),
    message: messageOf(error),
    ...(causes.length > 0 ? { causes } : {}),
    ...(withStack ? { stack: framesOf(error) } : {}),
  };
}

/** A short, bounded name for what went wrong, fit for `error.type` and labels. */
export function errorTypeOf(error: unknown): string {
  const { type, code } = identityOf(error);
  return code ?? type;
}

function identityOf(error: unknown): { type: string; code?: string } {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const stable = typeof code === 'number' || (typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code));
  // An error made in another realm or with a changed name tells more by its name than by its constructor.
  return {
    type: /^\w{1,60}$/.test(error.name) ? error.name : 'Error',
    ...(stable ? { code: String(code) } : {}),
  };
}

function messageOf(error: Error): string {
  if (error instanceof StrataError) return scrub(error.message);
  const [first = ''] = error.message.split('\n', 1);
  return scrub(withoutQuotations(first, error instanceof SyntaxError)).slice(0, longestMessage);
}

/** Names of properties and options stay; what holds a blank or is long is more likely to be content. */
function withoutQuotations(text: string, all: boolean): string {
  return text.replaceAll(/"([^"]*)"|'([^']*)'|`([^`]*)`/g, (quotation) =>
    all || /\s/.test(quotation) || quotation.length > 26 ? '"…"' : quotation,
  );
}

function causesOf(error: Error): { type: string; code?: string }[] {
  const causes: { type: string; code?: string }[] = [];
  let cause = error.cause;
  while (cause !== undefined && cause !== null && causes.length < deepestCause) {
    causes.push(identityOf(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

function framesOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
