import { countWords } from '../../text/words.ts';
import type { Outreach } from '../outreach.ts';
import { findEvidence } from './evidence.ts';
import { type Addressing, writeBody, writeSubject } from './outreach-email.ts';
import type { OutreachInput } from './outreach-input.ts';
import { isUsable, ownClauses, plain, plainTitle, shortTitle } from './outreach-wording.ts';
import { looksLikePerson } from './person-name.ts';

const maxNoteCharacters = 200;

/**
 * Writes to the employer from set phrases, the posting's own wording and bullets of the tailored CV: nothing
 * is said of the applicant that the CV does not say.
 */
export function writeOutreach(input: OutreachInput): Outreach {
  const addressing: Addressing = {
    title: plainTitle(input.posting.title),
    company: companyName(input),
    person: input.contacts.find(
      ({ synthetic, name }) => !synthetic && isUsable(name) && looksLikePerson(plain(name)),
    ),
    evidence: findEvidence(input.tailored, input.cv, input.fit),
  };
  return {
    linkedInNote: writeNote(addressing),
    email: {
      subject: writeSubject(addressing.title, input.cv.basics.name),
      body: writeBody(input, addressing),
    },
  };
}

function companyName({ company, posting }: OutreachInput): string | undefined {
  const name = plain(company.name ?? posting.company ?? '');
  return name !== '' && isUsable(name) && countWords(name) <= 8 ? name : undefined;
}

/** A bullet much less relevant than the best one would rather weaken a note that has room for one. */
const leastShare = 0.4;

function writeNote({ title, company, person, evidence }: Addressing): string {
  const hello = person === undefined ? 'Hello, ' : `Hello ${plain(person.name)}, `;
  const titles = [...new Set([title, shortTitle(title, 6), shortTitle(title, 4)])].filter(
    (text) => text !== '',
  );
  const posts = titles.flatMap((text) => [
    ...(company === undefined || text.includes(company) ? [] : [`the ${text} position at ${company}`]),
    `your ${text} position`,
  ]);
  const proofs = evidence
    .filter(({ relevance }) => relevance >= leastShare * (evidence[0]?.relevance ?? 0))
    .flatMap(({ where, about, clause, text }) =>
      clause === undefined
        ? [`Of ${about} my CV says: “${text}”.`]
        : [clause, ...ownClauses(clause)].map((part) => `${where} I ${part}.`),
    );
  const choices = [
    ...proofs.flatMap((proof) =>
      posts.flatMap((post) => [
        `${hello}I am applying for ${post}. ${proof} May I tell you more?`,
        `${hello}I am applying for ${post}. ${proof}`,
      ]),
    ),
    ...posts.map(
      (post) => `${hello}I am applying for ${post} and would be glad to tell you more about my work.`,
    ),
    `${hello}I am applying for your open position and would be glad to tell you more about my work.`,
    'Hello, I am applying for your open position and would be glad to tell you more about my work.',
  ];
  return choices.find((note) => note.length <= maxNoteCharacters) ?? choices.at(-1) ?? '';
}
