import type { Layer } from '../../engine/layer.ts';
import { optionalPart } from '../../engine/optional-part.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { CompanyBrief } from '../../reasoner/company-brief.ts';
import type { Reasoner } from '../../reasoner/reasoner.ts';
import { keepVerbatim } from './quotes.ts';
import { type ApplicationResults, resultOf } from './results.ts';

/** Layer 3: what is known of the employer, with sources. The job can do without it. */
export function companyResearchLayer(reasoner: Reasoner): Layer<JobInput, ApplicationResults> {
  return {
    name: 'company-research',
    async run(_input, results, context) {
      const { posting } = resultOf(results, 'intake');
      const brief = await optionalPart(
        context,
        { code: 'COMPANY_BRIEF_MISSING', what: 'company brief', insteadOf: 'only the name is given' },
        () => reasoner.describeCompany({ posting }, context),
        (): CompanyBrief => ({
          ...(posting.company === undefined ? {} : { name: posting.company }),
          facts: [],
          sources: [],
        }),
      );
      const facts = brief.facts.filter((fact) => {
        const source = brief.sources[fact.source];
        return source?.kind !== 'posting' || keepVerbatim([fact], posting.text).length === 1;
      });
      return {
        result: { ...brief, facts },
        reasoner: reasoner.name,
        metadata: { facts: facts.length, sources: brief.sources.length },
      };
    },
  };
}
