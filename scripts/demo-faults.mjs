// Run by demo.mjs, in an environment that leads nowhere and from the repository's folder.
import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoEnvironment } from './demo-environment.mjs';

const folder = join('out', 'demo-faults');
const retryAfterS = 2;

/** What goes wrong, as the simulator takes it, and in words. */
const faults = [
  { provider: 'openai', rule: 'openai:500', words: 'fails every call (HTTP 500)' },
  {
    provider: 'anthropic',
    rule: `anthropic:429:retryAfter=${retryAfterS}:times=2`,
    words: `refuses two calls (HTTP 429) and asks to be left alone for ${retryAfterS} s`,
  },
  {
    provider: 'openrouter',
    rule: 'openrouter:break',
    words: 'breaks its stream off in the middle of the answer',
  },
  {
    provider: 'pdf_service',
    rule: 'pdf_service:slow:delayMs=10000',
    words: 'needs 10 s for a PDF, where 1 s is waited for',
  },
];

/** Open times are short, so that the demo sees breakers open and close again; they double with a failed trial. */
const openS = 1;
const settings = {
  CV_MODELS: 'openrouter,anthropic,openai,cohere',
  PDF_SERVICE_TIMEOUT_SECONDS: '1',
  OPENAI_BREAKER_OPEN_SECONDS: String(openS),
  OPENROUTER_BREAKER_OPEN_SECONDS: String(openS),
  PDF_SERVICE_BREAKER_OPEN_SECONDS: String(openS),
  LOG_LEVEL: 'warn',
};

/**
 * Runs four jobs in one process against simulated providers: two while these fail, two when they have recovered.
 * Then tells what happened. Leaves `out/demo-faults/`.
 *
 * @returns {Promise<number>} exit code: 1 when a job has no result, or the ledger missed a call
 */
async function demoWithFaults() {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const simulator = await startSimulator();
  try {
    say(
      'Providers are played by a simulator on this machine: nothing is sent to anybody, and nothing is paid.',
    );
    for (const { provider, words } of faults) say(`  ${provider.padEnd(12)} ${words}`);
    return await withStrata(simulator.environment, async ({ service, log }) => {
      const jobs = [await runJob(service, 1), await runJob(service, 2)];
      await simulator.recover();
      say('The providers recover; when their time is over, Strata gives each a trial by itself.');
      await untilTrials(service);
      jobs.push(await runJob(service, 3), await runJob(service, 4));
      const matches = await tellCalls(service, await simulator.totals());
      await tellBreakers(service, log);
      return matches && jobs.every(({ state }) => state === 'succeeded' || state === 'degraded') ? 0 : 1;
    });
  } finally {
    await simulator.stop();
  }
}

/** Starts the service as `strata run` does, and leaves trace, metrics and log when it has stopped. */
async function withStrata(environment, work) {
  const [{ loadConfig }, { startTelemetry }, { startService }] = await Promise.all([
    import('../src/config/load.ts'),
    import('../src/telemetry/start.ts'),
    import('../src/composition/service.ts'),
  ]);
  const config = loadConfig({
    ...demoEnvironment(process.env),
    ...environment,
    ...settings,
    STRATA_DATA_DIR: join(folder, 'data'),
  });
  const lines = [];
  const telemetry = await startTelemetry(config, {
    mode: 'run',
    logTo: { write: (line) => lines.push(line) },
  });
  try {
    const service = await startService(config, telemetry, { mode: 'run' });
    let code;
    try {
      code = await work({ service, log: () => lines.map((line) => JSON.parse(line)) });
      await writeFile(join(folder, 'metrics.prom'), await telemetry.metricsText());
    } finally {
      await service.stop();
    }
    await writeFile(join(folder, 'trace.json'), (await telemetry.traceJson()) ?? '');
    await writeFile(join(folder, 'log.jsonl'), lines.join(''));
    say(
      `Trace: ${join(folder, 'trace.json')} (OTLP, of all jobs). Metrics: ${join(folder, 'metrics.prom')}.`,
    );
    say(`Log: ${join(folder, 'log.jsonl')}. CVs: ${join(folder, 'job-1', 'cv.pdf')} and so on.`);
    return code;
  } finally {
    await telemetry.stop();
  }
}

/** Waits until no provider is left alone any more. */
async function untilTrials({ operations }) {
  const waits = (await operations.breakers()).map(({ retryAfterMs = 0 }) => retryAfterMs);
  await new Promise((resolve) => setTimeout(resolve, Math.max(...waits) + 50));
}

async function runJob({ jobs }, number) {
  const { readJobInput } = await import('../src/cli/job-input.ts');
  const startedAt = performance.now();
  const files = { posting: join('samples', 'posting.md'), cv: join('samples', 'master-cv.json') };
  const input = await readJobInput(files, { maxPostingBytes: 1e6, maxCvBytes: 1e6 });
  const { id } = await jobs.submit({ pipeline: 'application', input, user: 'local' });
  const job = await jobs.finished(id);
  const out = join(folder, `job-${number}`);
  await mkdir(out);
  for (const { name } of job.artifacts)
    await writeFile(join(out, name), (await jobs.artifact(id, name)).bytes);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say(
    `Job ${number}: ${job.state} after ${seconds} s${job.error === undefined ? '' : `: ${job.error.message}`}`,
  );
  const told = new Map();
  for (const { layer, code, message } of job.degradedReasons) {
    const known = told.get(code);
    if (known) known.layers.add(layer);
    else told.set(code, { layers: new Set([layer]), message });
  }
  for (const { layers, message } of told.values()) say(`  degraded in ${[...layers].join(', ')}: ${message}`);
  return job;
}

/** The simulator's count beside the ledger's. Gives whether they are the same. */
async function tellCalls({ operations }, totals) {
  const { rows, totalUsd } = await operations.costs({ by: 'provider' });
  const line = (name, counted, ledger, usd) =>
    `  ${name.padEnd(12)}${String(counted).padStart(11)}${String(ledger).padStart(8)}  ${usd.toFixed(4).padStart(8)}`;
  const countOf = (provider) => totals.byProvider[provider] ?? 0;
  const rowOf = (provider) =>
    rows.find(({ key }) => key === provider) ?? { calls: 0, costUsd: 0, unknownUsd: 0 };
  const providers = [...new Set([...Object.keys(totals.byProvider), ...rows.map(({ key }) => key)])];
  say('Calls, as the simulator and as the ledger counted them, and what they would have cost in USD:');
  for (const provider of providers) {
    const { calls, costUsd, unknownUsd } = rowOf(provider);
    const unknown =
      unknownUsd > 0 ? `, of which ${unknownUsd.toFixed(4)} for answers that were lost: counted in full` : '';
    say(line(provider, countOf(provider), calls, costUsd) + unknown);
  }
  const all = rows.reduce((sum, { calls }) => sum + calls, 0);
  say(line('all', totals.calls, all, totalUsd));
  const matches = providers.every((provider) => countOf(provider) === rowOf(provider).calls);
  if (!matches) say('  The two do not agree: that is a fault of Strata.');
  return matches;
}

/** Each breaker's way, from the log, and where it stands. */
async function tellBreakers({ operations }, log) {
  say('Breakers, which let no call through while they are open:');
  const changes = log().filter(({ message }) => message === 'breaker changed');
  for (const { provider, configured, state } of await operations.breakers()) {
    if (!configured) continue;
    const way = changes.filter((change) => change.provider === provider);
    const steps = way.map(({ to, reason }) => (to === 'half_open' ? 'on trial' : `${to} (${reason})`));
    say(`  ${provider.padEnd(12)} ${steps.length === 0 ? `${state} all the time` : steps.join(' → ')}`);
  }
}

/** The simulator in a process of its own, which ends with this one however it ends. */
async function startSimulator() {
  const rules = faults.flatMap(({ rule }) => ['--fault', rule]);
  const args = [join('simulator', 'main.ts'), '--port', '0', '--exit-with-stdin', ...rules];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let printed = '';
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      if (printed.includes('# ready')) resolve();
    });
  });
  const [, url] = /# Fake providers at (\S+)/.exec(printed) ?? [];
  return {
    environment: Object.fromEntries(
      [...printed.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    ),
    recover: () => fetch(`${url}/__simulator/faults`, { method: 'DELETE' }),
    totals: async () => (await fetch(`${url}/__simulator/totals`)).json(),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

function say(line) {
  console.log(line);
}

process.exitCode = await demoWithFaults();
