import { setImmediate } from 'node:timers/promises';
import { StrataError } from '../error.ts';
import type { CallScope } from '../guardrails/call-scope.ts';
import type { DegradedReason, JobOptions } from '../jobs/job.ts';
import type { ReasonerName } from '../reasoner/reasoner.ts';
import type { Artifact } from '../store/artifact-store.ts';
import type { Layer, LayerOutcome, Pipeline } from './layer.ts';

export interface LayerFinish {
  layer: string;
  durationMs: number;
  reasoner?: ReasonerName;
  metadata: Record<string, string | number | boolean>;
  degraded: DegradedReason[];
  /** Results of all layers finished so far. */
  results: Record<string, unknown>;
}

/** Whoever keeps the job up to date. A rejection stops the run: progress that cannot be saved is no progress. */
export interface RunObserver {
  layerStarted(layer: string): Promise<void>;
  layerFinished(finish: LayerFinish): Promise<void>;
  /** Runs `work` inside whatever should surround a layer: span, metrics, log line. */
  around<T>(layer: string, work: () => Promise<T>, summary: (value: T) => LayerSummary): Promise<T>;
}

export interface LayerSummary {
  reasoner?: ReasonerName;
  degraded: boolean;
  metadata: Record<string, string | number | boolean>;
}

export interface RunOptions<Input, Results> {
  pipeline: Pipeline<Input, Results>;
  input: Input;
  /** Results of layers that an earlier attempt finished; those layers are not run again. */
  results: Record<string, unknown>;
  reasoners: Record<string, ReasonerName>;
  degraded: DegradedReason[];
  putArtifact(artifact: Artifact): Promise<void>;
  observer: RunObserver;
  layerTimeoutMs: number;
  /** Whom the calls to providers belong to, by layer. */
  scopeOf(layer: string): CallScope;
  onUnavailable: JobOptions['onUnavailable'];
  /** Aborts the layer that is running. */
  signal: AbortSignal;
  /** Asked between layers: true leaves the rest for a later attempt. */
  shouldPause(): boolean;
  /** Monotonic, milliseconds. */
  clock(): number;
}

/** Of a layer's time, for what it asks outside: the rest is enough for substitutes. */
const patientPart = 0.7;

export type RunEnd = { kind: 'finished' } | { kind: 'paused' };

/**
 * Runs a pipeline's layers in order, from the first without a result.
 * @throws whatever a layer throws, StrataError `LAYER_TIMED_OUT`, or the signal's reason
 */
export async function runLayers<Input, Results>(options: RunOptions<Input, Results>): Promise<RunEnd> {
  const results = { ...options.results };
  const reasoners = { ...options.reasoners };
  const degraded = [...options.degraded];
  for (const layer of options.pipeline.layers) {
    if (layer.name in results) continue;
    // Layers may compute without a pause: let signals, time-outs and other requests have their turn in between.
    await setImmediate();
    options.signal.throwIfAborted();
    if (options.shouldPause()) return { kind: 'paused' };
    await options.observer.layerStarted(layer.name);
    const startedAt = options.clock();
    const found: DegradedReason[] = [];
    const outcome = await options.observer.around(
      layer.name,
      () => runOne(layer, options, { results, reasoners, degraded, found }),
      (value) => ({ ...reasonerOf(value), degraded: found.length > 0, metadata: value.metadata ?? {} }),
    );
    results[layer.name] = outcome.result;
    if (outcome.reasoner) reasoners[layer.name] = outcome.reasoner;
    degraded.push(...found);
    await options.observer.layerFinished({
      layer: layer.name,
      durationMs: options.clock() - startedAt,
      ...reasonerOf(outcome),
      metadata: outcome.metadata ?? {},
      degraded: found,
      results,
    });
  }
  return { kind: 'finished' };
}

function reasonerOf(outcome: LayerOutcome): { reasoner?: ReasonerName } {
  return outcome.reasoner ? { reasoner: outcome.reasoner } : {};
}

async function runOne<Input, Results>(
  layer: Layer<Input, Results>,
  options: RunOptions<Input, Results>,
  so: {
    results: Record<string, unknown>;
    reasoners: Record<string, ReasonerName>;
    degraded: DegradedReason[];
    found: DegradedReason[];
  },
): Promise<LayerOutcome> {
  const timeout = new AbortController();
  const timer = setTimeout(() => {
    timeout.abort(
      new StrataError(
        'LAYER_TIMED_OUT',
        `layer ${layer.name} took longer than ${options.layerTimeoutMs / 1000} s`,
        { kind: 'timeout', action: 'submit it again, or raise LAYER_TIMEOUT_SECONDS' },
      ),
    );
  }, options.layerTimeoutMs);
  const signal = AbortSignal.any([options.signal, timeout.signal]);
  const patience = new AbortController();
  const patienceMs = options.layerTimeoutMs * patientPart;
  const patienceTimer = setTimeout(() => patience.abort(tookTooLong(layer.name, patienceMs)), patienceMs);
  try {
    const work = layer.run(options.input, so.results as Partial<Results>, {
      signal,
      scope: options.scopeOf(layer.name),
      onUnavailable: options.onUnavailable,
      patience: AbortSignal.any([signal, patience.signal]),
      putArtifact: options.putArtifact,
      get degraded() {
        return [...so.degraded, ...so.found];
      },
      reasoners: so.reasoners,
      degrade: (code, message) => so.found.push({ layer: layer.name, code, message }),
    });
    // A layer that does not listen to its signal must not hold up the job either.
    return await Promise.race([work, rejectionOf(signal)]);
  } finally {
    clearTimeout(timer);
    clearTimeout(patienceTimer);
  }
}

function tookTooLong(layer: string, afterMs: number): StrataError {
  return new StrataError(
    'PROVIDERS_TOO_SLOW',
    `what layer ${layer} asked for outside did not come within ${Math.round(afterMs / 1000)} s`,
    {
      kind: 'timeout',
      retryable: true,
      action: 'see which provider is slow in the metrics, or raise LAYER_TIMEOUT_SECONDS',
    },
  );
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
