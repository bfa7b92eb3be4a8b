import type { Layer } from '../../engine/layer.ts';
import { optionalPart } from '../../engine/optional-part.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { Contact } from '../../reasoner/people.ts';
import type { Reasoner } from '../../reasoner/reasoner.ts';
import { type ApplicationResults, resultOf } from './results.ts';

const mostContacts = 5;

/** Layer 5: whom to write to. The job can do without it. */
export function peopleLayer(reasoner: Reasoner): Layer<JobInput, ApplicationResults> {
  return {
    name: 'people',
    async run(_input, results, context) {
      const { posting } = resultOf(results, 'intake');
      const company = resultOf(results, 'company-research');
      const fit = resultOf(results, 'fit');
      const contacts = await optionalPart(
        context,
        {
          code: 'CONTACTS_MISSING',
          what: 'contacts',
          insteadOf: 'the outreach is addressed to the hiring team',
        },
        () => reasoner.suggestPeople({ posting, company, fit }, context),
        (): Contact[] => [],
      );
      // A contact who is said to be named in the posting must be.
      const kept = contacts
        .filter(({ synthetic, quote }) => synthetic || quote === undefined || posting.text.includes(quote))
        .slice(0, mostContacts);
      return {
        result: kept,
        reasoner: reasoner.name,
        metadata: { contacts: kept.length, synthetic: kept.filter((contact) => contact.synthetic).length },
      };
    },
  };
}
