import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Sample inputs live beside the project; see their index for origin and licence. */
const samplesDir = path.resolve(import.meta.dirname, '../../../shared/samples');

export function samplePath(name: string): string {
  return path.join(samplesDir, name);
}

/** @param name path below the samples' folder, as `cvs/master__platform-engineer.resume.json` */
export function readSample(name: string): string {
  return readFileSync(samplePath(name), 'utf8');
}

function listed(folder: string): string[] {
  if (!existsSync(samplePath(folder))) return [];
  return readdirSync(samplePath(folder)).map((name) => `${folder}/${name}`);
}

/** Every posting, as paths below the samples' folder. */
export const postingFiles = listed('postings');

/** Every CV that is meant to be read. */
export const masterFiles = listed('cvs').filter(
  (name) => !name.includes('invalid__') && /\.(json|ya?ml)$/.test(name),
);
