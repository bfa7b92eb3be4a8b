import type { Layer } from '../../engine/layer.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { Posting } from '../../posting/posting.ts';
import type { PainPoints } from '../../reasoner/pain-points.ts';
import { allText } from '../../resume/cv-text.ts';
import { keepSupported } from './quotes.ts';
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
      const { posting, cv } = resultOf(results, 'intake');
      const { value, reasoner } = await think(reasoners, context, 'pain points', (mind, on) =>
        mind.findPainPoints({ posting }, on),
      );
      const checked = checkPainPoints(value, posting, allText(cv));
      return {
        result: checked,
        reasoner,
        metadata: { pain_points: checked.painPoints.length, lists_short: checked.short.length },
      };
    },
  };
}

function checkPainPoints(found: PainPoints, posting: Posting, cvText: string): PainPoints {
  const context = [posting.title, posting.company ?? ''];
  const checked: PainPoints = {
    painPoints: [],
    strategicNeeds: [],
    risksIfUnfilled: [],
    successMetrics: [],
    short: [],
  };
  for (const list of Object.keys(bounds) as (keyof typeof bounds)[]) {
    checked[list] = keepSupported(found[list], posting.text, context, [cvText])
      .map((finding) => ({ ...finding, confidence: shareOf(finding.confidence) }))
      .slice(0, bounds[list].most);
    if (checked[list].length < bounds[list].least) checked.short.push(list);
  }
  return checked;
}

function shareOf(confidence: number): number {
  return Number.isFinite(confidence) ? Math.min(1, Math.max(0, confidence)) : 0;
}
