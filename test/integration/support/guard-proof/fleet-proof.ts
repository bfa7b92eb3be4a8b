import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../../../simulator/seeded-random.ts';
import { startRedisServer } from '../../../support/redis-server.ts';
import { startSimulatorProcess } from '../../../support/simulator.ts';
import { type Examination, examineSpending } from './examine-spending.ts';
import { proofConfig, randomFaults, writePrices } from './proof-setup.ts';
import { type FleetReport, spendInProcesses } from './spending-processes.ts';

export interface FleetProof {
  folder: string;
  mongodbUrl: string;
  budgetUsd: number;
  processes: number;
  callersEach: number;
  /** See `Fleet`. */
  killAfter: readonly number[];
  /** After how many sent calls of all processes Redis is killed, to be there again a while later. */
  redisDiesAfter: readonly number[];
  seed: number;
  onSent?(sent: number): void;
}

export interface FleetProven {
  found: Examination;
  /** The same looked at once more. */
  again: Examination;
  fleet: FleetReport;
  redisDeaths: number;
  seconds: number;
}

const redisAwayMs = 1_500;
/** Longer than any call is under way, so that those of killed processes have expired. */
const laterMs = 600_000;

/** Lets real processes spend a budget against the simulator, and looks at every entry afterwards. */
export async function fleetProof(proof: FleetProof): Promise<FleetProven> {
  const { folder, mongodbUrl, budgetUsd, processes, callersEach, killAfter, seed } = proof;
  const simulator = await startSimulatorProcess({ seed });
  const redis = await startRedisServer();
  try {
    await simulator.fault(randomFaults(seededRandom(seed)));
    const settings = {
      simulatorUrl: simulator.url,
      dataDir: folder,
      pricesFile: await writePrices(folder),
      budgetUsd,
      mongodbUrl,
      redisUrl: redis.url,
    };
    const deaths = [...proof.redisDiesAfter];
    let redisDeaths = 0;
    let reviving: Promise<void> = Promise.resolve();
    const dieAndRevive = async () => {
      await redis.kill();
      redisDeaths += 1;
      await pause(redisAwayMs);
      await redis.restart();
    };
    const startMs = performance.now();
    const fleet = await spendInProcesses({
      settings,
      processes,
      callersEach,
      killAfter,
      seed,
      timeoutMs: 3_000,
      abortRate: 0.06,
      wakeEach: 4,
      quietMs: 1_000,
      onSent(sent) {
        proof.onSent?.(sent);
        if (sent < (deaths[0] ?? Number.POSITIVE_INFINITY)) return;
        deaths.shift();
        reviving = reviving.then(dieAndRevive);
      },
    });
    const seconds = (performance.now() - startMs) / 1000;
    await reviving;
    const config = proofConfig(settings);
    const calls = await simulator.calls();
    const found = await examineSpending(config, calls, Date.now() + laterMs);
    const again = await examineSpending(config, calls, Date.now() + laterMs);
    return { found, again, fleet, redisDeaths, seconds };
  } finally {
    await redis.stop();
    await simulator.stop();
  }
}
