import type { Layer } from '../../engine/layer.ts';
import { optionalPart } from '../../engine/optional-part.ts';
import { holdsAddress, visibleLine, visibleText } from '../../grounding/visible-line.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { CompanyBrief } from '../../reasoner/company-brief.ts';
import { isInstruction } from '../../text/instructions.ts';
import type { CompanyPages } from './company-pages.ts';
import { pagesFor } from './page-search.ts';
import { keepSupported } from './quotes.ts';
import { type ApplicationResults, resultOf } from './results.ts';
import { type Reasoners, think } from './think.ts';

/**
 * Layer 3: what is known of the employer, with sources. The job can do without it.
 *
 * @param companyPages absent: no scraper is configured, and the posting is the only source
 */
export function companyResearchLayer(
  reasoners: Reasoners,
  companyPages?: CompanyPages,
): Layer<JobInput, ApplicationResults> {
  return {
    name: 'company-research',
    async run(_input, results, context) {
      const { posting } = resultOf(results, 'intake');
      const pages = await pagesFor(companyPages, posting.company, 'about', context);
      const { value: brief, reasoner } = await optionalPart(
        context,
        { code: 'COMPANY_BRIEF_MISSING', what: 'company brief', insteadOf: 'only the name is given' },
        () =>
          think(reasoners, context, 'company brief', (mind, on) =>
            mind.describeCompany({ posting, pages }, on),
          ),
        () => ({ value: withoutFacts(posting.company), reasoner: reasoners.expected.name }),
      );
      const texts = new Map(pages.map(({ url, markdown }) => [url, markdown]));
      const name = nameOf(brief.name, [posting.company ?? '', posting.text, ...texts.values()]);
      const facts = brief.facts.flatMap((fact) => {
        const source = brief.sources[fact.source];
        const text = source?.kind === 'posting' ? posting.text : texts.get(source?.url ?? '');
        return text === undefined ? [] : keepSupported([fact], text, [name ?? '']);
      });
      return {
        result: { ...(name === undefined ? {} : { name }), facts, sources: brief.sources },
        reasoner,
        metadata: { facts: facts.length, sources: brief.sources.length, pages: pages.length },
      };
    },
  };
}

const longestName = 80;

/** An employer's name is one that a source writes. */
function nameOf(given: string | undefined, sources: readonly string[]): string | undefined {
  const name = visibleLine(given ?? '');
  const isName = name !== '' && name.length <= longestName && !holdsAddress(name) && !isInstruction(name);
  return isName && sources.some((source) => visibleText(source).includes(name)) ? name : undefined;
}

function withoutFacts(name: string | undefined): CompanyBrief {
  return { ...(name === undefined ? {} : { name }), facts: [], sources: [] };
}
