import type { Counter, Histogram, Tracer } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { GaugeName } from './names.ts';
import type { CounterSeries, HistogramSeries, Metric } from './series.ts';

/** Instruments by what they measure; their names live in names.ts. Attributes are bounded. */
export interface Instruments {
  httpRequestDuration: Histogram;
  jobs: Counter;
  jobDuration: Histogram;
  jobQueueWait: Histogram;
  layerDuration: Histogram;
  layerFailures: Counter;
  checkpointBytes: Histogram;
  providerCallDuration: Metric<HistogramSeries>;
  limiterWait: Metric<HistogramSeries>;
  inferenceDuration: Metric<HistogramSeries>;
  inferenceTimeToFirstChunk: Metric<HistogramSeries>;
  inferenceInputTokens: Metric<CounterSeries>;
  inferenceOutputTokens: Metric<CounterSeries>;
  inferenceCacheReadTokens: Metric<CounterSeries>;
  inferenceCacheWriteTokens: Metric<CounterSeries>;
  inferenceReasoningTokens: Metric<CounterSeries>;
  tokens: Metric<CounterSeries>;
  costUsd: Metric<CounterSeries>;
  budgetDecisions: Metric<CounterSeries>;
  breakerTransitions: Metric<CounterSeries>;
  breakerRejections: Metric<CounterSeries>;
  retries: Metric<CounterSeries>;
  failovers: Metric<CounterSeries>;
}

/** One observed value of a gauge. */
export interface Observation {
  value: number;
  attributes?: Record<string, string>;
}

export interface Telemetry {
  readonly tracer: Tracer;
  /** Every line carries `trace_id`, `span_id`, `job_id` and `layer` of the active span. */
  readonly log: Logger;
  readonly instruments: Instruments;
  /**
   * Asks `observe` at each collection, for at most two seconds; a callback that throws or hangs is logged and
   * leaves the gauge out.
   */
  observeGauge(name: GaugeName, observe: () => Observation[] | Promise<Observation[]>): () => void;
  /** The metrics in Prometheus' text format 0.0.4. Not after `stop()`; empty where OTEL_SDK_DISABLED is set. */
  metricsText(): Promise<string>;
  /**
   * Ended spans as one OTLP/JSON `ExportTraceServiceRequest`, of one trace or of all; undefined when there are
   * none. Spans are kept only where `keepSpans` asks for it. Works after `stop()` too.
   */
  traceJson(traceId?: string): Promise<string | undefined>;
  /** Pushes what is waiting and lets go of everything. Takes at most two seconds, never rejects. */
  stop(): Promise<void>;
}
