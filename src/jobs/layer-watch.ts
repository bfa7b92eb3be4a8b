import type { Attributes, Span } from '@opentelemetry/api';
import { ParkJob } from '../engine/park.ts';
import type { LayerFinish, LayerSummary, RunObserver } from '../engine/run-layers.ts';
import type { JobStore } from '../store/job-store.ts';
import { errorTypeOf } from '../telemetry/error-line.ts';
import { attributeKeys, spanNames } from '../telemetry/names.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { withSpan } from '../telemetry/with-span.ts';
import { budgetExceeded } from './budget-exceeded.ts';
import { checkpointBytes } from './checkpoint.ts';
import type { ArtifactRef, Job, LayerProgress } from './job.ts';
import type { JobCosts } from './job-costs.ts';
import type { JobRecord } from './job-record.ts';
import { ServiceStopping } from './service-stopping.ts';

/** Watches an attempt's layers: saves their progress and results, and gives each its span, metrics and log line. */
export function layerWatch(parts: {
  record: JobRecord;
  store: JobStore;
  telemetry: Telemetry;
  costs: JobCosts;
  deliveringLayer: string;
  /** Artifacts stored so far; they become the job's together with the layer that made them. */
  kept: readonly ArtifactRef[];
  now(): number;
  clock(): number;
}): RunObserver {
  const { record, store, telemetry, costs } = parts;
  return {
    async layerStarted(layer) {
      await record.change((job) =>
        withLayer({ ...job, currentLayer: layer }, layer, (progress) => ({
          ...progress,
          status: 'running',
          startedAt: parts.now(),
          attempts: progress.attempts + 1,
        })),
      );
    },

    async layerFinished(finish) {
      const progress = percentAfter(record.job, finish.layer);
      const checkpoint = {
        version: 1 as const,
        stage: finish.layer,
        progress,
        startedAt: record.job.startedAt ?? parts.now(),
        lastUpdatedAt: parts.now(),
        partialResults: finish.results,
        metadata: { pipeline: record.job.pipeline },
      };
      const sizeBytes = checkpointBytes(checkpoint);
      await store.saveCheckpoint(record.job.id, checkpoint);
      telemetry.instruments.checkpointBytes.record(sizeBytes, { pipeline: record.job.pipeline });
      await record.change((job) =>
        withArtifacts(finished(costs.carryInto(job), finish, progress, parts.deliveringLayer), parts.kept),
      );
    },

    async around(layer, work, summary) {
      const startedAt = parts.clock();
      const options = { attributes: { [attributeKeys.layerName]: layer } };
      const end = await withSpan(telemetry, spanNames.layer(layer), options, async (span) => {
        try {
          const value = await work();
          report(span, layer, parts.clock() - startedAt, summary(value));
          return { value };
        } catch (cause) {
          const durationMs = parts.clock() - startedAt;
          if (cause instanceof ParkJob || cause instanceof ServiceStopping) {
            reportPutOff(layer, durationMs, cause);
            return { putOff: cause };
          }
          reportFailure(layer, durationMs, cause);
          throw cause;
        }
      });
      // Outside the span, which tells of no error: the layer is to be done later.
      if ('putOff' in end) throw end.putOff;
      return end.value;
    },
  };

  function report(span: Span, layer: string, durationMs: number, summary: LayerSummary): void {
    const reasoner = summary.reasoner ?? 'none';
    span.setAttributes({
      [attributeKeys.layerReasoner]: reasoner,
      [attributeKeys.layerDegraded]: summary.degraded,
      ...costAttributes(layer),
    });
    const outcome = summary.degraded ? 'degraded' : 'succeeded';
    const { pipeline } = record.job;
    telemetry.instruments.layerDuration.record(durationMs / 1000, { pipeline, layer, outcome, reasoner });
    telemetry.log.info(
      { layer, status: outcome, duration_ms: Math.round(durationMs), metadata: summary.metadata },
      'layer finished',
    );
  }

  /** Sums of the calls below; nothing where there was none. */
  function costAttributes(layer: string): Attributes {
    const { costUsd, inputTokens, outputTokens } = costs.ofLayer(layer);
    if (costUsd === 0 && inputTokens === 0) return {};
    return {
      [attributeKeys.layerInputTokens]: inputTokens,
      [attributeKeys.layerOutputTokens]: outputTokens,
      [attributeKeys.layerCostUsd]: costUsd,
    };
  }

  /** Neither done nor failed: it waits for something outside, or for the next start. */
  function reportPutOff(layer: string, durationMs: number, cause: ParkJob | ServiceStopping): void {
    const outcome = cause instanceof ParkJob ? 'parked' : 'interrupted';
    const { pipeline } = record.job;
    telemetry.instruments.layerDuration.record(durationMs / 1000, {
      pipeline,
      layer,
      outcome,
      reasoner: 'none',
    });
    const reason = cause instanceof ParkJob ? { reason: cause.cause.code } : {};
    telemetry.log.info(
      { layer, status: outcome, duration_ms: Math.round(durationMs), ...reason },
      'layer put off',
    );
  }

  function reportFailure(layer: string, durationMs: number, cause: unknown): void {
    const { pipeline } = record.job;
    telemetry.instruments.layerDuration.record(durationMs / 1000, {
      pipeline,
      layer,
      outcome: 'failed',
      reasoner: 'none',
    });
    telemetry.instruments.layerFailures.add(1, { pipeline, layer, error_type: errorTypeOf(cause) });
    telemetry.log.error(
      { layer, status: 'failed', duration_ms: Math.round(durationMs), err: cause },
      'layer failed',
    );
  }
}

function finished(job: Job, finish: LayerFinish, progress: number, deliveringLayer: string): Job {
  const { currentLayer: _, ...rest } = job;
  const next: Job = {
    ...rest,
    progress,
    delivered: job.delivered || finish.layer === deliveringLayer,
    degradedReasons: [...job.degradedReasons, ...finish.degraded],
    budgetExceeded: job.budgetExceeded || finish.degraded.some(({ code }) => code === budgetExceeded),
  };
  return withLayer(next, finish.layer, (layer) => ({
    ...layer,
    status: 'done',
    durationMs: Math.round(finish.durationMs),
    ...(finish.reasoner === undefined ? {} : { reasoner: finish.reasoner }),
  }));
}

function withArtifacts(job: Job, kept: readonly ArtifactRef[]): Job {
  const replaced = new Set(kept.map(({ name }) => name));
  return { ...job, artifacts: [...job.artifacts.filter(({ name }) => !replaced.has(name)), ...kept] };
}

export function withLayer(job: Job, name: string, update: (layer: LayerProgress) => LayerProgress): Job {
  return { ...job, layers: job.layers.map((layer) => (layer.name === name ? update(layer) : layer)) };
}

function percentAfter(job: Job, layer: string): number {
  const index = job.layers.findIndex(({ name }) => name === layer);
  return Math.round(((index + 1) / job.layers.length) * 100);
}
