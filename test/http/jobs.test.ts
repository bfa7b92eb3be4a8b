import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/jobs/job.ts';
import { postJson, problemIn, submission } from './support/requests.ts';
import { startTestService, type TestService } from './support/test-service.ts';

const start = Date.parse('2026-11-22T12:00:00.000Z');
let nowMs = start;
let service: TestService;
let ended: Job;

beforeAll(async () => {
  service = await startTestService({ now: () => nowMs });
  ended = await submitAt(start);
});
afterAll(() => service.stop());

async function submitAt(timeMs: number): Promise<Job> {
  nowMs = timeMs;
  const response = await postJson(service.url, submission);
  const { jobId } = (await response.json()) as { jobId: string };
  return service.jobs.finished(jobId);
}

const get = (path: string, init?: RequestInit) => fetch(`${service.url}${path}`, init);

describe('GET /api/jobs/{id}', () => {
  it('shows a job with ISO times, layers, attempts, artifacts and links, and nothing internal', async () => {
    const response = await get(`/api/jobs/${ended.id}`);
    expect(response.status).toBe(200);
    const view = (await response.json()) as Record<string, unknown>;
    expect(view).toMatchObject({
      jobId: ended.id,
      pipeline: 'application',
      state: 'succeeded',
      title: 'request',
      createdAt: '2026-11-22T12:00:00.000Z',
      percent: 100,
      delivered: true,
      layers: [
        { name: 'intake', status: 'done', reasoner: 'extractive', startedAt: '2026-11-22T12:00:00.000Z' },
        { name: 'publish', status: 'done' },
      ],
      attempts: [{ number: 1, outcome: 'succeeded', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) }],
      artifacts: [
        { name: 'cv.md', mediaType: 'text/markdown', href: `/api/jobs/${ended.id}/artifacts/cv.md` },
        { name: 'page.html' },
      ],
      options: { onUnavailable: 'substitute' },
      links: { progress: `/api/jobs/${ended.id}/progress` },
    });
    for (const internal of ['revision', 'user', 'traceparent', 'id'])
      expect(view).not.toHaveProperty(internal);
  });

  it('takes an id in upper case', async () => {
    expect((await get(`/api/jobs/${ended.id.toUpperCase()}`)).status).toBe(200);
  });

  it.each([
    '01930000-0000-7000-8000-000000000001',
    'x',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '%00',
    '%zz',
    '1;DROP TABLE jobs',
    'é'.repeat(300),
    `${'0'.repeat(36)}`,
  ])('says that there is no job %j', async (id) => {
    for (const path of [`/api/jobs/${id}`, `/api/jobs/${id}/progress`, `/api/jobs/${id}/artifacts/cv.md`]) {
      const response = await get(path);
      expect([response.status, (await problemIn(response)).code]).toEqual([404, 'JOB_UNKNOWN']);
    }
  });
});

describe('GET /api/jobs/{id}/progress', () => {
  it('gives percent and layers', async () => {
    const response = await get(`/api/jobs/${ended.id}/progress`);
    expect(await response.json()).toMatchObject({
      jobId: ended.id,
      state: 'succeeded',
      percent: 100,
      layers: [
        { name: 'intake', status: 'done', attempts: 1, costUsd: 0, startedAt: expect.stringMatching(/Z$/) },
        { name: 'publish', status: 'done' },
      ],
    });
  });
});

describe('GET /api/jobs/{id}/artifacts/{name}', () => {
  const path = () => `/api/jobs/${ended.id}/artifacts/cv.md`;

  it('gives the file with type, length, tag and a name to save it under', async () => {
    const response = await get(path());
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.toString()).toMatch(/^# Łucja → \d+\n$/);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/markdown; charset=utf-8',
      'content-length': String(bytes.byteLength),
      'content-disposition': 'attachment; filename="cv.md"',
      'x-content-type-options': 'nosniff',
      etag: `"${ended.artifacts[0]?.hash}"`,
    });
  });

  it('answers HEAD with the same headers and no body', async () => {
    const [head, full] = await Promise.all([get(path(), { method: 'HEAD' }), get(path())]);
    expect(await head.text()).toBe('');
    const headersOf = ({ headers }: Response) =>
      ['content-type', 'content-length', 'content-disposition', 'etag'].map((name) => headers.get(name));
    expect(headersOf(head)).toEqual(headersOf(full));
    expect(headersOf(head)).not.toContain(null);
  });

  it.each([
    ['the tag', (etag: string) => etag, 304],
    ['the tag as a weak one, among others', (etag: string) => `"other", W/${etag}`, 304],
    ['anything', () => '*', 304],
    ['another tag', () => '"other"', 200],
  ])('sends nothing again to a caller that has %s', async (_what, ifNoneMatch, status) => {
    const etag = (await get(path())).headers.get('etag') ?? '';
    const response = await get(path(), { headers: { 'if-none-match': ifNoneMatch(etag) } });
    expect(response.status).toBe(status);
    expect(response.headers.get('etag')).toBe(etag);
    expect((await response.text()) === '').toBe(status === 304);
  });

  it('never lets a browser run what a job produced', async () => {
    const response = await get(`/api/jobs/${ended.id}/artifacts/page.html`);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  });

  it.each(['cv.pdf', '..%2f..%2fstrata.db', 'cv.md%00', '.unfinished', 'CV.MD'])(
    'says that there is no artifact %s',
    async (name) => {
      const response = await get(`/api/jobs/${ended.id}/artifacts/${name}`);
      expect([response.status, (await problemIn(response)).code]).toEqual([404, 'ARTIFACT_UNKNOWN']);
    },
  );
});

describe('GET /api/jobs', () => {
  interface Page {
    jobs: { jobId: string; createdAt: string }[];
    nextCursor?: string;
  }
  const list = async (query: string) => {
    const response = await get(`/api/jobs?${query}`);
    expect(response.status, await response.clone().text()).toBe(200);
    return (await response.json()) as Page;
  };
  const hourMs = 3_600_000;
  let ids: string[];

  beforeAll(async () => {
    ids = [ended.id];
    for (const hours of [1, 2, 3, 4]) ids.unshift((await submitAt(start + hours * hourMs)).id);
    nowMs = start + 5 * hourMs;
  });

  it('lists the newest first, page by page', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page++) {
      const { jobs, nextCursor } = await list(`limit=2${cursor}`);
      seen.push(...jobs.map(({ jobId }) => jobId));
      cursor = `&cursor=${nextCursor}`;
      expect(nextCursor === undefined).toBe(page === 2);
    }
    expect(seen).toEqual(ids);
  });

  it.each([
    ['since=3h', [0, 1, 2]],
    ['from=2026-11-22T13:00:00Z&to=2026-11-22T15:00:00Z', [2, 3]],
    ['from=2026-11-22T13:00:00.001Z&to=2026-11-22T15:00:00.001Z', [1, 2]],
    ['from=2026-11-22T14:00:00&to=2026-11-22T16:00:00&tz=Europe/Warsaw', [2, 3]],
    ['from=2026-11-22T14:00:00%2B01:00&to=2026-11-22T16:00:00%2B01:00', [2, 3]],
    ['status=succeeded', [0, 1, 2, 3, 4]],
    ['status=failed', []],
    ['status=failed,succeeded&limit=200', [0, 1, 2, 3, 4]],
    ['status=failed&status=succeeded', [0, 1, 2, 3, 4]],
    ['pipeline=application', [0, 1, 2, 3, 4]],
    ['pipeline=document', []],
  ])('finds by %s', async (query, expected) => {
    const { jobs } = await list(query);
    expect(jobs.map(({ jobId }) => jobId)).toEqual(expected.map((index) => ids[index]));
  });

  it('keeps lists light', async () => {
    const { jobs } = await list('limit=1');
    expect(Object.keys(jobs[0] ?? {}).sort()).toEqual(
      'costUsd createdAt delivered endedAt jobId links percent pipeline startedAt state title'.split(' '),
    );
  });

  it.each([
    ['status=dead', 'REQUEST_INVALID', 'status'],
    ['status=', 'REQUEST_INVALID', 'status'],
    ['pipeline=x', 'REQUEST_INVALID', 'pipeline'],
    ['limit=0', 'REQUEST_INVALID', 'limit'],
    ['limit=201', 'REQUEST_INVALID', 'limit'],
    ['limit=1e2', 'REQUEST_INVALID', 'limit'],
    ['limit=5&limit=6', 'REQUEST_INVALID', 'limit'],
    ['since=', 'REQUEST_INVALID', 'since'],
    ['colour=red', 'REQUEST_INVALID', 'colour'],
    ['__proto__=1', 'REQUEST_INVALID', '__proto__'],
    ['since=3y', 'TIME_RANGE_INVALID', undefined],
    ['from=yesterday', 'TIME_RANGE_INVALID', undefined],
    ['since=3h&to=2026-11-22', 'TIME_RANGE_INVALID', undefined],
    ['tz=Mars/Olympus', 'TIME_ZONE_UNKNOWN', undefined],
    ['cursor=x', 'CURSOR_INVALID', undefined],
  ])('refuses %s', async (query, code, field) => {
    const response = await get(`/api/jobs?${query}`);
    expect(response.status).toBe(400);
    const problem = await problemIn(response);
    expect([problem.code, problem.errors?.[0]?.field]).toEqual([code, field]);
  });
});

describe('GET /api/stats', () => {
  it('counts applications in the zone of the caller', async () => {
    const response = await get('/api/stats?tz=Pacific/Auckland');
    expect(response.status).toBe(200);
    // In Auckland all but none ended on the 23rd: noon UTC is one in the morning there.
    expect(await response.json()).toEqual({
      timeZone: 'Pacific/Auckland',
      applications: { today: 5, week: 5, month: 5, total: 5 },
    });
    expect(await (await get('/api/stats')).json()).toMatchObject({ timeZone: 'UTC' });
  });

  it('refuses an unknown zone and unknown parameters', async () => {
    expect((await problemIn(await get('/api/stats?tz=Mars/Olympus'))).code).toBe('TIME_ZONE_UNKNOWN');
    expect((await problemIn(await get('/api/stats?zone=UTC'))).code).toBe('REQUEST_INVALID');
  });
});
