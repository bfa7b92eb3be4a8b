import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../simulator/seeded-random.ts';
import { type SimulatorProcess, startSimulatorProcess } from '../support/simulator.ts';
import { examineSpending } from './support/guard-proof/examine-spending.ts';
import { expectProven } from './support/guard-proof/expect-proven.ts';
import { proofConfig, randomFaults, writePrices } from './support/guard-proof/proof-setup.ts';
import { type Spending, spendToTheEnd } from './support/guard-proof/spend.ts';

const budgetUsd = 5;
const mayBeLost = ['CALL_ABORTED', 'PROVIDER_TIMED_OUT'];
let folder: string;
let simulator: SimulatorProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-proof-'));
  simulator = await startSimulatorProcess({ seed: 7 });
  await simulator.fault(randomFaults(seededRandom(11)));
});

afterAll(async () => {
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
});

test('2,000 callers at once, with faults of every kind, spend 5 USD and not a nano-dollar more', async () => {
  const config = proofConfig({
    simulatorUrl: simulator.url,
    dataDir: folder,
    pricesFile: await writePrices(folder),
    budgetUsd,
  });
  const spending: Spending = {
    config,
    name: 'one',
    callers: 2_000,
    seed: 13,
    timeoutMs: 1_500,
    abortRate: 0.06,
    wakeEach: 16,
    quietMs: 2_000,
  };
  const report = await spendToTheEnd(spending);
  const calls = await simulator.calls();
  const found = await examineSpending(config, calls, Date.now());
  expectProven(found, budgetUsd, mayBeLost);
  expect(report.problems).toEqual([]);
  expect(report.refused).toBeGreaterThanOrEqual(2_000);
  expect(report.sent).toBe(found.sent);
  expect(report.endings.answered).toBeGreaterThan(20);
  expect(Object.keys(found.faults).length).toBeGreaterThan(10);

  // Opened again it is as it was, and refuses as before.
  expect(await examineSpending(config, calls, Date.now())).toEqual(found);
  const again = await spendToTheEnd({ ...spending, name: 'again', callers: 40 });
  expect(again.sent).toBeLessThan(5);
  const after = await examineSpending(config, await simulator.calls(), Date.now());
  expectProven(after, budgetUsd, mayBeLost);
}, 120_000);
