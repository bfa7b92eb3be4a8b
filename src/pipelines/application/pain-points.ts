import type { Layer } from '../../engine/layer.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { PainPoints } from '../../reasoner/pain-points.ts';
import type { Reasoner } from '../../reasoner/reasoner.ts';
import { keepVerbatim } from './quotes.ts';
import { type ApplicationResults, resultOf } from './results.ts';

const bounds = {
  painPoints: { least: 2, most: 6 },
  strategicNeeds: { least: 2, most: 5 },
  risksIfUnfilled: { least: 2, most: 5 },
  successMetrics: { least: 2, most: 6 },
} as const satisfies Record<Exclude<keyof PainPoints, 'short'>, { least: number; most: number }>;

/** Layer 2: what the employer needs, each finding with its quote; an unquotable finding is dropped, never kept. */
export function painPointsLayer(reasoner: Reasoner): Layer<JobInput, ApplicationResults> {
  return {
    name: 'pain-points',
    async run(_input, results, { signal }) {
      const { posting } = resultOf(results, 'intake');
      const found = await reasoner.findPainPoints({ posting }, { signal });
      const checked = checkPainPoints(found, posting.text);
      return {
        result: checked,
        reasoner: reasoner.name,
        metadata: { pain_points: checked.painPoints.length, lists_short: checked.short.length },
      };
    },
  };
}

function checkPainPoints(found: PainPoints, postingText: string): PainPoints {
  const checked: PainPoints = {
    painPoints: [],
    strategicNeeds: [],
    risksIfUnfilled: [],
    successMetrics: [],
    short: [],
  };
  for (const list of Object.keys(bounds) as (keyof typeof bounds)[]) {
    checked[list] = keepVerbatim(found[list], postingText).slice(0, bounds[list].most);
    if (checked[list].length < bounds[list].least) checked.short.push(list);
  }
  return checked;
}
