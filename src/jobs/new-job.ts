import { randomUUIDv7 } from 'node:crypto';
import type { Job, TokenUsage } from './job.ts';
import type { Submission } from './job-service.ts';

/** A job as it is first stored: queued, with each of its layers pending. */
export function newJob(
  submission: Submission,
  about: { title: string; layers: readonly string[]; createdAt: number; traceparent?: string },
): Job {
  return {
    id: randomUUIDv7(),
    pipeline: submission.pipeline,
    state: 'queued',
    user: submission.user,
    title: about.title,
    createdAt: about.createdAt,
    progress: 0,
    layers: about.layers.map((name) => ({ name, status: 'pending', attempts: 0, costUsd: 0 })),
    attempts: [],
    artifacts: [],
    delivered: false,
    degradedReasons: [],
    tokenUsage: noTokens(),
    budgetExceeded: false,
    options: { onUnavailable: 'substitute', ...submission.options },
    ...(about.traceparent === undefined ? {} : { traceparent: about.traceparent }),
    revision: 0,
  };
}

function noTokens(): TokenUsage {
  return { totalCost: 0, inputTokens: 0, outputTokens: 0, byProvider: {} };
}
