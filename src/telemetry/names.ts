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
  /** CLIENT; covers all retries of one call to a model. */
  chat: (model: string) => `chat ${model}`,
  /** CLIENT; covers all retries of one call to a provider that is no model. */
  providerCall: (provider: string, operation: string) => `${provider} ${operation}`,
} as const;

/** What the guard decided, as events of the call's span. */
export const eventNames = {
  budgetReserved: 'budget.reserved',
  budgetRefused: 'budget.refused',
  limiterWait: 'limiter.wait',
  breakerRejected: 'breaker.rejected',
  retry: 'retry',
  /** On the span that is active where another provider takes over. */
  failover: 'failover',
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
  layerInputTokens: 'layer.input_tokens',
  layerOutputTokens: 'layer.output_tokens',
  layerCostUsd: 'layer.cost_usd',
  providerName: 'strata.provider.name',
  providerOperation: 'strata.provider.operation',
  callAttempts: 'strata.call.attempts',
  genAiOperation: 'gen_ai.operation.name',
  genAiProvider: 'gen_ai.provider.name',
  /** The older name of the provider, which some backends still read. */
  genAiSystem: 'gen_ai.system',
  genAiRequestModel: 'gen_ai.request.model',
  genAiResponseModel: 'gen_ai.response.model',
  genAiFinishReasons: 'gen_ai.response.finish_reasons',
  genAiInputTokens: 'gen_ai.usage.input_tokens',
  genAiOutputTokens: 'gen_ai.usage.output_tokens',
  genAiCacheReadTokens: 'gen_ai.usage.cache_read.input_tokens',
  genAiCacheWriteTokens: 'gen_ai.usage.cache_write.input_tokens',
  genAiReasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  /** USD, of all attempts; what is unknown counts in full. */
  genAiCost: 'gen_ai.usage.cost',
  budgetReservedUsd: 'budget.reserved_usd',
  /** What kind of budget refused, never whose. */
  budgetScope: 'budget.scope',
  budgetAction: 'budget.action',
  limiterWaitMs: 'limiter.wait_ms',
  retryAfterMs: 'retry.after_ms',
  retryAttempt: 'retry.attempt',
  retryDelayMs: 'retry.delay_ms',
  failoverFrom: 'failover.from',
  failoverTo: 'failover.to',
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
  /** Keys of the attributes; dots become underscores where they are scraped. */
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
/** The GenAI conventions' own, https://github.com/open-telemetry/semantic-conventions-genai. */
const inferenceSeconds = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const callSeconds = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60, 120, 300];
/** Up to the longest wait by default and one step beyond. */
const limiterSeconds = [0.001, 0.01, 0.1, 0.5, 1, 5, 15, 30, 60, 120];

const inferenceLabels = ['gen_ai.provider.name', 'gen_ai.request.model', 'gen_ai.operation.name'] as const;
const usageLabels = ['gen_ai.provider.name', 'gen_ai.request.model'] as const;
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
    description: 'Time from a job’s submission to the start of its first attempt',
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
  strata_provider_call_duration_seconds: {
    instrument: 'strata.provider.call.duration',
    unit: 's',
    description: 'Time that a provider took for one attempt of a call',
    labels: ['provider', 'operation', 'outcome'],
    buckets: callSeconds,
  },
  strata_limiter_wait_seconds: {
    instrument: 'strata.limiter.wait',
    unit: 's',
    description: 'Time that calls waited for room within the rate limits',
    labels: ['provider'],
    buckets: limiterSeconds,
  },
  gen_ai_client_inference_duration_seconds: {
    instrument: 'gen_ai.client.inference.duration',
    unit: 's',
    description: 'Time that a model took for one attempt of a call',
    labels: [...inferenceLabels, 'error.type'],
    buckets: inferenceSeconds,
  },
  gen_ai_client_inference_time_to_first_chunk_seconds: {
    instrument: 'gen_ai.client.inference.time_to_first_chunk',
    unit: 's',
    description: 'Time from a streamed call to the first chunk of its answer',
    labels: inferenceLabels,
    buckets: inferenceSeconds,
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
  gen_ai_client_inference_usage_input_tokens_total: {
    instrument: 'gen_ai.client.inference.usage.input_tokens',
    unit: '',
    description: 'Tokens that models read, cached ones included',
    labels: usageLabels,
  },
  gen_ai_client_inference_usage_output_tokens_total: {
    instrument: 'gen_ai.client.inference.usage.output_tokens',
    unit: '',
    description: 'Tokens that models wrote, reasoning included',
    labels: usageLabels,
  },
  gen_ai_client_inference_usage_cache_read_input_tokens_total: {
    instrument: 'gen_ai.client.inference.usage.cache_read.input_tokens',
    unit: '',
    description: 'Tokens that models read from their caches',
    labels: usageLabels,
  },
  gen_ai_client_inference_usage_cache_write_input_tokens_total: {
    instrument: 'gen_ai.client.inference.usage.cache_write.input_tokens',
    unit: '',
    description: 'Tokens that models wrote to their caches',
    labels: usageLabels,
  },
  gen_ai_client_inference_usage_reasoning_output_tokens_total: {
    instrument: 'gen_ai.client.inference.usage.reasoning.output_tokens',
    unit: '',
    description: 'Tokens that models spent on reasoning',
    labels: usageLabels,
  },
  strata_tokens_total: {
    instrument: 'strata.tokens',
    unit: '',
    description: 'Tokens used, read and written',
    labels: ['provider', 'model', 'pipeline', 'layer'],
  },
  strata_cost_usd_total: {
    instrument: 'strata.cost_usd',
    unit: '',
    description: 'Cost in USD of calls this process settled; a call whose outcome is unknown counts in full',
    labels: ['provider', 'model', 'pipeline', 'layer'],
  },
  strata_budget_decisions_total: {
    instrument: 'strata.budget.decisions',
    unit: '',
    description: 'What budgets decided on calls (allowed, warned, skipped, refused)',
    labels: ['scope', 'decision'],
  },
  strata_breaker_transitions_total: {
    instrument: 'strata.breaker.transitions',
    unit: '',
    description: 'Changes of a breaker’s state',
    labels: ['provider', 'from', 'to'],
  },
  strata_breaker_rejections_total: {
    instrument: 'strata.breaker.rejections',
    unit: '',
    description: 'Calls that an open breaker did not let through',
    labels: ['provider'],
  },
  strata_retries_total: {
    instrument: 'strata.retries',
    unit: '',
    description: 'Attempts after the first of a call',
    labels: ['provider'],
  },
  strata_failovers_total: {
    instrument: 'strata.failovers',
    unit: '',
    description: 'Calls that another provider took over',
    labels: ['from', 'to'],
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
  strata_budget_limit_usd: {
    instrument: 'strata.budget.limit_usd',
    unit: '',
    description: 'What a budget allows in its period',
    labels: ['scope', 'period'],
  },
  strata_budget_spent_usd: {
    instrument: 'strata.budget.spent_usd',
    unit: '',
    description: 'What has been spent of a budget in its period',
    labels: ['scope', 'period'],
  },
  strata_budget_reserved_usd: {
    instrument: 'strata.budget.reserved_usd',
    unit: '',
    description: 'What calls under way may cost at most',
    labels: ['scope', 'period'],
  },
  strata_budget_projected_usd: {
    instrument: 'strata.budget.projected_usd',
    unit: '',
    description: 'What a period will have cost at its end if it goes on like this',
    labels: ['scope', 'period'],
  },
  strata_breaker_state: {
    instrument: 'strata.breaker.state',
    unit: '',
    description: 'One for the current state of a provider’s breaker, zero for the others',
    labels: ['provider', 'state'],
  },
  strata_price_drift_ratio: {
    instrument: 'strata.price_drift_ratio',
    unit: '',
    description: 'How much more (or less, below zero) providers report than the price list says, as a share',
    labels: ['provider'],
  },
  strata_user_cost_usd: {
    instrument: 'strata.user.cost_usd',
    unit: '',
    description: 'Cost of the month by user: the twenty with the most, the rest as `other`',
    labels: ['user'],
  },
  strata_limiter_used_ratio: {
    instrument: 'strata.limiter.used_ratio',
    unit: '',
    description: 'Share of a rate limit that is used',
    labels: ['provider', 'window', 'unit'],
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
