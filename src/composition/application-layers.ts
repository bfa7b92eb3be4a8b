import type { ApplicationResults } from '../pipelines/application/results.ts';

const all: Record<keyof ApplicationResults, true> = {
  intake: true,
  'pain-points': true,
  'company-research': true,
  fit: true,
  people: true,
  cv: true,
  publish: true,
};

/** Names of the layers, for whoever need not load the pipeline for them; the compiler keeps them complete. */
export const applicationLayers: readonly string[] = Object.keys(all);
