import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStrata, strata, temporaryFolder } from '../support/cli.ts';

const samples = join(import.meta.dirname, '../../samples');
const files = ['--posting', join(samples, 'posting.md'), '--cv', join(samples, 'master-cv.json')];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await temporaryFolder();
  env = { STRATA_DATA_DIR: join(folder.path, 'data'), OPENAI_API_KEY: 'not-a-real-key' };
});
afterAll(() => folder.remove());

interface Quote {
  expectedUsd: number;
  layers: { layer: string }[];
  fits: boolean;
  notes: string[];
}

it('says layer by layer what a job would cost', async () => {
  const end = await strata(['quote', ...files], { env });
  expect(end).toMatchObject({ code: 0, stderr: '' });
  const lines = end.stdout.split('\n');
  expect(lines[0]).toMatch(/^layer +by +calls +tokens +expected +largest calls$/);
  expect(lines[1]).toMatch(/^pain-points +openai \S+ +1 +\d+ +[\d.]+ USD +[\d.]+ USD$/);
  expect(end.stdout).toMatch(/^in all +[\d.]+ USD +[\d.]+ USD$/m);
  expect(end.stdout).toContain('It fits every budget');
});

it('prints JSON and nothing else where that is asked for, the same by a running service', async () => {
  const local = await strata(['quote', ...files, '--json'], { env });
  expect(local.stderr).toBe('');
  const quote = JSON.parse(local.stdout) as Quote;
  expect(quote.layers.map(({ layer }) => layer)).toEqual([
    'pain-points',
    'company-research',
    'fit',
    'people',
    'cv',
  ]);
  const service = startStrata(['serve', '--port', '0'], { env });
  try {
    await service.seen(/listens on/);
    const remote = await strata(['quote', ...files, '--json'], { env });
    expect(remote.stderr).toBe('');
    expect(JSON.parse(remote.stdout)).toEqual(quote);
  } finally {
    service.child.kill('SIGTERM');
    await service.ended;
  }
});

it("a job's own budget is part of it", async () => {
  const end = await strata(['quote', ...files, '--budget-usd', '0.0001', '--json'], { env });
  const { fits, notes } = JSON.parse(end.stdout) as Quote;
  expect(fits).toBe(false);
  expect(notes.join('\n')).toContain('the budget of this job has no room');
});

it('without a provider it costs nothing', async () => {
  const end = await strata(['quote', ...files], { env: { STRATA_DATA_DIR: join(folder.path, 'none') } });
  expect(end).toMatchObject({ code: 0, stderr: '' });
  expect(end.stdout).toMatch(/^No provider is set up: .* costs nothing\.\n$/);
});

it('refuses what no job could work with', async () => {
  const empty = join(folder.path, 'empty.md');
  await writeFile(empty, ' \n');
  for (const [args, code, message] of [
    [['--posting', empty, ...files.slice(2)], 65, /empty/],
    [['--posting', join(folder.path, 'none.md'), ...files.slice(2)], 65, /no such file/],
    [['--posting', '-', '--cv', '-'], 2, /standard input can be either/],
    [files.slice(2), 2, /--posting <file>/],
    [[...files, '--budget-usd', '-1'], 2, /An amount of 0 or more is wanted/],
  ] as const) {
    const end = await strata(['quote', ...args], { env });
    expect(end, String(message)).toMatchObject({ code, stdout: '' });
    expect(end.stderr).toMatch(/^strata: [^\n]+\n$/);
    expect(end.stderr).toMatch(message);
  }
});

it('a first model without a price is a note, and the next one with a price is quoted', async () => {
  const models = { OPENAI_MODEL: 'made-up-model', ANTHROPIC_API_KEY: 'not-a-real-key' };
  const end = await strata(['quote', ...files], { env: { ...env, ...models } });
  expect(end).toMatchObject({ code: 0, stderr: '' });
  expect(end.stdout).toMatch(/^pain-points +anthropic \S+ +1 +\d+ +[\d.]+ USD/m);
  expect(end.stdout).toMatch(
    /^openai made-up-model has no price and is not asked \(pain-points, .*PRICES_FILE/m,
  );
  expect(end.stdout).not.toContain('No model with a price is left');
});
