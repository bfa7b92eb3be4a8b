/** Runs the benchmarks one after the other; each also runs alone (`node bench/<name>.ts --help` for its options). */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const benchmarks = [
  ['startup.ts'],
  ['telemetry.ts'],
  ['store.ts', '--store', 'sqlite', '--jobs', '10000,1000000'],
  ['store.ts', '--store', 'mongodb', '--jobs', '200,2000'],
];

for (const [name = '', ...args] of benchmarks) {
  console.log(`\n## ${[name, ...args].join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, name), ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
