import { type Simulator, startSimulator } from '../../../simulator/simulator.ts';
import { type Service, startService } from '../../../src/composition/service.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { HealthReport } from '../../../src/health/health.ts';
import { createApp } from '../../../src/http/app.ts';
import { startServer } from '../../../src/http/server.ts';
import { hasEnded, type Job, type JobOptions } from '../../../src/jobs/job.ts';
import { startTelemetry } from '../../../src/telemetry/start.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { sampleInput } from './faulty-service.ts';
import { simulatedEnvironment } from './simulated-environment.ts';

/** The whole service with its HTTP side, its providers played by a simulator, its clocks set forward by the test. */
export interface OperatedService {
  url: string;
  folder: string;
  simulator: Simulator;
  service: Service;
  logText(): string;
  /** Lets the service's clocks show so much later. Timers that run are not touched. */
  goForward(ms: number): void;
  health(): Promise<HealthReport & { httpStatus: number }>;
  metrics(): Promise<string>;
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** A job on the samples, until it has ended or is parked. */
  run(options?: Partial<JobOptions>): Promise<Job>;
  /** Waits for a state; the test's own time-out is the limit. */
  until(id: string, isSo: (job: Job) => boolean): Promise<Job>;
  /** Stops the service and starts it again on the same data. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

export async function startOperatedService(
  environment: Record<string, string> = {},
): Promise<OperatedService> {
  const folder = await temporaryFolder();
  const simulator = await startSimulator();
  const config = loadConfig({
    ...simulatedEnvironment(simulator),
    STRATA_DATA_DIR: folder.path,
    STRATA_TIME_ZONE: 'UTC',
    PORT: '0',
    PROVIDER_ATTEMPTS: '1',
    FIRECRAWL_RATE_LIMIT_PER_MIN: '10000',
    SHUTDOWN_GRACE_SECONDS: '1',
    ...environment,
  });
  const lines: string[] = [];
  let forwardMs = 0;
  const time = { now: () => Date.now() + forwardMs, clock: () => performance.now() + forwardMs };
  const input = await sampleInput();

  const start = async () => {
    const telemetry = await startTelemetry(config, {
      mode: 'serve',
      logTo: { write: (line) => lines.push(line) },
    });
    const service = await startService(config, telemetry, { mode: 'serve', time });
    const { jobs, health, operations, noteAnswer: onAnswer } = service;
    if (operations === undefined) throw new Error('a service always has operations');
    const parts = { jobs, health, operations, onAnswer, telemetry, config, version: '1.2.3' };
    const app = createApp({ ...parts, clock: time.now });
    const server = await startServer({ app, host: '127.0.0.1', port: 0, telemetry });
    const stop = async () => {
      await server.stop(0);
      await service.stop();
      await telemetry.stop();
    };
    return { service, url: server.url, stop };
  };
  let running = await start();

  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(new URL(path, running.url), {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  const until = (id: string, isSo: (job: Job) => boolean) =>
    running.service.jobs.finished(id, undefined, isSo);
  return {
    get url() {
      return running.url;
    },
    folder: folder.path,
    simulator,
    get service() {
      return running.service;
    },
    logText: () => lines.join(''),
    goForward: (ms) => {
      forwardMs += ms;
    },
    health: async () => {
      const { status, body } = await ask('GET', '/api/health');
      return { ...(body as HealthReport), httpStatus: status };
    },
    metrics: async () => (await fetch(new URL('/metrics', running.url))).text(),
    ask,
    run: async (options = {}) => {
      const { jobs } = running.service;
      const { id } = await jobs.submit({ pipeline: 'application', input, user: 'local', options });
      return until(id, ({ state }) => hasEnded(state) || state === 'parked');
    },
    until,
    restart: async () => {
      await running.stop();
      running = await start();
    },
    remove: async () => {
      await running.stop();
      await simulator.stop();
      await folder.remove();
    },
  };
}
