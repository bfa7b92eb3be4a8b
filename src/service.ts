import { join } from 'node:path';
import type { Config } from './config/config.ts';
import { StrataError } from './error.ts';
import { observeHealth } from './health/health-gauges.ts';
import { ServiceHealth } from './health/service-health.ts';
import { observeJobs } from './jobs/job-gauges.ts';
import { Jobs } from './jobs/jobs.ts';
import { openJobStore } from './open-store.ts';
import { applicationPipeline } from './pipelines/application/pipeline.ts';
import { EmbeddedPdfWriter } from './publishing/embedded-pdf-writer.ts';
import { ExtractiveReasoner } from './reasoner/extractive/extractive-reasoner.ts';
import { lockDataFolder } from './store/data-folder.ts';
import { FolderArtifactStore } from './store/folder-artifact-store.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { version } from './version.ts';

export interface Service {
  readonly jobs: Jobs;
  readonly health: ServiceHealth;
  /** Loads ahead what the first job would otherwise wait for. */
  prepare(): Promise<void>;
  /** Ends in the reverse order of the start: running layers first, then the store, the folder's lock last. */
  stop(): Promise<void>;
}

/**
 * Builds the service out of its parts and starts them in order: the one place that knows every concrete class.
 * When a part cannot start, those before it are stopped again and its error is thrown.
 */
export async function startService(
  config: Config,
  telemetry: Telemetry,
  options: { recover: boolean },
): Promise<Service> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const lock = await lockDataFolder(config.dataDir);
    undo.push(() => lock.release());
    const artifacts = new FolderArtifactStore({ folder: join(config.dataDir, 'artifacts') });
    await artifacts.start();
    const store = await openJobStore(config);
    await store.start();
    undo.push(() => store.stop());

    const reasoner = new ExtractiveReasoner();
    const pdfWriter = new EmbeddedPdfWriter();
    const application = applicationPipeline({
      reasoner,
      pdfWriter,
      inputLimits: config.input,
      cvLimits: config.cv,
    });
    const jobs = new Jobs({
      store,
      artifacts,
      pipelineOf: ({ pipeline }) => {
        if (pipeline === 'application') return application;
        throw new StrataError('PIPELINE_UNKNOWN', `there is no pipeline ${pipeline}`, {
          kind: 'input',
          action: 'use application',
        });
      },
      telemetry,
      timeouts: { jobMs: config.jobs.timeoutMs, layerMs: config.jobs.layerTimeoutMs },
      maxConcurrency: config.jobs.maxConcurrency,
      shutdownGraceMs: config.jobs.shutdownGraceMs,
      recover: options.recover,
      now: Date.now,
      clock: () => performance.now(),
    });
    const health = new ServiceHealth({
      store,
      storeName: config.store.kind,
      version,
      jobs,
      maxRuns: config.jobs.maxConcurrency,
      clock: () => performance.now(),
    });
    const observed: (() => void)[] = [];
    const gauges: Pick<Telemetry, 'observeGauge'> = {
      observeGauge: (...gauge) => {
        const stopAsking = telemetry.observeGauge(...gauge);
        observed.push(stopAsking);
        return stopAsking;
      },
    };
    // A last push of metrics must not ask a store that is closed.
    undo.push(async () => {
      for (const stopAsking of observed) stopAsking();
    });
    observeJobs(gauges, { store, now: Date.now, timeZone: config.timeZone });
    observeHealth(gauges, health, () => performance.now());
    await jobs.start();
    undo.push(() => jobs.stop());
    health.markStarted();
    const prepare = async () => {
      await Promise.all([reasoner.prepare(), pdfWriter.prepare()]);
    };
    return { jobs, health, prepare, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
