// npm run demo: the main job on samples/. With --faults: four jobs while providers misbehave, each in its own way.
// Neither spends money nor sends anything to anybody: no setting of the environment gets through to a provider.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoEnvironment } from './demo-environment.mjs';

const commands = {
  plain: [
    'src/main.ts',
    'run',
    '--posting',
    'samples/posting.md',
    '--cv',
    'samples/master-cv.json',
    '--out',
    join('out', 'demo'),
  ],
  faults: ['scripts/demo-faults.mjs'],
};

const args = process.argv.slice(2).join(' ');
const command = { '': commands.plain, '--faults': commands.faults }[args];
if (command === undefined) {
  console.error('usage: npm run demo, or npm run demo -- --faults');
  process.exitCode = 2;
} else {
  // In a process of its own, since some of the environment, such as a proxy, is taken in when a process starts.
  const child = spawn(process.execPath, command, {
    cwd: dirname(dirname(fileURLToPath(import.meta.url))),
    env: demoEnvironment(process.env),
    stdio: 'inherit',
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
