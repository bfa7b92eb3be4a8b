import type { Layer } from '../../engine/layer.ts';
import { visibleText } from '../../grounding/visible-line.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { CvDraft } from '../../reasoner/tailored-cv.ts';
import { checkedOutreach } from './checked-outreach.ts';
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
      const tailored = tailorCv({ draft: visibleDraft(draft.value), posting, fit, cv, limits });
      const letter = {
        posting,
        painPoints: resultOf(results, 'pain-points'),
        company: resultOf(results, 'company-research'),
        fit,
        cv,
        tailored,
        contacts: resultOf(results, 'people'),
      };
      const outreach = await think(reasoners, context, 'outreach', (mind, on) =>
        mind.writeOutreach(letter, on),
      );
      return {
        result: { tailored, outreach: checkedOutreach(outreach.value, letter) },
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

/** A draft without characters that nobody sees, which could part a word that the checks look for. */
function visibleDraft({ label, summary, entries, skills }: CvDraft): CvDraft {
  const seen = <T extends { text: string }>(wording: T): T => ({
    ...wording,
    text: visibleText(wording.text),
  });
  return {
    ...(label === undefined ? {} : { label: seen(label) }),
    summary: summary.map(seen),
    entries: entries.map((entry) => ({ ...entry, bullets: entry.bullets.map(seen) })),
    skills,
  };
}
