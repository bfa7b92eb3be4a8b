import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedProvider } from '../../../simulator/simulated-provider.ts';
import { type Simulator, startSimulator } from '../../../simulator/simulator.ts';
import { openLedgerStore } from '../../../src/composition/open-store.ts';
import { type Service, startService } from '../../../src/composition/service.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { verifyCv } from '../../../src/grounding/verify.ts';
import type { Job, JobInput, JobOptions } from '../../../src/jobs/job.ts';
import { hasEnded } from '../../../src/jobs/job.ts';
import { readCv } from '../../../src/resume/read-cv.ts';
import type { LedgerEntry } from '../../../src/store/ledger-store.ts';
import { startTelemetry } from '../../../src/telemetry/start.ts';
import { simulatedEnvironment } from './simulated-environment.ts';

const samples = join(import.meta.dirname, '../../../samples');

export async function sampleInput(): Promise<JobInput> {
  return {
    posting: { name: 'posting.md', text: await readFile(join(samples, 'posting.md'), 'utf8') },
    cv: { name: 'master-cv.json', text: await readFile(join(samples, 'master-cv.json'), 'utf8') },
  };
}

/** The whole service on the embedded store, its providers played by a simulator. */
export interface FaultyService {
  simulator: Simulator;
  service: Service;
  /** A job on the samples, to its end or until it is parked. */
  run(options?: Partial<JobOptions>): Promise<Job>;
  /** Whether every claim of the job's CV is covered by its master; what is not, in words. */
  ungrounded(job: Job): Promise<string[]>;
  logLines(): Record<string, unknown>[];
  /** Stops the service and reads its ledger, oldest first. */
  stopped(): Promise<LedgerEntry[]>;
  /** Stops what still runs and takes everything away. */
  remove(): Promise<void>;
}

export async function startFaultyService(
  options: {
    environment?: Record<string, string>;
    providers?: readonly SimulatedProvider[];
    key?: string;
    seed?: number;
  } = {},
): Promise<FaultyService> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-faults-'));
  const simulator = await startSimulator(options.seed === undefined ? {} : { seed: options.seed });
  const config = loadConfig({
    ...simulatedEnvironment(simulator, options.key, options.providers),
    STRATA_DATA_DIR: folder,
    PROVIDER_ATTEMPTS: '1',
    // The samples' company is looked up once; what is kept must not stand in for a failing scraper.
    FIRECRAWL_RATE_LIMIT_PER_MIN: '10000',
    FIRECRAWL_DAILY_LIMIT: '100000',
    OPENROUTER_RATE_LIMIT_PER_MIN: '10000',
    COHERE_RATE_LIMIT_PER_MIN: '10000',
    PDF_SERVICE_RATE_LIMIT_PER_MIN: '10000',
    SHUTDOWN_GRACE_SECONDS: '1',
    LOG_LEVEL: 'info',
    ...options.environment,
  });
  const input = await sampleInput();
  const lines: string[] = [];
  const telemetry = await startTelemetry(config, {
    mode: 'run',
    logTo: { write: (line) => lines.push(line) },
  });
  const service = await startService(config, telemetry, { mode: 'serve' });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= service.stop().then(() => telemetry.stop());
    return stopping;
  };
  return {
    simulator,
    service,
    async run(jobOptions = {}) {
      const { id } = await service.jobs.submit({
        pipeline: 'application',
        input,
        user: 'local',
        options: jobOptions,
      });
      return service.jobs.finished(id, undefined, ({ state }) => hasEnded(state) || state === 'parked');
    },
    async ungrounded({ id }) {
      const { bytes } = await service.jobs.artifact(id, 'cv.md');
      const master = await readCv(input.cv, { maxBytes: 1e7 });
      const text = new TextDecoder().decode(bytes);
      const { findings } = await verifyCv({ cv: { name: 'cv.md', text }, master });
      return findings.map((finding) => JSON.stringify(finding));
    },
    logLines: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    async stopped() {
      await stop();
      const ledger = await openLedgerStore(config);
      await ledger.start();
      try {
        const all: LedgerEntry[] = [];
        let cursor: string | undefined;
        do {
          const page = await ledger.entries({ limit: 500, ...(cursor === undefined ? {} : { cursor }) });
          all.push(...page.entries);
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        return all.toReversed();
      } finally {
        await ledger.stop();
      }
    },
    async remove() {
      await stop();
      await simulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Calls that were sent, by provider, as the ledger has them. */
export function sentByProvider(entries: readonly LedgerEntry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { provider, state } of entries) {
    if (state !== 'released') counts[provider] = (counts[provider] ?? 0) + 1;
  }
  return counts;
}
