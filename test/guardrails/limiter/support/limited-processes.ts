import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LimiterRule } from '../../../../src/guardrails/limiter/limiter.ts';

export interface LimitedProcessOptions {
  url: string;
  rule: LimiterRule;
  windowMs: number;
  tokens: number;
}

export interface LimitedProcesses {
  /** Milliseconds since the epoch at which a process got a grant, by process. */
  grants: number[][];
  refusals: string[];
  stop(): Promise<void>;
}

const script = fileURLToPath(new URL('limited-process.ts', import.meta.url));

/** Real processes that take what the limiter gives; resolves when all of them have begun. */
export async function startLimitedProcesses(
  count: number,
  options: LimitedProcessOptions,
): Promise<LimitedProcesses> {
  const grants: number[][] = Array.from({ length: count }, () => []);
  const refusals: string[] = [];
  const children: ChildProcess[] = [];
  await Promise.all(
    grants.map(
      (own) =>
        new Promise<void>((resolve, reject) => {
          const child = spawn(process.execPath, [script, JSON.stringify(options)], {
            stdio: ['pipe', 'pipe', 'inherit'],
          });
          children.push(child);
          child.once('error', reject);
          child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
          createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
            if (line === 'ready') resolve();
            else if (line.startsWith('refused')) refusals.push(line);
            else own.push(Number(line));
          });
        }),
    ),
  );
  return {
    grants,
    refusals,
    async stop() {
      await Promise.all(
        children.map(
          (child) =>
            new Promise<void>((resolve) => {
              if (child.exitCode !== null || child.signalCode !== null) resolve();
              child.once('exit', () => resolve());
              child.stdin?.end();
            }),
        ),
      );
    },
  };
}

/** The most of these times that any half-open window of that length holds. */
export function mostInAnyWindow(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (const [index, at] of sorted.entries()) {
    while (at - (sorted[from] as number) >= windowMs) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
