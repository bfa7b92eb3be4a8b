import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { type DataFolderLock, lockDataFolder } from '../../src/store/data-folder.ts';

const source = join(import.meta.dirname, 'mongodb-wire');
const cache = join(import.meta.dirname, '..', '..', '.cache', 'mongodb-wire');

export interface MongoServer {
  /** Without a database name: each suite adds one of its own. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a MongoDB-wire server with empty data. It is built from source once; without Go, or without its
 * modules and a network, the reason comes back instead. With `STRATA_TEST_REQUIRE=all` that is an error.
 */
export async function startMongoServer(): Promise<MongoServer | { missing: string }> {
  const program = await build();
  if (typeof program === 'string') return start(program);
  if (process.env.STRATA_TEST_REQUIRE === 'all') throw new Error(program.missing);
  process.stderr.write(`not run against MongoDB: ${program.missing}\n`);
  return program;
}

async function start(program: string): Promise<MongoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-mongodb-'));
  const server = spawn(program, [folder], { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-10_000);
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(server.stdout).once('line', resolve);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the MongoDB-wire server ended with ${code}: ${log}`)));
  });
  return {
    url,
    async stop() {
      // Its data is thrown away, so nothing is gained by letting it finish.
      server.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function build(): Promise<string | { missing: string }> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go', 'gate.go'])
    hash.update(await readFile(join(source, file)));
  const program = join(cache, `mongodb-wire-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(program)) return program;

  const go = findGo();
  if (go === undefined) return { missing: 'no Go on the PATH nor in /usr/local/go to build a server with' };
  const lock = await waitForLock();
  try {
    if (existsSync(program)) return program;
    const unfinished = `${program}.unfinished`;
    const result = spawnSync(
      go,
      ['build', '-trimpath', '-buildvcs=false', '-tags', 'ferretdb_no_postgresql', '-o', unfinished, '.'],
      { cwd: source, encoding: 'utf8' },
    );
    if (result.status !== 0) return { missing: `the server cannot be built: ${result.stderr.trim()}` };
    await rename(unfinished, program);
    return program;
  } finally {
    await lock.release();
  }
}

/** Suites start in parallel; one builds and the others wait for it. */
async function waitForLock(): Promise<DataFolderLock> {
  for (;;) {
    try {
      return await lockDataFolder(cache);
    } catch (error) {
      if ((error as { code?: string }).code !== 'DATA_FOLDER_IN_USE') throw error;
      await pause(250);
    }
  }
}

function findGo(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/go/bin'];
  return folders.map((folder) => join(folder, 'go')).find((file) => existsSync(file));
}
