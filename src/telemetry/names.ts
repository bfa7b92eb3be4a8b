/**
 * Every span, attribute and metric by name: code, dashboards, rules and tests take them from here. Labels and
 * attributes that are not listed are left out wherever they come from, so nothing personal gets in by accident.
 */

export const spanNames = {
  /** PRODUCER; its context is stored with the job. */
  jobSubmit: 'job submit',
  /** CONSUMER; a root of its own, linked to the submission and to the attempt before. */
  jobAttempt: 'job attempt',
  layer: (layer: string) => `layer ${layer}`,
  /** SERVER; `route` is the pattern, never the path. */
  httpRequest: (method: string, route: string) => `${method} ${route}`,
} as const;

/** Attributes that spans, their events and their links may carry. */
export const attributeKeys = {
  jobId: 'job.id',
  jobPipeline: 'job.pipeline',
  jobAttempt: 'job.attempt',
  jobState: 'job.state',
  layerName: 'layer.name',
  layerReasoner: 'layer.reasoner',
  layerDegraded: 'layer.degraded',
  errorType: 'error.type',
  exceptionType: 'exception.type',
  httpRequestMethod: 'http.request.method',
  httpRoute: 'http.route',
  httpResponseStatusCode: 'http.response.status_code',
  urlPath: 'url.path',
} as const;

/** What a span hands down to the spans below it. */
export const inheritedAttributes = [
  attributeKeys.jobId,
  attributeKeys.jobPipeline,
  attributeKeys.jobAttempt,
] as const;

export interface MetricDefinition {
  /** Name in OpenTelemetry; with the unit's suffix it becomes the name in Prometheus. */
  instrument: string;
  /** UCUM: `s`, `By`, `1`; empty for plain counts. */
  unit: 's' | 'By' | '';
  description: string;
  labels: readonly string[];
}

export interface HistogramDefinition extends MetricDefinition {
  /** Upper bounds in the metric's unit. */
  buckets: readonly number[];
}

const httpSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const layerSeconds = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60, 120, 300];
/** Up to twice the default time-out, so that the rule on jobs over 30 minutes can see beyond it. */
const jobSeconds = [0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600];
const waitSeconds = [0.01, 0.1, 1, 5, 15, 60, 300, 900, 3600, 14_400, 43_200, 86_400];
const checkpointSizes = [256, 1024, 4096, 16_384, 65_536, 131_072, 262_144, 524_288, 1_048_576];

/** By name as scraped. */
export const histograms = {
  http_server_request_duration_seconds: {
    instrument: 'http.server.request.duration',
    unit: 's',
    description: 'Time from a request to the end of its answer',
    labels: ['method', 'route', 'status'],
    buckets: httpSeconds,
  },
  strata_job_duration_seconds: {
    instrument: 'strata.job.duration',
    unit: 's',
    description: 'Time from the start of a job’s newest attempt to its end',
    labels: ['pipeline', 'outcome'],
    buckets: jobSeconds,
  },
  strata_job_queue_wait_seconds: {
    instrument: 'strata.job.queue.wait',
    unit: 's',
    description: 'Time from a job’s submission to the start of its newest attempt',
    labels: ['pipeline', 'outcome'],
    buckets: waitSeconds,
  },
  strata_layer_duration_seconds: {
    instrument: 'strata.layer.duration',
    unit: 's',
    description: 'Time that a layer took',
    labels: ['pipeline', 'layer', 'outcome', 'reasoner'],
    buckets: layerSeconds,
  },
  strata_checkpoint_bytes: {
    instrument: 'strata.checkpoint',
    unit: 'By',
    description: 'Size of a saved checkpoint',
    labels: ['pipeline'],
    buckets: checkpointSizes,
  },
} as const satisfies Record<string, HistogramDefinition>;

export const counters = {
  strata_jobs_total: {
    instrument: 'strata.jobs.total',
    unit: '',
    description: 'Jobs that ended',
    labels: ['pipeline', 'outcome'],
  },
  strata_layer_failures_total: {
    instrument: 'strata.layer.failures',
    unit: '',
    description: 'Layers that failed',
    labels: ['pipeline', 'layer', 'error_type'],
  },
} as const satisfies Record<string, MetricDefinition>;

export const gauges = {
  strata_jobs: {
    instrument: 'strata.jobs',
    unit: '',
    description: 'Jobs by state',
    labels: ['pipeline', 'state'],
  },
  strata_oldest_queued_job_age_seconds: {
    instrument: 'strata.oldest_queued_job.age',
    unit: 's',
    description: 'Age of the queued job that was submitted first',
    labels: ['pipeline'],
  },
  strata_oldest_running_job_age_seconds: {
    instrument: 'strata.oldest_running_job.age',
    unit: 's',
    description: 'Age of the running job that was submitted first',
    labels: ['pipeline'],
  },
  strata_applications: {
    instrument: 'strata.applications',
    unit: '',
    description: 'Applications that ended with a CV, by period (today, week, month, total)',
    labels: ['period'],
  },
  strata_capacity_active_runs: {
    instrument: 'strata.capacity.active_runs',
    unit: '',
    description: 'Jobs that run in this process now',
    labels: [],
  },
  strata_capacity_max_runs: {
    instrument: 'strata.capacity.max_runs',
    unit: '',
    description: 'Jobs that may run in this process at the same time',
    labels: [],
  },
  strata_health_status: {
    instrument: 'strata.health.status',
    unit: '',
    description: 'One for the current health (healthy, degraded, unhealthy), zero for the others',
    labels: ['status'],
  },
  strata_component_up: {
    instrument: 'strata.component.up',
    unit: '',
    description: 'One while a component answers',
    labels: ['component'],
  },
  strata_component_latency_seconds: {
    instrument: 'strata.component.latency',
    unit: 's',
    description: 'Time that a component took for its last answer',
    labels: ['component'],
  },
  strata_build_info: {
    instrument: 'strata.build_info',
    unit: '',
    description: 'One, labelled with what is running',
    labels: ['version', 'commit', 'node'],
  },
} as const satisfies Record<string, MetricDefinition>;

export type HistogramName = keyof typeof histograms;
export type CounterName = keyof typeof counters;
export type GaugeName = keyof typeof gauges;

/**
 * Metrics of the node runtime as scraped, made by its instrumentation while serving. Their names are the
 * OpenTelemetry conventions'; dashboards may rely on these.
 */
export const runtimeMetrics = [
  'nodejs_eventloop_delay_min_seconds',
  'nodejs_eventloop_delay_max_seconds',
  'nodejs_eventloop_delay_mean_seconds',
  'nodejs_eventloop_delay_stddev_seconds',
  'nodejs_eventloop_delay_p50_seconds',
  'nodejs_eventloop_delay_p90_seconds',
  'nodejs_eventloop_delay_p99_seconds',
  'nodejs_eventloop_time_seconds_total',
  'nodejs_eventloop_utilization_ratio',
  'v8js_gc_duration_seconds',
  'v8js_memory_heap_space_size_bytes',
  'v8js_memory_heap_used_bytes',
] as const;
