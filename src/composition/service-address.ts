import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const fileName = 'strata.url';

/** Leaves word in a data folder where the service that holds it listens; gives the way to take it back. */
export async function announceAddress(folder: string, url: string): Promise<() => Promise<void>> {
  const file = join(folder, fileName);
  await writeFile(file, `${process.pid} ${url}\n`, { mode: 0o600 });
  return () => rm(file, { force: true });
}

/** Where the process that holds a data folder listens; undefined where it is no service, or has just been killed. */
export async function announcedAddress(folder: string): Promise<string | undefined> {
  const [announced, holder] = await Promise.all([
    read(join(folder, fileName)),
    read(join(folder, 'strata.pid')),
  ]);
  const [pid, url] = announced.split(' ');
  return url !== undefined && pid === holder ? url : undefined;
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}
