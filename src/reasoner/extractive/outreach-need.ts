import type { Fit } from '../fit.ts';
import type { PainPoints } from '../pain-points.ts';
import type { Evidence } from './evidence.ts';
import { contentStems, similarityOf } from './interest.ts';
import { isUsable, pieces, plain } from './outreach-wording.ts';

/** From this likeness on evidence and need are about the same thing. */
const answeredFrom = 0.12;

/** The employer's need that a piece of evidence answers best, in the posting's wording; short enough to quote. */
export function chooseNeed(
  painPoints: PainPoints,
  fit: Fit,
  evidence: readonly Evidence[],
): { text: string; isAnswered: boolean } | undefined {
  const shown = evidence.slice(0, 6).map(({ text }) => contentStems(text));
  const { painPoints: pains, strategicNeeds, successMetrics } = painPoints;
  const needs = [
    ...pains.map(({ quote, confidence }) => ({ quote, weight: 1 + confidence })),
    ...[...strategicNeeds, ...successMetrics].map(({ quote, confidence }) => ({
      quote,
      weight: 0.8 + confidence,
    })),
    ...fit.requirements
      .filter(({ status }) => status === 'met')
      .map(({ quote, importance }) => ({ quote, weight: importance === 'must' ? 1 : 0.7 })),
  ];
  const quotable = needs
    .map(({ quote, weight }) => {
      const text = plain(quote).replace(/^[-•*\s]+|[\s.,;:]+$/gu, '');
      const stems = contentStems(text);
      const likeness = Math.max(0, ...shown.map((other) => similarityOf(stems, other)));
      // A scrap is easily alike; a whole thought says more.
      const fullness = Math.min(1, pieces(text) / 12) ** 0.5;
      return { text, likeness, worth: weight * fullness * (0.02 + likeness) };
    })
    .filter(({ text }) => pieces(text) >= 4 && pieces(text) <= 30 && isUsable(text) && !/[“”"|]/u.test(text));
  const [best] = quotable.toSorted((one, other) => other.worth - one.worth);
  return best && { text: best.text, isAnswered: best.likeness >= answeredFrom };
}
