import { type Features, isPair, overlap } from './features.ts';

/**
 * How far the offered features answer the wanted ones, 0–1. Saturates in the matched weight like BM25's term
 * frequency (Robertson & Zaragoza 2009); what is missing counts up to a limit, since requirements tend to list
 * alternatives. Without `related`, only the same words count; `leastWords` and `leastWeight` (of the
 * rarest shared word) hold off chance hits.
 */
export function strengthOf(
  wanted: Features,
  offered: Features,
  { related = true, leastWords = 1, leastWeight = 0 } = {},
): number {
  const { matched, unmatched, hits, heaviest, words } = overlap(wanted, offered, related);
  if (matched < 0.25) return 0;
  if ((leastWords > 1 && words < leastWords) || heaviest < leastWeight) return 0;
  // One word out of many says something only if it is among the rarest that are wanted.
  if (hits <= 1 && words < 2 && heaviest < 0.7 * heaviestOf(wanted)) return 0;
  const coverage = matched / (matched + 0.4 * Math.min(unmatched, 1.8));
  const weight = matched / (matched + 0.32);
  const alone = hits <= 1 && wanted.size > 3 ? 0.85 : 1;
  return coverage * weight * alone;
}

const heaviestByFeatures = new WeakMap<Features, number>();

/** Weight of the rarest word. */
export function heaviestOf(features: Features): number {
  let heaviest = heaviestByFeatures.get(features);
  if (heaviest === undefined) {
    heaviest = 0;
    for (const [feature, weight] of features) if (!isPair(feature)) heaviest = Math.max(heaviest, weight);
    heaviestByFeatures.set(features, heaviest);
  }
  return heaviest;
}
