import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type ErrorKind, StrataError } from '../error.ts';
import { hasEnded, jobStates } from '../jobs/job.ts';
import { jobFailure } from './job-failure.ts';
import { progressView } from './layer-bars.ts';
import { parkedError } from './parked-error.ts';
import type { FolderOf, WantedJob } from './run.ts';
import { type RunResult, readArtifacts, writeResult } from './run-result.ts';
import { untilSignal } from './until-signal.ts';

const pollEveryMs = 250;
const requestTimeoutMs = 30_000;

const acceptedJob = z.object({ jobId: z.uuid() });
const serverJob = z.object({
  jobId: z.string(),
  state: z.enum(jobStates),
  title: z.string(),
  attempts: z.array(z.object({ traceId: z.string().optional() })),
  artifacts: z.array(z.object({ name: z.string() })),
  degradedReasons: z.array(z.object({ layer: z.string(), code: z.string(), message: z.string() })),
  layers: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['pending', 'running', 'done', 'failed', 'skipped']),
      durationMs: z.number().optional(),
      attempts: z.number(),
      costUsd: z.number(),
    }),
  ),
  parked: z.object({ until: z.string(), message: z.string() }).optional(),
  error: z
    .object({
      code: z.string(),
      kind: z.string().optional(),
      message: z.string(),
      where: z.string().optional(),
      action: z.string().optional(),
    })
    .optional(),
});
const problem = z.object({ code: z.string(), title: z.string(), detail: z.string().optional() });

/** Hands one application job to a running service, waits for its end and fetches what it made. */
export async function runOnServer(
  server: string,
  { input, options }: WantedJob,
  folderOf: FolderOf,
): Promise<RunResult> {
  const interrupt = untilSignal();
  const view = progressView(process.stderr);
  try {
    const form = new FormData();
    form.set('pipeline', 'application');
    form.set('posting', new File([input.posting.text], input.posting.name));
    form.set('cv', new File([input.cv.text], input.cv.name));
    form.set('options', JSON.stringify(options));
    const answer = await request(server, '/api/jobs', interrupt.signal, { method: 'POST', body: form });
    const { jobId } = acceptedJob.parse(await answer.json());
    const path = `/api/jobs/${jobId}`;
    const job = await ended(server, path, interrupt.signal, view);
    view.stop();
    if (job.error) {
      throw jobFailure(job.error, { where: `job ${jobId} on ${server}`, action: `see ${server}${path}` });
    }
    const files = await readArtifacts(job.artifacts, async (name) =>
      (await request(server, `${path}/artifacts/${encodeURIComponent(name)}`, interrupt.signal)).bytes(),
    );
    return await writeResult({ ...job, id: jobId }, files, await folderOf(jobId));
  } catch (cause) {
    if (!interrupt.signal.aborted) throw cause;
    throw new StrataError('INTERRUPTED', 'interrupted; a job that was accepted goes on in the service', {
      kind: 'unavailable',
      where: server,
      action: 'look for it with strata jobs list, or in /api/jobs',
    });
  } finally {
    view.stop();
    interrupt.stop();
  }
}

async function ended(
  server: string,
  path: string,
  signal: AbortSignal,
  view: ReturnType<typeof progressView>,
): Promise<z.infer<typeof serverJob>> {
  for (;;) {
    const job = serverJob.parse(await (await request(server, path, signal)).json());
    view.show(job);
    if (hasEnded(job.state)) return job;
    if (job.state === 'parked') {
      throw parkedError(job.jobId, job.parked, 'it goes on by itself there; see strata jobs list');
    }
    await wait(pollEveryMs, undefined, { signal });
  }
}

async function request(
  server: string,
  path: string,
  signal: AbortSignal,
  init: RequestInit = {},
): Promise<Response> {
  let response: Response;
  try {
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    response = await fetch(addressOf(server, path), { ...init, signal: AbortSignal.any([signal, timeout]) });
  } catch (cause) {
    signal.throwIfAborted();
    throw new StrataError('SERVER_UNREACHABLE', 'the service does not answer', {
      kind: 'unavailable',
      where: server,
      action: 'start it with "npm start", or leave --server out to run here',
      cause,
    });
  }
  if (response.ok) return response;
  const told = problem.safeParse(await response.json().catch(() => undefined));
  const { code, title, detail } = told.data ?? {
    code: 'SERVER_REFUSED',
    title: `it answered ${response.status}`,
  };
  throw new StrataError(code, detail ?? title, {
    kind: kindOf(response.status),
    where: server,
    action: 'see the message',
  });
}

/** Below whatever path the service is mounted at. */
function addressOf(server: string, path: string): URL {
  return new URL(path.slice(1), server.endsWith('/') ? server : `${server}/`);
}

function kindOf(status: number): ErrorKind {
  if (status === 413 || status === 415 || status === 422) return 'input';
  if (status === 429 || status >= 500) return 'unavailable';
  return 'usage';
}
