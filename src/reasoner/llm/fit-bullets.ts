import type { BulletRelevance, Fit } from '../fit.ts';
import type { JudgedRequirements } from './fit-requirements.ts';

/**
 * Every bullet of the base fit, ranked anew: half of a bullet's relevance is the text analysis' and half the model's
 * order, from 1 for the first that it names down to a half of that for the last. A bullet speaks to the requirements
 * that it is evidence for and to those that text analysis found, unless they were judged missing.
 */
export function rankBullets(
  best: readonly string[],
  { matches, renamed }: JudgedRequirements,
  base: Fit,
): BulletRelevance[] {
  const named = [...new Set(best.map((id) => id.trim()))].filter((id) =>
    base.bullets.some((bullet) => bullet.id === id),
  );
  const most = Math.max(Number.EPSILON, ...base.bullets.map(({ relevance }) => relevance));
  const missing = new Set(matches.filter(({ status }) => status === 'missing').map(({ id }) => id));
  return base.bullets
    .map(({ id, relevance, requirementIds }) => {
      const place = named.indexOf(id);
      const judged = place === -1 ? 0 : 1 - place / (2 * named.length);
      const shown = matches.filter(({ evidence }) => evidence.some((one) => one.id === id));
      const found = requirementIds.flatMap((known) => renamed.get(known) ?? []);
      const ids = new Set([...shown.map((match) => match.id), ...found.filter((one) => !missing.has(one))]);
      return {
        id,
        relevance: Math.round((relevance / most / 2 + judged / 2) * 1000) / 1000,
        requirementIds: [...ids],
      };
    })
    .toSorted((one, other) => other.relevance - one.relevance);
}
