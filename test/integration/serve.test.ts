import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startStrata, strata, temporaryFolder } from '../support/cli.ts';

const postingFile = join(import.meta.dirname, '../../samples/posting.md');
const cvFile = join(import.meta.dirname, '../../samples/master-cv.json');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let env: Record<string, string>;
const started: ReturnType<typeof startStrata>[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  env = { STRATA_DATA_DIR: join(folder.path, 'data'), LOG_LEVEL: 'info' };
});
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  await folder.remove();
});

async function serve() {
  const service = startStrata(['serve', '--port', '0'], { env });
  started.push(service);
  const [, url = ''] = await service.seen(/listens on (http:\S+)/);
  return { ...service, url };
}

async function submit(url: string): Promise<string> {
  const response = await fetch(`${url}/api/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      pipeline: 'application',
      input: {
        posting: await readFile(postingFile, 'utf8'),
        cv: JSON.parse(await readFile(cvFile, 'utf8')) as unknown,
      },
    }),
  });
  expect(response.status, await response.clone().text()).toBe(202);
  return ((await response.json()) as { jobId: string }).jobId;
}

interface JobView {
  state: string;
  percent: number;
  artifacts: { name: string; href: string }[];
  attempts: { traceId: string; outcome: string }[];
  layers: { name: string; status: string }[];
}

async function untilEnded(url: string, id: string): Promise<JobView> {
  for (;;) {
    const job = (await (await fetch(`${url}/api/jobs/${id}`)).json()) as JobView;
    if (!['queued', 'running', 'parked'].includes(job.state)) return job;
  }
}

it('does a job handed in over HTTP and shows it everywhere', async () => {
  const { url, child, ended } = await serve();
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const id = await submit(url);
  const job = await untilEnded(url, id);
  expect(job).toMatchObject({ state: 'succeeded', percent: 100 });
  expect(job.layers.map(({ status }) => status)).toEqual(Array(7).fill('done'));

  const cv = job.artifacts.find(({ name }) => name === 'cv.md');
  expect(await (await fetch(`${url}${cv?.href}`)).text()).toContain('Zofia Łęcka-Brandvold');
  const stats = (await (await fetch(`${url}/api/stats?tz=Asia/Kathmandu`)).json()) as Record<string, unknown>;
  expect(stats).toMatchObject({ applications: { today: 1, week: 1, month: 1, total: 1 } });
  const listed = (await (await fetch(`${url}/api/jobs?since=1h`)).json()) as { jobs: { jobId: string }[] };
  expect(listed.jobs.map(({ jobId }) => jobId)).toEqual([id]);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/strata_jobs_total\{[^}]*outcome="succeeded"[^}]*\} 1\b/);
  expect(metrics).toMatch(/strata_layer_duration_seconds_count\{[^}]*layer="fit"[^}]*\} 1\b/);
  expect(metrics).toMatch(/strata_applications\{period="today"\} 1\b/);
  const health = (await (await fetch(`${url}/api/health`)).json()) as { status: string };
  expect(health.status).toBe('healthy');

  // Beside the running service, and in the same data folder.
  const shown = await strata(['jobs', 'show', id], { env });
  expect(shown.stdout).toContain('Senior Backend Engineer, Metering · Voltquarry');
  const list = await strata(['jobs', 'list', '--since', '1h', '--json'], { env });
  expect((JSON.parse(list.stdout) as { jobId: string }[]).map(({ jobId }) => jobId)).toEqual([id]);

  child.kill('SIGTERM');
  const end = await ended;
  expect(end.code).toBe(0);
  const lines = end.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const finished = lines.filter(({ message }) => message === 'layer finished');
  expect(finished).toHaveLength(7);
  for (const line of finished) {
    expect(line).toMatchObject({ trace_id: job.attempts[0]?.traceId, job_id: id, status: 'succeeded' });
  }
  expect(end.stderr).not.toContain('zofia.lecka');
});

it('takes a job handed to it by the command line', async () => {
  const { url } = await serve();
  const out = join(folder.path, 'out');
  const end = await strata(
    ['run', '--posting', postingFile, '--cv', cvFile, '--server', url, '--out', out, '--json'],
    {
      env,
    },
  );
  expect(end.code, end.stderr).toBe(0);
  expect(JSON.parse(end.stdout)).toMatchObject({ state: 'succeeded' });
  expect(await readFile(join(out, 'cv.md'), 'utf8')).toContain('Zofia Łęcka-Brandvold');
});

it('refuses over HTTP what cannot be worked with, and says which field', async () => {
  const { url } = await serve();
  const response = await fetch(`${url}/api/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      pipeline: 'application',
      input: {
        posting: await readFile(postingFile, 'utf8'),
        cv: { basics: { name: 'A B' }, work: [{ name: 'X', endDate: null }] },
      },
    }),
  });
  expect(response.status).toBe(422);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({
    code: 'CV_INVALID',
    detail: expect.stringContaining('work[0].endDate'),
  });
});

it('loses no accepted job to kill -9: the next start finishes them all', async () => {
  const first = await serve();
  const ids = await Promise.all(Array.from({ length: 12 }, () => submit(first.url)));
  first.child.kill('SIGKILL');
  await first.ended;
  const second = await serve();
  for (const id of ids) {
    const job = await untilEnded(second.url, id);
    expect(job, id).toMatchObject({ state: 'succeeded', percent: 100 });
    // Killed attempts say so; the last one succeeded.
    const outcomes = job.attempts.map(({ outcome }) => outcome);
    expect(outcomes).toEqual([...outcomes.slice(1).map(() => 'interrupted'), 'succeeded']);
  }
});

it('stops on SIGTERM without leaving a job half done or lost', async () => {
  const first = await serve();
  const ids = await Promise.all(Array.from({ length: 12 }, () => submit(first.url)));
  first.child.kill('SIGTERM');
  expect((await first.ended).code).toBe(0);
  const list = await strata(['jobs', 'list', '--json'], { env });
  const states = (JSON.parse(list.stdout) as { state: string }[]).map(({ state }) => state);
  expect(states).toHaveLength(ids.length);
  expect(states.filter((state) => state !== 'queued' && state !== 'succeeded')).toEqual([]);
  const second = await serve();
  for (const id of ids) expect(await untilEnded(second.url, id)).toMatchObject({ state: 'succeeded' });
});

it('while it stops it still answers, and says so', async () => {
  const { url, child, ended } = await serve();
  await Promise.all(Array.from({ length: 16 }, () => submit(url)));
  child.kill('SIGTERM');
  const answers: number[] = [];
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer === undefined) break;
    answers.push(answer.status);
  }
  expect((await ended).code).toBe(0);
  expect(answers).toContain(503);
});

it('ends on SIGTERM although its telemetry receiver never answers', async () => {
  const receiver = createServer(() => undefined);
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
  const { url, child, ended } = await serve();
  await fetch(`${url}/api/health`);
  const stopping = performance.now();
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
  // Promised are ten seconds; the receiver alone would hold it for longer than that.
  expect(performance.now() - stopping).toBeLessThan(10_000);
  receiver.closeAllConnections();
  receiver.close();
});

it('run: an interrupt in the middle keeps the job for the service, or delivers what was done', async () => {
  const out = join(folder.path, 'out');
  const run = startStrata(['run', '--posting', postingFile, '--cv', cvFile, '--out', out], { env });
  await run.seen(/intake: done/);
  run.child.kill('SIGINT');
  const end = await run.ended;
  const list = await strata(['jobs', 'list', '--json'], { env });
  const [job] = JSON.parse(list.stdout) as { jobId: string; state: string }[];
  if (end.code === 0) {
    expect(job?.state).toBe('succeeded');
    expect(await readFile(join(out, 'cv.md'), 'utf8')).toContain('Zofia');
  } else {
    expect(end.code).toBe(75);
    expect(end.stderr).toContain(`interrupted; job ${job?.jobId} keeps its finished layers`);
    // Whoever runs the command again pays a second time.
    expect(end.stderr).toMatch(/start the service \("npm start"\) to have it finished\n$/);
    const { url } = await serve();
    expect(await untilEnded(url, job?.jobId ?? '')).toMatchObject({ state: 'succeeded' });
  }
});

it('a reader that stops reading does not change how a command ends', async () => {
  const piped = startStrata(['config', '--json'], { env });
  piped.child.stdout.destroy();
  expect((await piped.ended).code).toBe(0);
});
