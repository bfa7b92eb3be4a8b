import type { Counter, Histogram, Tracer } from '@opentelemetry/api';
import type { Logger } from 'pino';

/** Instruments by what they measure; their names live in names.ts. Attributes are bounded. */
export interface Instruments {
  httpRequestDuration: Histogram;
  jobs: Counter;
  jobDuration: Histogram;
  jobQueueWait: Histogram;
  layerDuration: Histogram;
  layerFailures: Counter;
  checkpointBytes: Histogram;
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
  /** Asks `observe` at each collection; a callback that throws is logged and leaves the gauge out. */
  observeGauge(name: string, description: string, observe: () => Observation[] | Promise<Observation[]>): void;
  /** The metrics in Prometheus' text format. */
  metricsText(): Promise<string>;
  /** Pushes what is waiting and lets go of everything. Bounded in time. */
  stop(): Promise<void>;
}
