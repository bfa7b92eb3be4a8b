import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Whether a real tool is on this machine. With STRATA_TEST_REQUIRE=all a missing one is an error and not a
 * reason to skip.
 */
export function requireTool(name: string, from: string): boolean {
  const found = (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found && process.env.STRATA_TEST_REQUIRE === 'all')
    throw new Error(`${name} is missing: install ${from}`);
  if (!found) process.stderr.write(`${name} is not installed (${from}): what needs it is not run\n`);
  return found;
}
