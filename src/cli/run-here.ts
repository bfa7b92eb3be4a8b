import { type Service, startService } from '../composition/service.ts';
import type { Config } from '../config/config.ts';
import { StrataError } from '../error.ts';
import { hasEnded, type Job } from '../jobs/job.ts';
import { startTelemetry } from '../telemetry/start.ts';
import { jobFailure } from './job-failure.ts';
import { progressView } from './layer-bars.ts';
import { parkedError } from './parked-error.ts';
import type { FolderOf, WantedJob } from './run.ts';
import { type ResultFile, type RunResult, readArtifacts, writeResult } from './run-result.ts';
import { untilSignal } from './until-signal.ts';

const goOnAction = 'start the service ("npm start") to have it go on by itself';

/** Runs one application job in this process. */
export async function runHere(config: Config, wanted: WantedJob, folderOf: FolderOf): Promise<RunResult> {
  const telemetry = await startTelemetry(config, { mode: 'run' });
  const interrupt = untilSignal();
  try {
    const service = await startService(config, telemetry, { mode: 'run' });
    let ended: { job: Job; files: ResultFile[] };
    let metrics: string;
    try {
      ended = await runToEnd(service, wanted, interrupt.signal);
    } finally {
      metrics = await telemetry.metricsText();
      await service.stop();
    }
    // Asked for after the stop: the job's own span ends last of all.
    const trace = await telemetry.traceJson();
    const folder = await folderOf(ended.job.id);
    const own = { metrics, ...(trace === undefined ? {} : { trace }) };
    return await writeResult(ended.job, ended.files, folder, own);
  } finally {
    interrupt.stop();
    await telemetry.stop();
  }
}

async function runToEnd(
  { jobs, prepare }: Service,
  { input, options }: WantedJob,
  signal: AbortSignal,
): Promise<{ job: Job; files: ResultFile[] }> {
  const view = progressView(process.stderr);
  try {
    jobs.onChange((job) => view.show(job));
    await prepare();
    if (signal.aborted) throw interrupted('before the job was begun', 'run the command again');
    const { id } = await jobs.submit({ pipeline: 'application', input, options, user: 'local' });
    const job = await endOf(jobs, id, signal);
    if (job.error) throw jobFailure(job.error);
    if (job.state === 'parked') throw parkedError(id, job.parked, goOnAction);
    return {
      job,
      files: await readArtifacts(job.artifacts, async (name) => (await jobs.artifact(id, name)).bytes),
    };
  } finally {
    view.stop();
  }
}

/** The job's end. On an interrupt its layer may finish; when that was the last one, the job has ended all the same. */
async function endOf(jobs: Service['jobs'], id: string, signal: AbortSignal): Promise<Job> {
  try {
    return await jobs.finished(id, signal, ({ state }) => hasEnded(state) || state === 'parked');
  } catch (cause) {
    if (!signal.aborted) throw cause;
    await jobs.stop();
    const job = await jobs.get(id);
    if (hasEnded(job.state)) return job;
    throw interrupted(
      `job ${id} keeps its finished layers`,
      // Running the command again would be another job, and pay for every call a second time.
      'start the service ("npm start") to have it finished',
    );
  }
}

function interrupted(what: string, action: string): StrataError {
  return new StrataError('INTERRUPTED', `interrupted; ${what}`, { kind: 'unavailable', action });
}
