import { z } from 'zod';
import { visibleLine } from '../../grounding/visible-line.ts';
import type { Posting } from '../../posting/posting.ts';
import type { WebPage } from '../../providers/scraper.ts';
import type { CompanyBrief } from '../company-brief.ts';
import { suggestPeople as suggestFromPosting } from '../extractive/people.ts';
import { looksLikePerson } from '../extractive/person-name.ts';
import type { Fit } from '../fit.ts';
import type { Contact } from '../people.ts';
import { postingHead, postingText } from './posting-material.ts';
import { claimsBeyond, proseSource } from './prose-claims.ts';
import type { Ask, Question } from './question.ts';
import { numberedSources } from './sources-material.ts';
import { verbatimQuote } from './verbatim-quote.ts';

const answer = z.object({
  people: z.array(
    z.object({
      name: z.string(),
      role: z.string(),
      reason: z.string(),
      quote: z.string(),
      source: z.number(),
      email: z.string(),
    }),
  ),
  functions: z.array(z.object({ role: z.string(), reason: z.string(), quote: z.string() })),
});

type Answer = z.infer<typeof answer>;

interface PeopleInput {
  posting: Posting;
  company: CompanyBrief;
  fit: Fit;
  pages?: readonly WebPage[];
}

const maxContacts = 5;
const mostCharacters = 5_000;
const maxRoleWords = 8;
const longestReason = 200;

export function peopleQuestion({ posting, pages = [] }: PeopleInput): Question<Answer> {
  const said = postingText(posting, ['must', 'nice', 'offer', 'legal', 'negative'], mostCharacters);
  return {
    layer: 'people',
    prompt: 'people',
    material: { head: postingHead(posting), sources: numberedSources(said, pages) },
    schema: answer,
  };
}

/**
 * Persons whom posting or pages name, then offices that the posting names, then the roles that every employer has.
 * Nobody counts as real without a quote that holds the name.
 */
export async function suggestPeople(input: PeopleInput, ask: Ask): Promise<Contact[]> {
  const given = await ask(peopleQuestion(input));
  const { posting, company, pages = [] } = input;
  const texts = [posting.text, ...pages.map(({ markdown }) => markdown)];
  const known = proseSource([postingHead(posting), company.name ?? '', ...texts].join('\n'));
  const reasonOf = (written: string, otherwise: string) => {
    const reason = visibleLine(written);
    const isSaid =
      reason !== '' && reason.length <= longestReason && claimsBeyond(reason, [known]).length === 0;
    return isSaid ? reason : otherwise;
  };
  const people = given.people.flatMap((person): Contact[] => {
    const name = visibleLine(person.name);
    const place = placeOf(person, name, texts);
    if (place === undefined || !looksLikePerson(name)) return [];
    const { source, quote } = place;
    const text = texts[source] ?? '';
    const page = pages[source - 1];
    const role = roleIn(person.role, text) ?? 'Named contact';
    const email = person.email.trim();
    const hasEmail = /^[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}$/iu.test(email) && text.includes(email);
    return [
      {
        name,
        role,
        synthetic: false,
        reason: reasonOf(
          person.reason,
          page === undefined
            ? 'The posting itself names this person.'
            : "The employer's own website names this person.",
        ),
        quote,
        ...(hasEmail ? { email } : {}),
        ...(page === undefined ? {} : { page: { url: page.url, title: page.title } }),
      },
    ];
  });
  const offices = given.functions.flatMap((office): Contact[] => {
    const role = roleIn(office.role, posting.text);
    const quote = verbatimQuote(office.quote, posting.text);
    if (role === undefined || quote === undefined) return [];
    const name = company.name === undefined ? role : `${role} at ${company.name}`;
    const reason = reasonOf(office.reason, 'The posting names this office.');
    return [{ name, role, synthetic: true, reason, quote }];
  });
  const own = suggestFromPosting(input);
  const ranked = [
    ...people,
    ...own.filter(({ synthetic }) => !synthetic),
    ...offices.slice(0, 2),
    ...own.filter(({ synthetic }) => synthetic),
  ];
  return withoutRepeats(ranked).slice(0, maxContacts);
}

/** The source whose quote holds the person's name. */
function placeOf(
  { quote: written, source: named }: Answer['people'][number],
  name: string,
  texts: readonly string[],
): { source: number; quote: string } | undefined {
  for (const source of [named, ...texts.keys()]) {
    const quote = verbatimQuote(written, texts[source] ?? '');
    if (quote?.includes(name)) return { source, quote };
  }
  return undefined;
}

/** The role as the source says it. */
function roleIn(written: string, text: string): string | undefined {
  const role = verbatimQuote(visibleLine(written), text);
  if (role === undefined || role.split(/\s+/u).length > maxRoleWords) return undefined;
  const line = visibleLine(role);
  return `${line.slice(0, 1).toUpperCase()}${line.slice(1)}`;
}

/** "Dr Ann Lee" and "Ann Lee" are one. */
function withoutRepeats(contacts: readonly Contact[]): Contact[] {
  const kept: Contact[] = [];
  for (const contact of contacts) {
    const name = contact.name.toLowerCase();
    const isKnown = kept.some(({ name: other }) => {
      const known = other.toLowerCase();
      return known === name || (!contact.synthetic && (known.endsWith(name) || name.endsWith(known)));
    });
    if (!isKnown) kept.push(contact);
  }
  return kept;
}
