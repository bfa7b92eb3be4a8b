import {
  type Context,
  context,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { errorTypeOf } from './error-line.ts';
import { attributeKeys } from './names.ts';
import type { Telemetry } from './telemetry.ts';

export interface WithSpanOptions extends SpanOptions {
  /** Instead of the active context; `contextFromTraceparent` makes one of a header. */
  parent?: Context;
}

/**
 * Runs `work` inside a span that always ends. An error is told as `error.type` (its code or its class) without
 * its message, since messages may hold content, and is thrown on.
 */
export async function withSpan<T>(
  telemetry: Pick<Telemetry, 'tracer'>,
  name: string,
  options: WithSpanOptions,
  work: (span: Span) => T | Promise<T>,
): Promise<T> {
  const { parent = context.active(), ...spanOptions } = options;
  const span = telemetry.tracer.startSpan(name, spanOptions, parent);
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (cause) {
    span.setAttribute(attributeKeys.errorType, errorTypeOf(cause));
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw cause;
  } finally {
    span.end();
  }
}
