import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came over the wire, in OTLP/JSON. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: Record<string, unknown>;
  links: { traceId: string; spanId: string }[];
  statusCode: number;
  resource: Record<string, unknown>;
}

export interface OtlpReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string;
  spans(): ReceivedSpan[];
  /** Names of the metrics that were pushed. */
  metricNames(): string[];
  /** Headers of each request, oldest first. */
  headers(): Record<string, unknown>[];
  stop(): Promise<void>;
}

/** A real OTLP/HTTP server that takes JSON and remembers it. `answer` may be a status, or `never`. */
export async function startOtlpReceiver(answer: () => number | 'never' = () => 200): Promise<OtlpReceiver> {
  const traces: ExportedTraces[] = [];
  const metrics: ExportedMetrics[] = [];
  const headers: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    headers.push(request.headers);
    const status = answer();
    if (status === 'never') return;
    if (status === 200 && request.url === '/v1/traces') traces.push(JSON.parse(body));
    if (status === 200 && request.url === '/v1/metrics') metrics.push(JSON.parse(body));
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => traces.flatMap(spansOf),
    metricNames: () =>
      metrics.flatMap(({ resourceMetrics }) =>
        resourceMetrics.flatMap(({ scopeMetrics }) =>
          scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
        ),
      ),
    headers: () => headers,
    stop: () => closed(server),
  };
}

/** Spans of one `ExportTraceServiceRequest` in OTLP/JSON. */
export function spansOf({ resourceSpans }: ExportedTraces): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ status, links, attributes, ...span }) => ({
        ...span,
        attributes: plain(attributes),
        links: links ?? [],
        statusCode: status?.code ?? 0,
        resource: plain(resource.attributes),
      })),
    ),
  );
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}

function plain(attributes: ExportedAttribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

interface ExportedAttribute {
  key: string;
  value: Record<string, unknown>;
}

export interface ExportedTraces {
  resourceSpans: {
    resource: { attributes: ExportedAttribute[] };
    scopeSpans: {
      spans: {
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        name: string;
        kind: number;
        attributes?: ExportedAttribute[];
        links?: { traceId: string; spanId: string }[];
        status?: { code?: number };
      }[];
    }[];
  }[];
}

interface ExportedMetrics {
  resourceMetrics: { scopeMetrics: { metrics: { name: string }[] }[] }[];
}
