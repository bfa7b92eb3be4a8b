import type { Layer } from '../../engine/layer.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { Reasoner } from '../../reasoner/reasoner.ts';
import { tailorCv } from './cv/tailor.ts';
import { type ApplicationResults, resultOf } from './results.ts';

/** Layer 6: the tailored CV in its six phases (folder `cv/`), and the outreach that goes with it. */
export function cvLayer(
  reasoner: Reasoner,
  limits: { minWords: number; maxWords: number },
): Layer<JobInput, ApplicationResults> {
  return {
    name: 'cv',
    async run(_input, results, context) {
      const { posting, cv } = resultOf(results, 'intake');
      const fit = resultOf(results, 'fit');
      const draft = await reasoner.draftCv({ posting, fit, cv }, context);
      const tailored = tailorCv({ draft, posting, fit, cv, limits });
      const outreach = await reasoner.writeOutreach(
        {
          posting,
          painPoints: resultOf(results, 'pain-points'),
          company: resultOf(results, 'company-research'),
          fit,
          cv,
          tailored,
          contacts: resultOf(results, 'people'),
        },
        context,
      );
      return {
        result: { tailored, outreach },
        reasoner: reasoner.name,
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
