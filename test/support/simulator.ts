import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CallTotals, SimulatedCall } from '../../simulator/call-journal.ts';
import type { SetFault } from '../../simulator/faults/fault-book.ts';
import type { FaultRule } from '../../simulator/faults/fault-rule.ts';
import { basePaths, type SimulatedProvider } from '../../simulator/simulated-provider.ts';

/** A simulator in a process of its own, driven over HTTP. */
export interface SimulatorProcess {
  url: string;
  /** What it printed until it was ready: the lines that configure Strata. */
  environment: Record<string, string>;
  urlFor(provider: SimulatedProvider): string;
  fault(rule: FaultRule | FaultRule[]): Promise<number[]>;
  faults(): Promise<SetFault[]>;
  clearFaults(): Promise<void>;
  calls(provider?: SimulatedProvider): Promise<SimulatedCall[]>;
  totals(): Promise<CallTotals>;
  reset(): Promise<void>;
  /** Closes its standard input, at which it ends by itself; gives its exit code. */
  stop(): Promise<number | null>;
}

const main = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url));

/** @param faults as on the command line: `openai:429:retryAfter=5` */
export async function startSimulatorProcess(
  options: { faults?: string[]; seed?: number } = {},
): Promise<SimulatorProcess> {
  const rules = (options.faults ?? []).flatMap((rule) => ['--fault', rule]);
  const args = ['--port', '0', '--seed', String(options.seed ?? 1), '--exit-with-stdin', ...rules];
  const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const printed = await untilReady(child.stdout, child.stderr, ended);
  const url = /# Fake providers at (\S+)/.exec(printed)?.[1];
  if (url === undefined) throw new Error(`the simulator gave no address: ${printed}`);

  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/__simulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    url,
    environment: Object.fromEntries(
      [...printed.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    ),
    urlFor: (provider) => `${url}${basePaths[provider]}`,
    fault: async (rule) => (await ask<{ ids: number[] }>('POST', '/faults', rule)).ids,
    faults: async () => (await ask<{ faults: SetFault[] }>('GET', '/faults')).faults,
    clearFaults: async () => void (await ask('DELETE', '/faults')),
    calls: async (provider) => {
      const query = provider === undefined ? '' : `?provider=${provider}`;
      return (await ask<{ calls: SimulatedCall[] }>('GET', `/calls${query}`)).calls;
    },
    totals: () => ask<CallTotals>('GET', '/totals'),
    reset: async () => void (await ask('POST', '/reset')),
    async stop() {
      child.stdin.end();
      const [code] = await ended;
      return code;
    },
  };
}

async function untilReady(
  stdout: NodeJS.ReadableStream,
  stderr: NodeJS.ReadableStream,
  ended: Promise<[number | null]>,
): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const look = (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes('# ready')) resolve(printed);
    };
    stdout.on('data', look);
    stderr.on('data', look);
    ended.then(([code]) => reject(new Error(`the simulator ended with ${code}: ${printed}`)), reject);
  });
}
