import type { Config } from '../config/config.ts';
import { StrataError } from '../error.ts';
import type { JobInput } from '../jobs/job.ts';
import { strataErrorOf } from '../jobs/job-error.ts';
import { startService } from '../service.ts';
import { startTelemetry } from '../telemetry/start.ts';
import { progressView } from './layer-bars.ts';
import type { FolderOf } from './run.ts';
import { collectResult, type RunResult } from './run-result.ts';
import { untilSignal } from './until-signal.ts';

/** Runs one application job in this process. */
export async function runHere(config: Config, input: JobInput, folderOf: FolderOf): Promise<RunResult> {
  const telemetry = await startTelemetry(config, { mode: 'run' });
  const view = progressView(process.stderr);
  const interrupt = untilSignal();
  try {
    const service = await startService(config, telemetry, { recover: false });
    try {
      service.jobs.onChange((job) => view.show(job));
      const { id } = await service.jobs.submit({ pipeline: 'application', input, user: 'local' });
      const job = await service.jobs.finished(id, interrupt.signal);
      view.stop();
      if (job.error) throw strataErrorOf(job.error);
      const folder = await folderOf(id);
      const read = async (name: string) => (await service.jobs.artifact(id, name)).bytes;
      const result = await collectResult(job, read, folder);
      const traceId = job.attempts.at(-1)?.traceId;
      return {
        ...result,
        ...(traceId === undefined ? {} : { traceId }),
        trace: await folder.write('trace.json', (await telemetry.traceJson()) ?? ''),
        metrics: await folder.write('metrics.prom', await telemetry.metricsText()),
      };
    } finally {
      await service.stop();
    }
  } catch (cause) {
    if (!interrupt.signal.aborted) throw cause;
    throw new StrataError('INTERRUPTED', 'interrupted; the job keeps its finished layers', {
      kind: 'unavailable',
      action: 'start the service ("npm start") to have it finished, or run the command again',
    });
  } finally {
    view.stop();
    interrupt.stop();
    await telemetry.stop();
  }
}
