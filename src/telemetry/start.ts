import { randomUUID } from 'node:crypto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type MetricProducer, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { DestinationStream } from 'pino';
import type { Config } from '../config/config.ts';
import { version } from '../version.ts';
import { createInstruments, meterName, observeGauge } from './instruments.ts';
import { KeptSpans } from './kept-spans.ts';
import { createLogger } from './logger.ts';
import { type Otlp, otlp } from './otlp.ts';
import { prometheusText } from './prometheus-text.ts';
import { type SdkParts, startLeanSdk, startServiceSdk } from './sdk.ts';
import { SeriesProducer } from './series.ts';
import { SpanGuard } from './span-guard.ts';
import type { Telemetry } from './telemetry.ts';

export interface TelemetryOptions {
  /**
   * `run`: short-lived, starts fast, pushes its metrics too where there is an endpoint.
   * `serve`: scraped, with metrics of the runtime, registered globally.
   */
  mode: 'run' | 'serve';
  /** Keeps ended spans for `traceJson`; default: in a run. */
  keepSpans?: boolean;
  /** Where log lines go instead of standard error. */
  logTo?: DestinationStream;
}

const defaultLevels = { run: 'warn', serve: 'info' } as const;
const stopTimeoutMs = 2000;
const gaugeTimeoutMs = 2000;
/** A push at the end of a run has to be over, with its retries, before the stop gives up on it. */
const pushTimeoutMs = { run: 1500, serve: 10_000 };
const pushMetricsEveryMs = 15_000;

/**
 * Starts traces, metrics and the log, whose first lines are the configuration's warnings. Nothing is ever sent
 * anywhere unless an endpoint is configured.
 */
export async function startTelemetry(
  config: Pick<Config, 'telemetry' | 'log'> & Partial<Pick<Config, 'warnings'>>,
  options: TelemetryOptions,
): Promise<Telemetry> {
  const { mode } = options;
  const { serviceName, environment, otlpEndpoint, otlpHeaders } = config.telemetry;
  const log = createLogger({
    level: config.log.level ?? defaultLevels[mode],
    service: serviceName,
    to: options.logTo,
  });
  for (const warning of config.warnings ?? []) log.warn(warning);
  const push =
    otlpEndpoint === undefined
      ? undefined
      : otlp({ endpoint: otlpEndpoint, headers: otlpHeaders, timeoutMs: pushTimeoutMs[mode], log });
  const kept = (options.keepSpans ?? mode === 'run') ? new KeptSpans() : undefined;
  const series = new SeriesProducer(meterName);
  const prometheus = prometheusText([series], (errors) =>
    log.warn({ err: errors[0] }, 'metrics are incomplete'),
  );
  const parts: SdkParts = {
    resource: resourceFromAttributes({
      'service.name': serviceName,
      'service.version': version,
      'service.instance.id': randomUUID(),
      'deployment.environment.name': environment,
    }),
    spanProcessors: [
      new SpanGuard((key) => log.debug({ key }, 'a span attribute is not listed and was left out')),
      ...(kept ? [kept] : []),
      ...(push ? [await spanPush(push, mode)] : []),
    ],
    metricReaders: [prometheus.reader, ...(push && mode === 'run' ? [await metricPush(push, series)] : [])],
  };
  const sdk = mode === 'serve' ? await startServiceSdk(parts) : startLeanSdk(parts);

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    const inTime = await settledWithin(sdk.shutdown(), stopTimeoutMs);
    if (!inTime) log.warn('the last telemetry could not be pushed in time');
    push?.release();
  };
  return {
    tracer: sdk.tracer,
    log,
    instruments: createInstruments(sdk.meter, series),
    observeGauge: (name, observe) =>
      observeGauge(sdk.meter, name, observe, {
        timeoutMs: gaugeTimeoutMs,
        onTrouble: (cause) => log.warn({ metric: name, err: cause }, 'a gauge could not be observed'),
      }),
    metricsText: () => prometheus.text(),
    traceJson: async (traceId) => kept?.json(traceId),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

async function spanPush(push: Otlp, mode: 'run' | 'serve'): Promise<BatchSpanProcessor> {
  const exporter = await push.spanExporter();
  return new BatchSpanProcessor({ exporter, exportTimeoutMillis: pushTimeoutMs[mode] + 500 });
}

async function metricPush(push: Otlp, series: MetricProducer): Promise<PeriodicExportingMetricReader> {
  return new PeriodicExportingMetricReader({
    exporter: await push.metricExporter(),
    metricProducers: [series],
    exportIntervalMillis: pushMetricsEveryMs,
    exportTimeoutMillis: pushTimeoutMs.run,
  });
}

async function settledWithin(work: Promise<void>, timeoutMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), timeoutMs);
  const done = work.then(
    () => true,
    // Whatever could not be pushed has been told in the log already.
    () => true,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
