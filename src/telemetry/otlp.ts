import type { Agent } from 'node:http';
import { type ExportResult, ExportResultCode, parseKeyPairsIntoRecord } from '@opentelemetry/core';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';

export interface OtlpOptions {
  /** Base address; the signals' paths are appended. */
  endpoint: string;
  /** `name=value` pairs, comma-separated, values percent-encoded. */
  headers?: string | undefined;
  /** For one push with its retries. */
  timeoutMs: number;
  log: Logger;
}

export interface Otlp {
  spanExporter(): Promise<SpanExporter>;
  metricExporter(): Promise<PushMetricExporter>;
  /** Cuts what is still under way, so that nothing keeps the process alive. */
  release(): void;
}

/** Pushes to an OTLP receiver. One that cannot be reached is told in the log once, and once more when it is back. */
export function otlp(options: OtlpOptions): Otlp {
  const agents: Agent[] = [];
  const told = toldOnce(options);
  const configFor = (path: string) => ({
    url: `${options.endpoint.replace(/\/+$/, '')}${path}`,
    headers: parseKeyPairsIntoRecord(options.headers),
    timeoutMillis: options.timeoutMs,
    httpAgentOptions: async (protocol: string) => {
      const { Agent } = protocol === 'https:' ? await import('node:https') : await import('node:http');
      const agent = new Agent({ keepAlive: true });
      agents.push(agent);
      return agent;
    },
  });
  return {
    async spanExporter() {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
      return told(new OTLPTraceExporter(configFor('/v1/traces')));
    },
    async metricExporter() {
      const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http');
      return told(new OTLPMetricExporter(configFor('/v1/metrics')));
    },
    release() {
      for (const agent of agents) agent.destroy();
    },
  };
}

interface Exporter<Batch> {
  export(batch: Batch, done: (result: ExportResult) => void): void;
}

function toldOnce({
  endpoint,
  log,
}: OtlpOptions): <Batch, E extends Exporter<Batch>>(exporter: E & Exporter<Batch>) => E {
  let failing = false;
  const tell = ({ code, error }: ExportResult) => {
    const failed = code !== ExportResultCode.SUCCESS;
    if (failed && !failing) {
      const where = { endpoint: new URL(endpoint).host };
      log.warn({ ...where, err: error }, 'telemetry cannot be pushed; jobs go on without it');
    }
    if (!failed && failing) log.info('telemetry is pushed again');
    failing = failed;
  };
  return (exporter) => {
    const send = exporter.export.bind(exporter);
    exporter.export = (batch, done) =>
      send(batch, (result) => {
        tell(result);
        done(result);
      });
    return exporter;
  };
}
