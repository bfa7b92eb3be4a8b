import { type Context, type Link, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';

/** W3C `traceparent` of a span, as it is stored with jobs and sent to others. */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** The context in which a span becomes a child of the one named; a root where the name is missing or malformed. */
export function contextFromTraceparent(traceparent: string | undefined): Context {
  const remote = parseTraceParent(traceparent ?? '');
  return remote ? trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true }) : ROOT_CONTEXT;
}

/** A link to the span that a stored `traceparent` names; undefined when it is missing or malformed. */
export function linkTo(traceparent: string | undefined): Link | undefined {
  const remote = parseTraceParent(traceparent ?? '');
  return remote ? { context: { ...remote, isRemote: true } } : undefined;
}
