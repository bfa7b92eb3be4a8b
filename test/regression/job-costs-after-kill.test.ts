import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { sampleInput } from '../integration/support/faulty-service.ts';
import { simulatedEnvironment } from '../integration/support/simulated-environment.ts';
import { startStrata, temporaryFolder } from '../support/cli.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let simulator: Simulator;
let env: Record<string, string>;
let children: ReturnType<typeof startStrata>[];
beforeEach(async () => {
  folder = await temporaryFolder();
  simulator = await startSimulator();
  env = { ...simulatedEnvironment(simulator, 'simulated', ['openai']), STRATA_DATA_DIR: folder.path };
  children = [];
});
afterEach(async () => {
  for (const { child, ended } of children) {
    child.kill('SIGKILL');
    await ended;
  }
  await simulator.stop();
  await folder.remove();
});

async function serve() {
  const service = startStrata(['serve', '--port', '0'], { env });
  children.push(service);
  const [, url = ''] = await service.seen(/listens on (http:\S+)/);
  return { ...service, url };
}

async function ask<Answer>(url: string): Promise<Answer> {
  return (await (await fetch(url)).json()) as Answer;
}

interface JobAnswer {
  state: string;
  attempts: { outcome?: string }[];
  layers: { name: string; costUsd: number }[];
  tokenUsage: { totalCost: number; inputTokens: number; outputTokens: number };
}

interface Costs {
  totalUsd: number;
  rows: { key: string; costUsd: number; unknownUsd: number; inputTokens: number; outputTokens: number }[];
}

it('a job killed in mid-call costs what the ledger says, once it is done: the lost call included', async () => {
  // The second of the CV's calls: one of that layer is paid and in no checkpoint, one is never answered.
  simulator.fault({ provider: 'openai', fault: 'hang', after: 5, times: 1 });
  const first = await serve();
  const { posting, cv } = await sampleInput();
  const form = new FormData();
  form.set('posting', new File([posting.text], posting.name));
  form.set('cv', new File([cv.text], cv.name));
  const accepted = await fetch(`${first.url}/api/jobs`, { method: 'POST', body: form });
  const { jobId } = (await accepted.json()) as { jobId: string };
  await expect.poll(() => simulator.calls('openai').length, { timeout: 20_000 }).toBeGreaterThanOrEqual(6);
  first.child.kill('SIGKILL');
  await first.ended;

  const second = await serve();
  const jobUrl = `${second.url}/api/jobs/${jobId}`;
  await expect
    .poll(async () => (await ask<JobAnswer>(jobUrl)).state, { timeout: 20_000 })
    .toMatch(/succeeded|degraded/);
  const job = await ask<JobAnswer>(jobUrl);
  expect(job.attempts[0]?.outcome).toBe('interrupted');
  const [ofJob] = (await ask<Costs>(`${second.url}/api/costs?by=job`)).rows;
  expect(ofJob?.unknownUsd).toBeGreaterThan(0);
  expect(job.tokenUsage).toMatchObject({
    totalCost: ofJob?.costUsd,
    inputTokens: ofJob?.inputTokens,
    outputTokens: ofJob?.outputTokens,
  });
  const byLayer = (await ask<Costs>(`${second.url}/api/costs?by=layer`)).rows;
  const paid = job.layers.filter(({ costUsd }) => costUsd > 0);
  expect(Object.fromEntries(paid.map(({ name, costUsd }) => [name, costUsd]))).toEqual(
    Object.fromEntries(byLayer.map(({ key, costUsd }) => [key, costUsd])),
  );
}, 60_000);
