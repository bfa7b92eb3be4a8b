import type { Layer } from '../../engine/layer.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { PainPoints } from '../../reasoner/pain-points.ts';
import { keepVerbatim } from './quotes.ts';
import { type ApplicationResults, resultOf } from './results.ts';
import { type Reasoners, think } from './think.ts';

const bounds = {
  painPoints: { least: 2, most: 6 },
  strategicNeeds: { least: 2, most: 5 },
  risksIfUnfilled: { least: 2, most: 5 },
  successMetrics: { least: 2, most: 6 },
} as const satisfies Record<Exclude<keyof PainPoints, 'short'>, { least: number; most: number }>;

/** Layer 2: what the employer needs, each finding with its quote; an unquotable finding is dropped, never kept. */
export function painPointsLayer(reasoners: Reasoners): Layer<JobInput, ApplicationResults> {
  return {
    name: 'pain-points',
    async run(_input, results, context) {
      const { posting } = resultOf(results, 'intake');
      const { value, reasoner } = await think(reasoners, context, 'pain points', (mind, on) =>
        mind.findPainPoints({ posting }, on),
      );
      const checked = checkPainPoints(value, posting.text);
      return {
        result: checked,
        reasoner,
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
