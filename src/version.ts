import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

/** Version of the running software, as its package says. */
export const version: string = manifest.version;

/** Commit of a clone, shortened; `release` where there is no clone, since then the version says it all. */
export function commit(): string {
  const git = join(import.meta.dirname, '../.git');
  try {
    const head = readFileSync(join(git, 'HEAD'), 'utf8').trim();
    const ref = head.startsWith('ref: ') ? readFileSync(join(git, head.slice(5)), 'utf8').trim() : head;
    return ref.slice(0, 12);
  } catch {
    return 'release';
  }
}
