import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { StrataError } from '../error.ts';
import { observeHealth } from '../health/health-gauges.ts';
import { ServiceHealth } from '../health/service-health.ts';
import { budgetExceeded } from '../jobs/budget-exceeded.ts';
import { costsOnRecord } from '../jobs/costs-on-record.ts';
import { observeJobs } from '../jobs/job-gauges.ts';
import { Jobs } from '../jobs/jobs.ts';
import type { Operations } from '../operations/operations.ts';
import { applicationPipeline } from '../pipelines/application/pipeline.ts';
import { EmbeddedPdfWriter } from '../publishing/embedded-pdf-writer.ts';
import { ExtractiveReasoner } from '../reasoner/extractive/extractive-reasoner.ts';
import { lockDataFolder } from '../store/data-folder.ts';
import { FolderArtifactStore } from '../store/folder-artifact-store.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { version } from '../version.ts';
import { observeGuard } from './guard-gauges.ts';
import { configuredProviders, openProviders } from './open-providers.ts';
import { openJobStore } from './open-store.ts';
import { noteSubstitutes, providerFacts } from './provider-facts.ts';
import { systemTime, type Time } from './time.ts';

export interface Service {
  readonly jobs: Jobs;
  readonly health: ServiceHealth;
  /** Absent in a run that has no provider to look after. */
  readonly operations: Operations | undefined;
  /** Counts an HTTP answer for the rate of errors. */
  noteAnswer(status: number): void;
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
  options: { mode: 'run' | 'serve'; time?: Time },
): Promise<Service> {
  const { time = systemTime } = options;
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

    const configured = configuredProviders(config);
    // A run without providers has nothing to guard, and does not pay for loading it.
    const open =
      options.mode === 'serve' || configured.length > 0
        ? await (await import('./open-guard.ts')).openGuard(config, telemetry, time)
        : undefined;
    if (open) undo.push(() => open.stop());
    const providers = open && (await openProviders(config, open, telemetry));

    const extractive = new ExtractiveReasoner();
    const embedded = new EmbeddedPdfWriter();
    const application = applicationPipeline({
      reasonersOf: (layer) => providers?.reasonersOf(layer, extractive) ?? { expected: extractive },
      pdfWriters: providers?.pdfWriter
        ? { expected: providers.pdfWriter, substitute: embedded }
        : { expected: embedded },
      ...(providers?.companyPages === undefined ? {} : { companyPages: providers.companyPages }),
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
      recover: options.mode === 'serve',
      ...(open === undefined
        ? {}
        : { costsOf: (jobId: string) => costsOnRecord(open.ledger, jobId, () => open.settled()) }),
      ...time,
    });
    const health = new ServiceHealth({
      store,
      storeName: config.store.kind,
      version,
      jobs,
      maxRuns: config.jobs.maxConcurrency,
      ...(open === undefined ? {} : { providers: () => providerFacts(config, open, configured) }),
      clock: time.clock,
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
    observeJobs(gauges, { store, now: time.now, timeZone: config.timeZone });
    observeHealth(gauges, health, time.clock);
    if (open) observeGuard(gauges, open, { configured, timeZone: config.timeZone, ...time });
    if (open) jobs.onChange((job) => noteSubstitutes(open, job));
    await jobs.start();
    undo.push(() => jobs.stop());
    const stopWaking = open?.budgets.onChange(() => jobs.wakeParked([budgetExceeded]));
    undo.push(async () => stopWaking?.());
    health.markStarted();
    const prepare = async () => {
      await Promise.all([extractive.prepare(), embedded.prepare()]);
    };
    const operations =
      open && providers && (await import('./open-operations.ts')).operationsOn(config, open, providers);
    const noteAnswer = (status: number) => {
      open?.recent.add('answer');
      if (status >= 500) open?.recent.add('answer failed');
    };
    return { jobs, health, operations, noteAnswer, prepare, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
