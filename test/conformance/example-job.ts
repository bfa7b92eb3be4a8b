import type { Job, JobInput } from '../../src/jobs/job.ts';

let made = 0;

/** A queued application job; every call gives one with an id of its own. */
export function exampleJob(overrides: Partial<Job> = {}): Job {
  made += 1;
  return {
    id: `01900000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`,
    pipeline: 'application',
    state: 'queued',
    user: 'local',
    title: 'Ward nurse at Łódź General',
    createdAt: 1_764_000_000_000,
    progress: 0,
    layers: [{ name: 'intake', status: 'pending', attempts: 0, costUsd: 0 }],
    attempts: [],
    artifacts: [],
    delivered: false,
    degradedReasons: [],
    tokenUsage: { totalCost: 0, inputTokens: 0, outputTokens: 0, byProvider: {} },
    budgetExceeded: false,
    options: { onUnavailable: 'substitute' },
    revision: 1,
    ...overrides,
  };
}

/** An application job that ended with a CV. */
export function endedJob(endedAt: number, overrides: Partial<Job> = {}): Job {
  return exampleJob({
    state: 'succeeded',
    delivered: true,
    createdAt: endedAt - 60_000,
    endedAt,
    ...overrides,
  });
}

export function exampleInput(): JobInput {
  return {
    posting: { name: 'posting.md', text: '# Ward nurse\n\nNights, 38 h/week. fi → \u0000 \ud800 🏥' },
    cv: { name: 'cv.json', text: '{"basics":{"name":"Łucja $where.a"}}', mediaType: 'application/json' },
  };
}
