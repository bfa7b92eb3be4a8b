import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { MemoryLedgerStore } from '../../test/support/memory-ledger-store.ts';
import { type Latency, latencies } from './latency.ts';
import { answer, chat, startParts } from './parts.ts';

export interface PeerRow {
  name: string;
  concurrency: number;
  /** The call straight to the provider. */
  bare: Latency;
  hop: Latency;
}

const gateway = join(import.meta.dirname, '../peers/node_modules/@portkey-ai/gateway/build/start-server.js');
const question = JSON.stringify({ model: 'small', messages: [{ role: 'user', content: 'question' }] });

/**
 * The same chat completion over HTTP: straight, under the guard, and through the gateway, in turn; undefined where
 * the gateway is not installed.
 */
export async function peerRows(): Promise<PeerRow[] | undefined> {
  if (!existsSync(gateway)) return undefined;
  const provider = spawn(process.execPath, [join(import.meta.dirname, '../guard-provider.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const providerUrl = `http://127.0.0.1:${await firstLine(provider)}/v1`;
  const port = await freePort();
  const child = spawn(process.execPath, [gateway, `--port=${port}`, '--headless'], { stdio: 'ignore' });
  const parts = await startParts(new MemoryLedgerStore());
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const direct = () => post(agent, `${providerUrl}/chat/completions`, {});
  const hop = () =>
    post(agent, `http://127.0.0.1:${port}/v1/chat/completions`, {
      authorization: 'Bearer none',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': providerUrl,
    });
  const { signal } = new AbortController();
  let calls = 0;
  const guarded = () =>
    parts.guard.call(
      chat(
        async () => {
          await direct();
          return answer;
        },
        `job-${Math.floor(calls++ / 20)}`,
      ),
      signal,
    );
  try {
    await untilAnswering(hop, child);
    const rows: PeerRow[] = [];
    for (const concurrency of [1, 16]) {
      const options = { concurrency, rounds: 20, callsPerRound: 300 };
      const [bare, own, peer] = await latencies([direct, guarded, hop], options);
      if (!bare || !own || !peer) continue;
      rows.push({ name: 'over HTTP: guard', concurrency, bare, hop: own });
      rows.push({ name: 'over HTTP: @portkey-ai/gateway', concurrency, bare, hop: peer });
    }
    return rows;
  } finally {
    child.kill();
    agent.destroy();
    provider.kill();
    await parts.stop();
  }
}

function post(agent: Agent, url: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', ...headers },
    });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode === 200 && text.includes('prompt_tokens')) resolve();
        else reject(new Error(`${answer.statusCode}: ${text.slice(0, 200)}`));
      });
    });
    sent.end(question);
  });
}

function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => stdout?.setEncoding('utf8').once('data', (text) => resolve(text.trim())));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilAnswering(call: () => Promise<void>, child: ChildProcess): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (cause) {
      if (tries === 100 || child.exitCode !== null) throw cause;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
