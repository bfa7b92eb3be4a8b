import type { Job, JobInput, JobState } from '../../src/jobs/job.ts';

export const yearMs = 365 * 24 * 3_600_000;

const layers = ['intake', 'pain-points', 'company-research', 'fit', 'people', 'cv', 'publish'];

export const benchInput: JobInput = {
  posting: { name: 'posting.md', text: '# A posting' },
  cv: { name: 'cv.json', text: '{}' },
};

/** The job number `index` of `total` over the twelve months up to now, oldest first, newest densest. */
export function benchJob(index: number, total: number, nowMs: number): Job {
  const createdAt = Math.floor(nowMs - yearMs * (1 - (index + 1) / total) ** 3);
  const state = stateOf(index, total);
  const pipeline = index % 7 === 0 ? 'document' : 'application';
  const isEnded = state !== 'queued' && state !== 'running' && state !== 'parked';
  const isDone = state === 'succeeded' || state === 'degraded';
  return {
    id: `${createdAt.toString(16).padStart(12, '0')}-${index.toString(16).padStart(8, '0')}`,
    pipeline,
    state,
    user: `user-${Math.floor((index * 0.618_033_988_749_895 * 20) % 20)}`,
    title: `Site reliability engineer ${index} at Example Instruments`,
    createdAt,
    startedAt: createdAt + 500,
    ...(isEnded ? { endedAt: createdAt + 42_000 } : {}),
    progress: isDone ? 100 : 40,
    layers: layers.map((name) => ({
      name,
      status: isDone ? 'done' : 'pending',
      startedAt: createdAt + 1_000,
      durationMs: 1_234,
      attempts: 1,
      reasoner: 'extractive',
      costUsd: 0,
    })),
    attempts: [{ number: 1, startedAt: createdAt + 500, traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }],
    artifacts: isDone
      ? ['cv.md', 'cv.pdf', 'report.md'].map((name) => ({
          name,
          mediaType: 'text/markdown',
          sizeBytes: 4_000,
          hash: `sha256:${'0'.repeat(64)}`,
        }))
      : [],
    delivered: isDone && pipeline === 'application',
    degradedReasons: [],
    tokenUsage: { totalCost: 0, inputTokens: 0, outputTokens: 0, byProvider: {} },
    budgetExceeded: false,
    options: { onUnavailable: 'substitute' },
    revision: 9,
  };
}

function stateOf(index: number, total: number): JobState {
  if (index > total - 20) return index % 2 === 0 ? 'queued' : 'running';
  if (index % 997 === 0) return 'parked';
  if (index % 101 === 0) return 'cancelled';
  if (index % 23 === 0) return 'failed';
  return index % 9 === 0 ? 'degraded' : 'succeeded';
}
