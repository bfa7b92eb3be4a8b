import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';

const root = join(import.meta.dirname, '../..');
const secret = 'sk-canaryDemoKeyQ7x';

/** Stands where the environment says that everything is, and must never be asked. */
let trap: { env: Record<string, string>; asked: string[]; close(): void };
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const vendors = ['OPENAI', 'ANTHROPIC', 'OPENROUTER', 'COHERE', 'FIRECRAWL'];
  trap = {
    asked,
    env: {
      ...Object.fromEntries(
        vendors.flatMap((vendor) => [
          [`${vendor}_API_KEY`, secret],
          [`${vendor}_BASE_URL`, url],
        ]),
      ),
      CV_MODELS: 'openai/gpt-of-somebody',
      PDF_SERVICE_URL: url,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url,
      MONGODB_URL: 'mongodb://127.0.0.1:9/strata',
      REDIS_URL: 'redis://127.0.0.1:9',
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: url,
      http_proxy: url,
      STRATA_DATA_DIR: join(folder.path, 'data'),
    },
    close: () => server.close(),
  };
});
afterEach(async () => {
  trap.close();
  await folder.remove();
});

function demo(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(root, 'scripts/demo.mjs'), ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...trap.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

it('the demo uses no provider and sends nothing, whatever the environment has set up', async () => {
  const { code, output } = await demo();
  expect(code, output).toBe(0);
  expect(output).toContain('graded');
  expect(output).not.toContain('Degraded');
  expect(trap.asked).toEqual([]);
});

it('the demo with faults tells in a page how jobs got through, and its two counts of calls agree', async () => {
  const { code, output } = await demo('--faults');
  expect(code, output).toBe(0);
  expect(trap.asked).toEqual([]);
  expect(output).not.toContain(secret);
  const lines = output.trim().split('\n');
  expect(lines.length, output).toBeLessThanOrEqual(30);
  const ends = lines.flatMap((line) => /^Job (\d): (\w+) after/.exec(line)?.slice(1) ?? []);
  expect(ends).toEqual(['1', 'degraded', '2', 'degraded', '3', 'succeeded', '4', 'succeeded']);

  const counts = lines.flatMap((line) => {
    const [, provider = '', simulator, ledger] = /^ {2}(\w+) +(\d+) +(\d+) +\d+\.\d{4}/.exec(line) ?? [];
    return provider === '' ? [] : [{ provider, simulator, ledger }];
  });
  expect(counts.map(({ provider }) => provider)).toEqual(
    expect.arrayContaining(['openai', 'anthropic', 'openrouter', 'firecrawl', 'pdf_service', 'all']),
  );
  for (const { provider, simulator, ledger } of counts) expect(simulator, provider).toBe(ledger);
  expect(output).toContain('counted in full');
  expect(output).toMatch(/openai +open \(5 failures in a row\) → on trial/);
  expect(output).toMatch(/openai .*→ closed/);
  expect(output).toContain('anthropic    closed all the time');

  const left = join(root, 'out/demo-faults');
  for (const file of ['job-1/cv.pdf', 'job-4/report.md', 'metrics.prom', 'log.jsonl']) {
    expect(existsSync(join(left, file)), file).toBe(true);
  }
  expect(await readFile(join(left, 'trace.json'), 'utf8')).toContain('resourceSpans');
  expect(await readFile(join(left, 'metrics.prom'), 'utf8')).toContain('strata_breaker_transitions_total');
});

it('an option that the demo does not know is refused before anything is done', async () => {
  const { code, output } = await demo('--fault');
  expect(code).toBe(2);
  expect(output).toContain('usage');
});
