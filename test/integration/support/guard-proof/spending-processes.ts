import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProofSettings } from './proof-setup.ts';
import type { Progress, Spending, SpendingReport } from './spend.ts';

export type SpendingOfProcess = Omit<Spending, 'config' | 'onProgress'> & { settings: ProofSettings };

export interface Fleet extends Omit<SpendingOfProcess, 'name' | 'seed' | 'callers'> {
  processes: number;
  callersEach: number;
  seed: number;
  /**
   * When the fleet has sent so many calls, the next process that tells of some under way is killed with them. Another
   * one takes its place.
   */
  killAfter: readonly number[];
  /** Told of each call that is sent, with the number of all of them so far. */
  onSent?(sent: number): void;
}

export interface FleetReport {
  /** Of the processes that came to their end. */
  reports: SpendingReport[];
  /** Calls that were under way in processes when they were killed, at least. */
  killedUnderWay: number;
  kills: number;
}

const program = fileURLToPath(new URL('spending-process.ts', import.meta.url));

/** Real processes spend one budget together, until each of them has come to its end. */
export async function spendInProcesses(fleet: Fleet): Promise<FleetReport> {
  const found: FleetReport = { reports: [], killedUnderWay: 0, kills: 0 };
  const kills = [...fleet.killAfter];
  let sent = 0;
  const mustDie = (now: Progress, before: Progress): boolean => {
    if (now.sent > before.sent) {
      sent += now.sent - before.sent;
      fleet.onSent?.(sent);
    }
    const { underWay } = now;
    if (underWay < 2 || sent < (kills[0] ?? Number.POSITIVE_INFINITY)) return false;
    kills.shift();
    found.kills += 1;
    found.killedUnderWay += underWay;
    return true;
  };
  const live = async (index: number) => {
    for (let life = 0; ; life += 1) {
      const report = await liveOnce(fleet, index, life, mustDie);
      if (report) return void found.reports.push(report);
    }
  };
  await Promise.all(Array.from({ length: fleet.processes }, (_, index) => live(index)));
  return found;
}

/** @returns undefined for one that was killed */
function liveOnce(
  fleet: Fleet,
  index: number,
  life: number,
  mustDie: (now: Progress, before: Progress) => boolean,
): Promise<SpendingReport | undefined> {
  const { processes: _, killAfter: __, callersEach, seed, onSent: ___, ...shared } = fleet;
  const spending: SpendingOfProcess = {
    ...shared,
    callers: callersEach,
    name: `${index}.${life}`,
    seed: seed + index * 100 + life,
  };
  const child = fork(program, [JSON.stringify(spending)], { execArgv: ['--no-warnings'] });
  let before: Progress = { sent: 0, underWay: 0, ended: 0, refused: 0 };
  let isKilled = false;
  let report: SpendingReport | undefined;
  child.on('message', (message: { progress: Progress } | { report: SpendingReport }) => {
    if ('report' in message) {
      report = message.report;
      return;
    }
    if (!isKilled && mustDie(message.progress, before)) {
      isKilled = true;
      child.kill('SIGKILL');
    }
    before = message.progress;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (report || isKilled) resolve(report);
      else reject(new Error(`a spending process ended with ${code ?? signal}`));
    });
  });
}
