import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenGuard, openGuard } from '../../../src/composition/open-guard.ts';
import { operationsOn } from '../../../src/composition/open-operations.ts';
import { openProviders } from '../../../src/composition/open-providers.ts';
import { systemTime } from '../../../src/composition/time.ts';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { Pipeline } from '../../../src/engine/layer.ts';
import type { Health, HealthReport } from '../../../src/health/health.ts';
import { createApp } from '../../../src/http/app.ts';
import type { App } from '../../../src/http/app-environment.ts';
import { startServer } from '../../../src/http/server.ts';
import { assertReadable } from '../../../src/intake/input-limits.ts';
import type { JobInput } from '../../../src/jobs/job.ts';
import type { JobService } from '../../../src/jobs/job-service.ts';
import { Jobs } from '../../../src/jobs/jobs.ts';
import { FolderArtifactStore } from '../../../src/store/folder-artifact-store.ts';
import { SqliteJobStore } from '../../../src/store/sqlite/sqlite-job-store.ts';
import { type RecordingTelemetry, recordingTelemetry } from './recording-telemetry.ts';

export interface TestService {
  url: string;
  port: number;
  app: App;
  jobs: Jobs;
  store: SqliteJobStore;
  /** The real guard; no call is ever made through it. */
  open: OpenGuard;
  telemetry: RecordingTelemetry;
  /** What `Health` answers; tests set it. */
  health: { report: HealthReport; ready: { ready: boolean; reason?: string } };
  /** Inputs as the pipeline got them. */
  inputs: JobInput[];
  stopHttp(graceMs: number): Promise<void>;
  stop(): Promise<void>;
}

export interface TestServiceOptions {
  requestTimeoutMs?: number;
  /** Beside the settings of every test, such as the keys of providers. */
  environment?: Record<string, string>;
  now?: () => number;
  /** Stands before the real service, to make it fail or wait. */
  wrap?: (jobs: JobService) => JobService;
}

export const maxInputBytes = 100_000;

/** The real HTTP side, jobs and store, with a pipeline of two layers that turns its input into files. */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'strata-http-'));
  const config = testConfig(dataDir, options.environment);
  const telemetry = await recordingTelemetry(config);
  const store = new SqliteJobStore({ file: join(dataDir, 'strata.db') });
  const artifacts = new FolderArtifactStore({ folder: join(dataDir, 'artifacts') });
  await store.start();
  await artifacts.start();
  const inputs: JobInput[] = [];
  const jobs = new Jobs({
    store,
    artifacts,
    telemetry,
    pipelineOf: () => echoPipeline(inputs),
    timeouts: { jobMs: 10_000, layerMs: 10_000 },
    now: options.now ?? Date.now,
    clock: () => performance.now(),
    maxConcurrency: 2,
    shutdownGraceMs: 1_000,
    recover: true,
  });
  await jobs.start();

  const health: TestService['health'] = { report: healthReport(), ready: { ready: true } };
  const healthOf: Health = { report: async () => health.report, ready: async () => health.ready };
  const time = { ...systemTime, ...(options.now === undefined ? {} : { now: options.now }) };
  const open = await openGuard(config, telemetry, time);
  const operations = operationsOn(config, open, await openProviders(config, open, telemetry));
  const app = createApp({
    operations,
    jobs: options.wrap?.(jobs) ?? jobs,
    health: healthOf,
    telemetry,
    config,
    version: '1.2.3',
    ...(options.now === undefined ? {} : { clock: options.now }),
  });
  const server = await startServer({
    app,
    host: config.http.host,
    port: 0,
    telemetry,
    ...(options.requestTimeoutMs === undefined ? {} : { requestTimeoutMs: options.requestTimeoutMs }),
  });
  return {
    url: server.url,
    port: server.port,
    app,
    jobs,
    store,
    open,
    telemetry,
    health,
    inputs,
    stopHttp: server.stop,
    stop: async () => {
      await server.stop(0);
      await jobs.stop();
      await open.stop();
      await store.stop();
      await telemetry.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

function echoPipeline(inputs: JobInput[]): Pipeline<JobInput, unknown> {
  return {
    name: 'application',
    deliveringLayer: 'publish',
    check: async (input) => {
      assertReadable(input.posting, { maxBytes: maxInputBytes }, 'POSTING');
      assertReadable(input.cv, { maxBytes: maxInputBytes }, 'CV');
      return { title: input.posting.name };
    },
    layers: [
      {
        name: 'intake',
        run: async (input) => {
          inputs.push(input);
          return { result: {}, reasoner: 'extractive' };
        },
      },
      {
        name: 'publish',
        run: async (input, _results, context) => {
          await context.putArtifact({
            name: 'cv.md',
            mediaType: 'text/markdown',
            bytes: Buffer.from(`# Łucja → ${input.cv.text.length}\n`),
          });
          await context.putArtifact({
            name: 'page.html',
            mediaType: 'text/html',
            bytes: Buffer.from('<script>alert(1)</script>'),
          });
          return { result: {} };
        },
      },
    ],
  };
}

function testConfig(dataDir: string, environment: Record<string, string> = {}): Config {
  return {
    ...loadConfig(environment),
    dataDir,
    http: { host: '127.0.0.1', port: 0 },
    jobs: { maxConcurrency: 2, timeoutMs: 10_000, layerTimeoutMs: 10_000, shutdownGraceMs: 1_000 },
    cv: { minWords: 550, maxWords: 650 },
    input: { maxPostingBytes: maxInputBytes, maxCvBytes: maxInputBytes },
    log: { level: 'debug' },
    telemetry: { serviceName: 'strata', environment: 'test' },
    timeZone: 'UTC',
    warnings: [],
  };
}

function healthReport(): HealthReport {
  return {
    status: 'healthy',
    reasons: [],
    version: '1.2.3',
    uptimeSeconds: 1,
    components: [{ name: 'store', status: 'up', latencyMs: 0.2 }],
    capacity: { activeRuns: 0, maxRuns: 2, percent: 0, acceptsMore: 100 },
  };
}
