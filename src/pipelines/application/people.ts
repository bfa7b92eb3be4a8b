import type { Layer } from '../../engine/layer.ts';
import { optionalPart } from '../../engine/optional-part.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { Contact } from '../../reasoner/people.ts';
import { isInstructionIn } from '../../text/instructions.ts';
import type { CompanyPages } from './company-pages.ts';
import { checkedContact } from './contact-wording.ts';
import { pagesFor } from './page-search.ts';
import { type ApplicationResults, resultOf } from './results.ts';
import { type Reasoners, think } from './think.ts';

const mostContacts = 5;

/**
 * Layer 5: whom to write to. The job can do without it.
 *
 * @param companyPages absent: no scraper is configured, and only the posting can name people
 */
export function peopleLayer(
  reasoners: Reasoners,
  companyPages?: CompanyPages,
): Layer<JobInput, ApplicationResults> {
  return {
    name: 'people',
    async run(_input, results, context) {
      const { posting } = resultOf(results, 'intake');
      const company = resultOf(results, 'company-research');
      const fit = resultOf(results, 'fit');
      const pages = await pagesFor(companyPages, company.name, 'people', context);
      const { value: contacts, reasoner } = await optionalPart(
        context,
        {
          code: 'CONTACTS_MISSING',
          what: 'contacts',
          insteadOf: 'the outreach is addressed to the hiring team',
        },
        () =>
          think(reasoners, context, 'contacts', (mind, on) =>
            mind.suggestPeople({ posting, company, fit, pages }, on),
          ),
        () => ({ value: [] as Contact[], reasoner: reasoners.expected.name }),
      );
      const texts = new Map(pages.map(({ url, markdown }) => [url, markdown]));
      const textOf = ({ page }: Contact) => (page === undefined ? posting.text : (texts.get(page.url) ?? ''));
      // A contact who is said to be named in the posting or on a page must be.
      const kept = contacts
        .filter((contact) => contact.synthetic || textOf(contact).includes(contact.quote || contact.name))
        .filter((contact) => contact.quote === undefined || !isInstructionIn(contact.quote, textOf(contact)))
        .map((contact) => provenPart(contact, textOf(contact)))
        .flatMap(
          (contact) => checkedContact(contact, [posting.title, company.name ?? posting.company ?? '']) ?? [],
        )
        .slice(0, mostContacts);
      return {
        result: kept,
        reasoner,
        metadata: {
          contacts: kept.length,
          synthetic: kept.filter((contact) => contact.synthetic).length,
          pages: pages.length,
        },
      };
    },
  };
}

/** A contact without a quote or a mail address that the text does not have. */
function provenPart({ quote, email, ...contact }: Contact, text: string): Contact {
  return {
    ...contact,
    ...(quote !== undefined && quote !== '' && text.includes(quote) ? { quote } : {}),
    ...(email !== undefined && email !== '' && text.includes(email) ? { email } : {}),
  };
}
