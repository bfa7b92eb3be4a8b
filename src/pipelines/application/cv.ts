import type { Layer } from '../../engine/layer.ts';
import type { JobInput } from '../../jobs/job.ts';
import { tailorCv } from './cv/tailor.ts';
import { type ApplicationResults, resultOf } from './results.ts';
import { type Reasoners, think } from './think.ts';

/** Layer 6: the tailored CV in its six phases (folder `cv/`), and the outreach that goes with it. */
export function cvLayer(
  reasoners: Reasoners,
  limits: { minWords: number; maxWords: number },
): Layer<JobInput, ApplicationResults> {
  return {
    name: 'cv',
    async run(_input, results, context) {
      const { posting, cv } = resultOf(results, 'intake');
      const fit = resultOf(results, 'fit');
      const draft = await think(reasoners, context, 'wording of the CV', (mind, on) =>
        mind.draftCv({ posting, fit, cv }, on),
      );
      const tailored = tailorCv({ draft: draft.value, posting, fit, cv, limits });
      const outreach = await think(reasoners, context, 'outreach', (mind, on) =>
        mind.writeOutreach(
          {
            posting,
            painPoints: resultOf(results, 'pain-points'),
            company: resultOf(results, 'company-research'),
            fit,
            cv,
            tailored,
            contacts: resultOf(results, 'people'),
          },
          on,
        ),
      );
      return {
        result: { tailored, outreach: outreach.value },
        reasoner: draft.reasoner,
        metadata: {
          words: tailored.wordCount,
          grade: tailored.grade.total,
          improved: tailored.grade.improved,
          repairs: tailored.repairs.length,
        },
      };
    },
  };
}
