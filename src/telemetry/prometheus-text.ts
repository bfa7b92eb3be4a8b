import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import {
  AggregationTemporality,
  DataPointType,
  InstrumentType,
  type MetricData,
  type MetricProducer,
  type MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/** A reader that is asked for text instead of running a server of its own. */
export interface PrometheusText {
  readonly reader: MetricReader;
  text(): Promise<string>;
}

/** @param producers what is collected beside the SDK's own metrics */
export function prometheusText(
  producers: MetricProducer[],
  onErrors: (errors: unknown[]) => void,
): PrometheusText {
  const reader = new ScrapeReader({ preventServerStart: true, metricProducers: producers });
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  return {
    reader,
    async text() {
      if (!reader.isBound) return '';
      const { resourceMetrics, errors } = await reader.collect();
      if (errors.length > 0) onErrors(errors);
      return serializer.serialize(withPrometheusNames(resourceMetrics));
    },
  };
}

/**
 * A cumulative gauge goes on reporting every series that it has ever seen. What is no longer observed (the last
 * queued job has left) has to be gone at the next scrape instead.
 */
class ScrapeReader extends PrometheusExporter {
  /** False where the SDK is switched off by OTEL_SDK_DISABLED. */
  isBound = false;

  override setMetricProducer(producer: MetricProducer): void {
    super.setMetricProducer(producer);
    this.isBound = true;
  }

  override selectAggregationTemporality(type: InstrumentType): AggregationTemporality {
    return type === InstrumentType.OBSERVABLE_GAUGE
      ? AggregationTemporality.DELTA
      : AggregationTemporality.CUMULATIVE;
  }
}

/**
 * Units become suffixes, as in https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 * (metric metadata), which the exporter leaves out. Done on the way out rather than by views, so that OTLP keeps
 * the conventional names and a Prometheus that takes OTLP comes to the same names by itself.
 */
function withPrometheusNames(metrics: ResourceMetrics): ResourceMetrics {
  return {
    ...metrics,
    scopeMetrics: metrics.scopeMetrics.map((scope) => ({
      ...scope,
      metrics: scope.metrics.map(
        (metric): MetricData => ({
          ...metric,
          descriptor: { ...metric.descriptor, name: prometheusName(metric), unit: '' },
        }),
      ),
    })),
  };
}

function prometheusName({ descriptor, dataPointType }: MetricData): string {
  const name = descriptor.name.replaceAll(/[^a-z0-9_]/gi, '_');
  const suffix = suffixOf(descriptor.unit, dataPointType);
  return name.endsWith(suffix) ? name : `${name}${suffix}`;
}

function suffixOf(unit: string, type: DataPointType): string {
  if (unit === 's') return '_seconds';
  if (unit === 'By') return '_bytes';
  return unit === '1' && type === DataPointType.GAUGE ? '_ratio' : '';
}
