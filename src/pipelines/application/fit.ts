import type { Layer } from '../../engine/layer.ts';
import { checkVerdict } from '../../grounding/check-verdict.ts';
import type { JobInput } from '../../jobs/job.ts';
import { scoreByVerdicts } from '../../reasoner/extractive/fit.ts';
import { bandOf, type Fit } from '../../reasoner/fit.ts';
import { allText, citableText } from '../../resume/cv-text.ts';
import { containsTerm, termIndexOf } from '../../text/terms.ts';
import { countWords } from '../../text/words.ts';
import { keepSupported } from './quotes.ts';
import { checkedRationale, type RationaleInput } from './rationale.ts';
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
      const fit = checkFit(value, { posting, painPoints, cv });
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

/** How far a reasoner's score may be from the one that follows from its verdicts. */
const scoreTolerance = 10;

/**
 * Takes away what does not stand in the posting or the master CV. A verdict stands as far as its evidence does, the
 * score as far as the verdicts do, and the rationale says of the applicant what the master CV says.
 */
function checkFit(proposed: Fit, input: RationaleInput): Fit {
  const { posting, cv } = input;
  const citable = citableText(cv);
  const requirements = keepSupported(proposed.requirements, posting.text, []).map((requirement) => {
    const evidence = requirement.evidence.filter(
      ({ id, quote }) => quote.trim() !== '' && citable.get(id)?.includes(quote),
    );
    const verdict = { text: requirement.quote, status: requirement.status, evidence };
    return { ...requirement, ...checkVerdict(verdict, cv, [posting.title, posting.company ?? '']) };
  });
  const follows = scoreByVerdicts(posting, cv, requirements);
  const given = Number.isFinite(proposed.score) ? Math.round(proposed.score) : follows;
  const least = Math.max(0, follows - scoreTolerance);
  const most = Math.min(100, follows + Math.round(scoreTolerance * shareMet(requirements)));
  const score = Math.max(least, Math.min(most, given));
  const inCv = termIndexOf(allText(cv));
  const fit = {
    score,
    band: bandOf(score),
    requirements,
    bullets: proposed.bullets.filter(({ id }) => citable.has(id)),
    keywords: proposed.keywords
      .filter(({ term }) => containsTerm(posting.text, term) && countWords(term) <= mostTermWords)
      .map((keyword) => ({
        ...keyword,
        inMaster: [keyword.term, ...keyword.forms].some((form) => inCv.has(form)),
      })),
  };
  return { ...fit, rationale: checkedRationale(proposed.rationale, fit, input) };
}

const mostTermWords = 8;

/** Nobody is lifted by verdicts that are not there: of the must-haves the share that is met, 0–1. */
function shareMet(requirements: Fit['requirements']): number {
  const musts = requirements.filter(({ importance }) => importance === 'must');
  return musts.length === 0 ? 1 : musts.filter(({ status }) => status === 'met').length / musts.length;
}
