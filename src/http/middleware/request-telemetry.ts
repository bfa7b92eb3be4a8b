import {
  type Attributes,
  context,
  isSpanContextValid,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { StrataError } from '../../error.ts';
import { attributeKeys, spanNames } from '../../telemetry/names.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import { contextFromTraceparent, traceparentOf } from '../../telemetry/trace-context.ts';
import type { AppEnvironment } from '../app-environment.ts';

/** Label for requests that no route answers, so that scanners cannot make up time series. */
const unmatched = 'unmatched';

const knownMethods = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
]);

/**
 * Measures every request, and gives each but those to untraced routes a SERVER span under the caller's trace
 * context. Names and attributes: OpenTelemetry's stable conventions for HTTP servers.
 */
export function requestTelemetry(
  telemetry: Telemetry,
  untracedRoutes: ReadonlySet<string>,
): MiddlewareHandler<AppEnvironment> {
  return async function requestTelemetry(c, next) {
    const startedAtMs = performance.now();
    const template = templateOf(c);
    const route = template ?? unmatched;
    // A made-up method would be a label as endless as a made-up path.
    const method = knownMethods.has(c.req.method) ? c.req.method : '_OTHER';

    if (untracedRoutes.has(route)) await next();
    else await traced(c, next);

    const labels = { method, route, status: String(c.res.status) };
    telemetry.instruments.httpRequestDuration.record((performance.now() - startedAtMs) / 1000, labels);

    async function traced(c: Context<AppEnvironment>, next: () => Promise<void>): Promise<void> {
      const parent = contextFromTraceparent(c.req.header('traceparent'));
      const attributes: Attributes = {
        [attributeKeys.httpRequestMethod]: method,
        [attributeKeys.urlPath]: c.req.path,
      };
      if (template !== undefined) attributes[attributeKeys.httpRoute] = template;
      const span = telemetry.tracer.startSpan(
        spanNameOf(method, template),
        { kind: SpanKind.SERVER, attributes },
        parent,
      );
      // Without an SDK and without a caller's context there is nothing to hand on.
      const traceparent = isSpanContextValid(span.spanContext()) ? traceparentOf(span) : undefined;
      try {
        await context.with(trace.setSpan(parent, span), next);
        span.setAttribute(attributeKeys.httpResponseStatusCode, c.res.status);
        if (c.res.status >= 500) {
          span.setAttribute(attributeKeys.errorType, errorType(c.error) ?? String(c.res.status));
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        if (traceparent !== undefined) c.res.headers.set('traceparent', traceparent);
      } finally {
        span.end();
      }
    }
  };
}

/** The pattern of the route that answers, as in the API's description (`/api/jobs/{id}`). */
function templateOf(c: Context): string | undefined {
  const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL');
  return route?.path.replaceAll(/:([^/]+)/g, '{$1}');
}

/** Without a route the method alone: anything else would make up names without end. */
function spanNameOf(method: string, template: string | undefined): string {
  const shown = method === '_OTHER' ? 'HTTP' : method;
  return template === undefined ? shown : spanNames.httpRequest(shown, template);
}

function errorType(error: Error | undefined): string | undefined {
  return error instanceof StrataError ? error.code : error?.name;
}
