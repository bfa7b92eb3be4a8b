import { z } from '@hono/zod-openapi';
import { type Job, jobStates, type LayerProgress } from '../jobs/job.ts';
import type { JobProgress } from '../jobs/job-service.ts';

const exampleId = '01930000-0000-7000-8000-000000000001';
const time = z.string().openapi({ format: 'date-time', example: '2026-11-22T21:15:04.123Z' });
const state = z.enum(jobStates);
const percent = z.number().openapi({ description: '0–100.' });
const costUsd = z.number().openapi({ description: 'USD.' });

const layerSchema = z
  .object({
    name: z.string(),
    status: z.enum(['pending', 'running', 'done', 'failed', 'skipped']),
    startedAt: time.optional(),
    durationMs: z.number().optional(),
    attempts: z.int(),
    reasoner: z.enum(['extractive', 'llm']).optional(),
    costUsd,
  })
  .openapi('Layer');

const linksSchema = z
  .object({
    self: z.string(),
    progress: z.string(),
    artifacts: z.string().openapi({ description: 'URI template (RFC 6570) of an artifact by its name.' }),
  })
  .openapi('JobLinks');

const summaryShape = {
  jobId: z.uuid().openapi({ example: exampleId }),
  pipeline: z.enum(['application', 'document']),
  state,
  title: z.string().openapi({ example: 'Ward nurse, St Example Hospital' }),
  createdAt: time,
  startedAt: time.optional().openapi({ description: 'Start of the newest attempt.' }),
  endedAt: time.optional(),
  percent,
  currentLayer: z.string().optional(),
  delivered: z.boolean().openapi({ description: 'Whether the main product (the CV) exists.' }),
  costUsd,
  error: z
    .object({
      code: z.string(),
      kind: z
        .string()
        .openapi({ example: 'unavailable', description: 'The kind of trouble; `input` is the input’s.' }),
      message: z.string(),
      layer: z.string().optional(),
      where: z.string().optional(),
      action: z.string().optional(),
    })
    .optional()
    .openapi({ description: 'Why it failed, for a failed job.' }),
  parked: z
    .object({ layer: z.string(), since: time, until: time, code: z.string(), message: z.string() })
    .optional()
    .openapi({ description: 'Why and until when the job waits, or waited last.' }),
  links: linksSchema,
};

export const jobSummarySchema = z.object(summaryShape).openapi('JobSummary');

export const jobSchema = z
  .object({
    ...summaryShape,
    traceId: z.string().optional().openapi({ description: 'Trace of the submission.' }),
    layers: z.array(layerSchema),
    attempts: z.array(
      z.object({
        number: z.int(),
        startedAt: time,
        endedAt: time.optional(),
        outcome: z.enum(['succeeded', 'degraded', 'failed', 'cancelled', 'interrupted', 'parked']).optional(),
        traceId: z.string().optional(),
      }),
    ),
    artifacts: z.array(
      z.object({
        name: z.string().openapi({ example: 'cv.pdf' }),
        mediaType: z.string(),
        sizeBytes: z.int(),
        hash: z.string(),
        href: z.string(),
      }),
    ),
    degradedReasons: z.array(z.object({ layer: z.string(), code: z.string(), message: z.string() })),
    tokenUsage: z.object({
      totalCost: costUsd,
      inputTokens: z.int(),
      outputTokens: z.int(),
      byProvider: z.record(
        z.string(),
        z.object({ cost: costUsd, inputTokens: z.int(), outputTokens: z.int() }),
      ),
    }),
    budgetExceeded: z.boolean(),
    options: z.object({
      onUnavailable: z.enum(['substitute', 'park']),
      tokenBudgetUsd: z.number().optional(),
    }),
  })
  .openapi('Job');

export const progressSchema = z
  .object({
    jobId: z.uuid().openapi({ example: exampleId }),
    state,
    percent,
    currentLayer: z.string().optional(),
    layers: z.array(layerSchema),
  })
  .openapi('JobProgress');

export const acceptedSchema = z
  .object({
    jobId: z.uuid().openapi({ example: exampleId }),
    state,
    traceId: z.string().optional().openapi({ example: '4bf92f3577b34da6a3ce929d0e0e4736' }),
    links: linksSchema,
  })
  .openapi('AcceptedJob');

export function toAcceptedJob(job: Job): z.infer<typeof acceptedSchema> {
  return { jobId: job.id, state: job.state, ...traceIdOf(job), links: linksOf(job.id) };
}

/** A job as lists show it. */
export function toJobSummary(job: Job): z.infer<typeof jobSummarySchema> {
  return {
    jobId: job.id,
    pipeline: job.pipeline,
    state: job.state,
    title: job.title,
    createdAt: iso(job.createdAt),
    ...(job.startedAt === undefined ? {} : { startedAt: iso(job.startedAt) }),
    ...(job.endedAt === undefined ? {} : { endedAt: iso(job.endedAt) }),
    percent: job.progress,
    ...(job.currentLayer === undefined ? {} : { currentLayer: job.currentLayer }),
    delivered: job.delivered,
    costUsd: job.tokenUsage.totalCost,
    ...(job.error === undefined ? {} : { error: job.error }),
    ...(job.parked === undefined
      ? {}
      : { parked: { ...job.parked, since: iso(job.parked.since), until: iso(job.parked.until) } }),
    links: linksOf(job.id),
  };
}

/** The whole job but for what is internal (its revision) and whom it belongs to. */
export function toJobView(job: Job): z.infer<typeof jobSchema> {
  return {
    ...toJobSummary(job),
    ...traceIdOf(job),
    layers: job.layers.map(toLayerView),
    attempts: job.attempts.map(({ number, startedAt, endedAt, outcome, traceId }) => ({
      number,
      startedAt: iso(startedAt),
      ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(traceId === undefined ? {} : { traceId }),
    })),
    artifacts: job.artifacts.map(({ name, mediaType, sizeBytes, hash }) => ({
      name,
      mediaType,
      sizeBytes,
      hash,
      href: `/api/jobs/${job.id}/artifacts/${encodeURIComponent(name)}`,
    })),
    degradedReasons: job.degradedReasons,
    tokenUsage: job.tokenUsage,
    budgetExceeded: job.budgetExceeded,
    options: job.options,
  };
}

export function toProgressView(progress: JobProgress): z.infer<typeof progressSchema> {
  return { ...progress, layers: progress.layers.map(toLayerView) };
}

function toLayerView(layer: LayerProgress): z.infer<typeof layerSchema> {
  const { startedAt, ...rest } = layer;
  return { ...rest, ...(startedAt === undefined ? {} : { startedAt: iso(startedAt) }) };
}

function linksOf(id: string): z.infer<typeof linksSchema> {
  const self = `/api/jobs/${id}`;
  return { self, progress: `${self}/progress`, artifacts: `${self}/artifacts/{name}` };
}

function traceIdOf(job: Job): { traceId?: string } {
  const traceId = job.traceparent?.split('-')[1];
  return traceId === undefined ? {} : { traceId };
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
