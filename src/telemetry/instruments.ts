import type { Meter, ObservableResult } from '@opentelemetry/api';
import {
  AggregationType,
  createAllowListAttributesProcessor,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import {
  type CounterName,
  counters,
  type GaugeName,
  gauges,
  type HistogramName,
  histograms,
  type MetricDefinition,
} from './names.ts';
import type { SeriesProducer } from './series.ts';
import type { Instruments, Observation } from './telemetry.ts';

export const meterName = 'strata';

/** Held back by our labels alone; beyond it an instrument folds everything into one series. */
const mostSeries = 2000;

/** One view for each metric: only its own labels get through, histograms get their buckets. */
export function views(): ViewOptions[] {
  const labels = ({ instrument, labels }: MetricDefinition): ViewOptions => ({
    meterName,
    instrumentName: instrument,
    attributesProcessors: [createAllowListAttributesProcessor([...labels])],
    aggregationCardinalityLimit: mostSeries,
  });
  return [
    ...Object.values(histograms).map((definition) => ({
      ...labels(definition),
      aggregation: {
        type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM as const,
        options: { boundaries: [...definition.buckets], recordMinMax: false },
      },
    })),
    ...Object.values(counters).map(labels),
    ...Object.values(gauges).map(labels),
  ];
}

export function createInstruments(meter: Meter, series: SeriesProducer): Instruments {
  const histogram = (name: HistogramName) => {
    const { instrument, unit, description } = histograms[name];
    return meter.createHistogram(instrument, { unit, description });
  };
  const counter = (name: CounterName) => {
    const { instrument, unit, description } = counters[name];
    return meter.createCounter(instrument, { unit, description });
  };
  return {
    httpRequestDuration: histogram('http_server_request_duration_seconds'),
    jobs: counter('strata_jobs_total'),
    jobDuration: histogram('strata_job_duration_seconds'),
    jobQueueWait: histogram('strata_job_queue_wait_seconds'),
    layerDuration: histogram('strata_layer_duration_seconds'),
    layerFailures: counter('strata_layer_failures_total'),
    checkpointBytes: histogram('strata_checkpoint_bytes'),
    providerCallDuration: series.histogram('strata_provider_call_duration_seconds'),
    limiterWait: series.histogram('strata_limiter_wait_seconds'),
    inferenceDuration: series.histogram('gen_ai_client_inference_duration_seconds'),
    inferenceTimeToFirstChunk: series.histogram('gen_ai_client_inference_time_to_first_chunk_seconds'),
    inferenceInputTokens: series.counter('gen_ai_client_inference_usage_input_tokens_total'),
    inferenceOutputTokens: series.counter('gen_ai_client_inference_usage_output_tokens_total'),
    inferenceCacheReadTokens: series.counter('gen_ai_client_inference_usage_cache_read_input_tokens_total'),
    inferenceCacheWriteTokens: series.counter('gen_ai_client_inference_usage_cache_write_input_tokens_total'),
    inferenceReasoningTokens: series.counter('gen_ai_client_inference_usage_reasoning_output_tokens_total'),
    tokens: series.counter('strata_tokens_total'),
    costUsd: series.counter('strata_cost_usd_total'),
    budgetDecisions: series.counter('strata_budget_decisions_total'),
    breakerTransitions: series.counter('strata_breaker_transitions_total'),
    breakerRejections: series.counter('strata_breaker_rejections_total'),
    retries: series.counter('strata_retries_total'),
    failovers: series.counter('strata_failovers_total'),
  };
}

/**
 * Observes a gauge at each collection, until the function that it gives is called. `onTrouble` is told once when
 * it begins to fail, not at each scrape.
 */
export function observeGauge(
  meter: Meter,
  name: GaugeName,
  observe: () => Observation[] | Promise<Observation[]>,
  options: { timeoutMs: number; onTrouble: (cause: unknown) => void },
): () => void {
  const { instrument, unit, description } = gauges[name];
  let failing = false;
  const gauge = meter.createObservableGauge(instrument, { unit, description });
  const callback = async (result: ObservableResult) => {
    try {
      const observations = await withinTime(observe, options.timeoutMs);
      for (const { value, attributes } of observations) result.observe(value, attributes);
      failing = false;
    } catch (cause) {
      if (!failing) options.onTrouble(cause);
      failing = true;
    }
  };
  gauge.addCallback(callback);
  return () => gauge.removeCallback(callback);
}

/** Rejects when the work takes longer; the work itself goes on, as there is no way to stop it. */
async function withinTime<T>(work: () => T | Promise<T>, timeoutMs: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`took longer than ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
