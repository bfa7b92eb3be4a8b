import { isSpanContextValid, trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { LogLevel } from '../config/config.ts';
import { errorLine } from './error-line.ts';
import { scrubLine } from './scrub.ts';
import { identityOf } from './span-guard.ts';

const standardError = 2;

/**
 * JSON lines on standard error, since standard output belongs to results. Each is written before the call
 * returns, so that the last lines before an exit are not lost.
 */
export function createLogger(options: {
  level: LogLevel;
  service: string;
  /** Instead of standard error. */
  to?: DestinationStream | undefined;
}): Logger {
  const withStack = options.level === 'debug' || options.level === 'trace';
  return pino(
    {
      level: options.level,
      base: { service: options.service },
      timestamp: stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => errorLine(error, withStack) },
      mixin: activeContext,
      hooks: { streamWrite: scrubLine },
    },
    options.to ?? pino.destination({ dest: standardError, sync: true }),
  );
}

/** What is under way, as the active span knows it. */
function activeContext(): Record<string, string> {
  const span = trace.getActiveSpan();
  const active = span?.spanContext();
  if (!span || !active || !isSpanContextValid(active)) return {};
  const { jobId, layer } = identityOf(span);
  return {
    trace_id: active.traceId,
    span_id: active.spanId,
    ...(jobId === undefined ? {} : { job_id: jobId }),
    ...(layer === undefined ? {} : { layer }),
  };
}
