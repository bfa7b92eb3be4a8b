// Runs before every npm script, under whatever Node the machine has: installs the dependencies of a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, 'package-lock.json');
const installed = join(root, 'node_modules', '.package-lock.json');

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  console.error('Installing the dependencies (once; nothing is fetched after this) …');
  // Not "npm ci": that refuses a lock file that lacks the optional binaries of some other platform.
  const { status, error } = spawnSync(
    'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) {
    console.error(
      `The dependencies could not be installed${error ? ` (${error.message})` : ''}: run "npm install" to see why.`,
    );
    process.exit(1);
  }
}
