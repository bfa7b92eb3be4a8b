/** Wall time and peak memory of one `strata run`, the time its layers take, and how soon `strata serve` is ready. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, table } from './figures.ts';

const { values } = parseArgs({
  options: {
    posting: { type: 'string', default: 'samples/posting.md' },
    cv: { type: 'string', default: 'samples/master-cv.json' },
    rounds: { type: 'string', default: '11' },
  },
});
const rounds = Number(values.rounds);
const root = join(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'strata-bench-'));
const main = join(root, 'src/main.ts');
const usageFile = join(folder, 'usage');
const environment = {
  ...process.env,
  LOG_LEVEL: 'silent',
  STRATA_BENCH_USAGE: usageFile,
};

async function oneRun(): Promise<{ wallMs: number; layersMs: number; peakMb: number }> {
  const out = join(folder, 'out');
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(import.meta.dirname, 'report-usage.mjs'),
      main,
      'run',
      '--posting',
      values.posting,
      '--cv',
      values.cv,
      '--out',
      out,
    ],
    { env: { ...environment, STRATA_DATA_DIR: join(folder, 'data') }, stdio: 'ignore', cwd: root },
  );
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  if (code !== 0) throw new Error(`strata run ended with ${code}`);
  const wallMs = performance.now() - startedAt;
  const peakMb = Number(await readFile(usageFile, 'utf8')) / 1024;
  return { wallMs, peakMb, layersMs: await layersTime(join(out, 'trace.json')) };
}

async function layersTime(traceFile: string): Promise<number> {
  const trace = JSON.parse(await readFile(traceFile, 'utf8')) as {
    resourceSpans: {
      scopeSpans: { spans: { name: string; startTimeUnixNano: string; endTimeUnixNano: string }[] }[];
    }[];
  };
  return trace.resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .filter(({ name }) => name.startsWith('layer '))
    .reduce(
      (sum, span) => sum + Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
      0,
    );
}

async function oneServe(): Promise<{ readyMs: number }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [main, 'serve', '--port', '0'], {
    env: { ...environment, STRATA_DATA_DIR: join(folder, 'serve-data') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const url = await new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const found = /listens on (http:\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
  });
  const response = await fetch(`${url}/readyz`);
  const readyMs = performance.now() - startedAt;
  if (!response.ok) throw new Error(`readyz answered ${response.status}`);
  child.kill('SIGTERM');
  await ended;
  return { readyMs };
}

try {
  await oneRun();
  const runs = [];
  const serves = [];
  for (let round = 0; round < rounds; round += 1) {
    runs.push(await oneRun());
    serves.push(await oneServe());
  }
  const row = (name: string, figures: number[], goal: string) => [
    name,
    median(figures).toFixed(0),
    Math.min(...figures).toFixed(0),
    Math.max(...figures).toFixed(0),
    goal,
  ];
  console.log(
    table(
      ['', 'median', 'min', 'max', 'goal'],
      [
        row(
          'strata run, wall (ms)',
          runs.map(({ wallMs }) => wallMs),
          '1500',
        ),
        row(
          'of which layers (ms)',
          runs.map(({ layersMs }) => layersMs),
          '300',
        ),
        row(
          'peak memory (MB)',
          runs.map(({ peakMb }) => peakMb),
          '250',
        ),
        row(
          'strata serve, ready (ms)',
          serves.map(({ readyMs }) => readyMs),
          '1000',
        ),
      ],
    ),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
