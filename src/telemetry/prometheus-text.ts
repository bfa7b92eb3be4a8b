import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import {
  DataPointType,
  type MetricData,
  type MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/** A reader that is asked for text instead of running a server of its own. */
export interface PrometheusText {
  readonly reader: MetricReader;
  text(): Promise<string>;
}

export function prometheusText(onErrors: (errors: unknown[]) => void): PrometheusText {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  return {
    reader,
    async text() {
      const { resourceMetrics, errors } = await reader.collect();
      if (errors.length > 0) onErrors(errors);
      return serializer.serialize(withPrometheusNames(resourceMetrics));
    },
  };
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
