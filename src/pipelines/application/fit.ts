import type { Layer } from '../../engine/layer.ts';
import type { JobInput } from '../../jobs/job.ts';
import { bandOf, type Fit } from '../../reasoner/fit.ts';
import { citableText } from '../../resume/cv-text.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { keepVerbatim } from './quotes.ts';
import { type ApplicationResults, resultOf } from './results.ts';
import { type Reasoners, think } from './think.ts';

/** Layer 4: how well the master CV answers the posting, requirement by requirement. */
export function fitLayer(reasoners: Reasoners): Layer<JobInput, ApplicationResults> {
  return {
    name: 'fit',
    async run(_input, results, context) {
      const { posting, cv } = resultOf(results, 'intake');
      const painPoints = resultOf(results, 'pain-points');
      const { value, reasoner } = await think(reasoners, context, 'fit', (mind, on) =>
        mind.assessFit({ posting, painPoints, cv }, on),
      );
      const fit = checkFit(value, posting.text, cv);
      return {
        result: fit,
        reasoner,
        metadata: {
          score: fit.score,
          requirements: fit.requirements.length,
          met: fit.requirements.filter((requirement) => requirement.status === 'met').length,
        },
      };
    },
  };
}

/** Takes away what does not stand in the posting or the master CV; a verdict without evidence is `missing`. */
function checkFit(proposed: Fit, postingText: string, cv: MasterCv): Fit {
  const citable = citableText(cv);
  const score = Math.round(Math.min(100, Math.max(0, proposed.score)));
  const requirements = keepVerbatim(proposed.requirements, postingText).map((requirement) => {
    const evidence = requirement.evidence.filter(({ id, quote }) => citable.get(id)?.includes(quote));
    return evidence.length === 0
      ? { ...requirement, evidence, status: 'missing' as const }
      : { ...requirement, evidence };
  });
  const bullets = proposed.bullets.filter(({ id }) => citable.has(id));
  return { ...proposed, score, band: bandOf(score), requirements, bullets };
}
