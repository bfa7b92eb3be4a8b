import type { Dossier } from './dossier.ts';
import { stableJson } from './stable-json.ts';

/**
 * Everything that the job found out, for programs. Says nothing of when or as which job it was found, so that
 * the same input gives the same bytes. `schemaVersion` grows when a reader would have to change.
 */
export function dossierJson(dossier: Dossier): string {
  return stableJson({ schemaVersion: 1, ...dossier });
}
