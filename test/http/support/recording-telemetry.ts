import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { pino } from 'pino';
import type { Telemetry } from '../../../src/telemetry/telemetry.ts';

export interface RecordingTelemetry extends Telemetry {
  spans(): ReadableSpan[];
  logText(): string;
}

/** The OpenTelemetry SDK, with spans and log lines kept where a test can read them. */
export function recordingTelemetry(): RecordingTelemetry {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  const exporter = new InMemorySpanExporter();
  const tracers = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const reader = new PrometheusExporter({ preventServerStart: true });
  const meters = new MeterProvider({ readers: [reader] });
  const meter = meters.getMeter('strata');
  const lines: string[] = [];

  return {
    tracer: tracers.getTracer('strata'),
    log: pino({ level: 'debug' }, { write: (line) => lines.push(line) }),
    instruments: {
      httpRequestDuration: meter.createHistogram('http_server_request_duration_seconds'),
      jobs: meter.createCounter('strata_jobs'),
      jobDuration: meter.createHistogram('strata_job_duration_seconds'),
      jobQueueWait: meter.createHistogram('strata_job_queue_wait_seconds'),
      layerDuration: meter.createHistogram('strata_layer_duration_seconds'),
      layerFailures: meter.createCounter('strata_layer_failures'),
      checkpointBytes: meter.createHistogram('strata_checkpoint_bytes'),
    },
    observeGauge: () => {},
    metricsText: async () => {
      const { resourceMetrics } = await reader.collect();
      return new PrometheusSerializer().serialize(resourceMetrics);
    },
    stop: async () => {
      await Promise.all([tracers.shutdown(), meters.shutdown()]);
      context.disable();
    },
    spans: () => exporter.getFinishedSpans(),
    logText: () => lines.join(''),
  };
}
