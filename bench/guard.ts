/**
 * What the guard adds to a call, with all guards and telemetry on: `node bench/guard.ts`.
 *
 * A guarded call against the bare one in one run, at concurrency 1 and 16; what its parts cost one by one; guarded
 * calls a second on the durable ledger; and, where bench/peers is installed, what a gateway adds to an HTTP call
 * against what the guard adds to the same call.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteLedgerStore } from '../src/store/sqlite/sqlite-ledger-store.ts';
import { MemoryLedgerStore } from '../test/support/memory-ledger-store.ts';
import { table } from './figures.ts';
import { type Latency, latencies } from './guard/latency.ts';
import { parts } from './guard/one-by-one.ts';
import { answer, chat, startParts } from './guard/parts.ts';
import { peerRows } from './guard/peers.ts';

const signal = new AbortController().signal;
const us = (figure: number) => figure.toFixed(1);
const row = (name: string, concurrency: number, bare: Latency, with_: Latency) => [
  name,
  String(concurrency),
  us(bare.p50Us),
  us(with_.p50Us),
  us(with_.p50Us - bare.p50Us),
  us(with_.p99Us - bare.p99Us),
];
const head = ['µs', 'concurrency', 'bare p50', 'with p50', 'added p50', 'added p99'];

await inMemory();
await durable();
const peers = await peerRows();
if (peers)
  console.log(
    `\n${table(
      head,
      peers.map(({ name, concurrency, bare, hop }) => row(name, concurrency, bare, hop)),
    )}`,
  );
else console.log('\nno peers: npm install --prefix bench/peers');

async function inMemory(): Promise<void> {
  const made = await startParts(new MemoryLedgerStore());
  const attempts = {
    microtask: async () => answer,
    setImmediate: () => new Promise<typeof answer>((resolve) => setImmediate(resolve, answer)),
  };
  let calls = 0;
  const rows: string[][] = [];
  for (const [name, attempt] of Object.entries(attempts)) {
    for (const concurrency of [1, 16]) {
      const bare = () => attempt();
      // Twenty calls to a job, as the application pipeline makes them.
      const guarded = () => made.guard.call(chat(attempt, `job-${Math.floor(calls++ / 20)}`), signal);
      const [one, other] = await latencies([bare, guarded], { concurrency, rounds: 40, callsPerRound: 1000 });
      if (one && other) rows.push(row(name, concurrency, one, other));
    }
  }
  console.log(table(head, rows));
  console.log(`\n${table(['part', 'µs'], await parts(made))}`);
  await made.stop();
}

async function durable(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'strata-bench-'));
  const made = await startParts(new SqliteLedgerStore({ file: join(folder, 'strata.db') }));
  const rows: string[][] = [];
  try {
    for (const concurrency of [1, 16, 64, 256]) {
      const calls = concurrency * 100;
      let left = calls;
      const startMs = performance.now();
      const worker = async () => {
        while (left-- > 0)
          await made.guard.call(
            chat(async () => answer, `job-${left % 50}`),
            signal,
          );
      };
      await Promise.all(Array.from({ length: concurrency }, worker));
      await made.guard.idle();
      const seconds = (performance.now() - startMs) / 1000;
      rows.push([String(concurrency), Math.round(calls / seconds).toLocaleString('en')]);
    }
  } finally {
    await made.stop();
    rmSync(folder, { recursive: true });
  }
  console.log(`\n${table(['durable ledger, concurrency', 'guarded calls/s, settled'], rows)}`);
}
