import { z } from 'zod';
import { writeOutreach as writeByText } from '../extractive/outreach.ts';
import { writeSubject } from '../extractive/outreach-email.ts';
import type { OutreachInput } from '../extractive/outreach-input.ts';
import { plainTitle } from '../extractive/outreach-wording.ts';
import type { Outreach } from '../outreach.ts';
import { lineOf } from './cv-material.ts';
import { addressee, addresseeName, repairBody, repairNote, repairSubject } from './letter.ts';
import { LetterClaims } from './letter-claims.ts';
import { postingHead } from './posting-material.ts';
import type { Ask, Question } from './question.ts';

const answer = z.object({
  linkedInNote: z.string(),
  subject: z.string(),
  paragraphs: z.array(
    z.object({ sentences: z.array(z.object({ text: z.string(), sources: z.array(z.string()) })) }),
  ),
});

export type OutreachAnswer = z.infer<typeof answer>;

const mostEvidence = 9;
/** Leaves room for greeting and signature, and for sentences that do not stand. */
const paragraphWords = '115 to 155';

export function outreachQuestion(input: OutreachInput, faults: readonly string[]): Question<OutreachAnswer> {
  const { posting, painPoints, company, fit, cv } = input;
  const needs = [...painPoints.painPoints, ...painPoints.strategicNeeds, ...painPoints.successMetrics];
  const asked = fit.requirements.filter(({ status }) => status === 'met').slice(0, 5);
  return {
    layer: 'cv',
    prompt: 'outreach',
    material: {
      head: postingHead(posting),
      needs: [...needs.slice(0, 5), ...asked].map(({ text }) => `- ${text.slice(0, 200)}`).join('\n'),
      company: [
        company.name ?? '',
        ...company.facts.slice(0, 4).map(({ text }) => `- ${text.slice(0, 200)}`),
      ].join('\n'),
      evidence: [`The applicant: ${cv.basics.name}`, ...evidenceLines(input)].join('\n'),
      faults: faults.length === 0 ? 'nothing' : faults.map((fault) => `- ${fault}`).join('\n'),
      // A name out of a posting is no place for instructions: the letter's greeting has it, the prompt has not.
      addressee: addresseeName(input) === undefined ? 'the hiring team' : 'the contact person',
      words: paragraphWords,
    },
    schema: answer,
  };
}

/**
 * Note and e-mail by the model, as far as they say no more than posting and CV do and keep to their lengths: what
 * goes beyond is cut out, one more try is made where too little is left, and what then still lacks comes from set
 * phrases and quotes.
 */
export async function writeOutreach(input: OutreachInput, ask: Ask): Promise<Outreach> {
  const claims = new LetterClaims(input);
  const person = addressee(input);
  let note: string | undefined;
  let subject: string | undefined;
  let body: string | undefined;
  let faults: string[] = [];
  for (
    let tries = 0;
    tries < 2 && (note === undefined || subject === undefined || body === undefined);
    tries += 1
  ) {
    const given = await ask(outreachQuestion(input, faults));
    faults = [];
    note ??= repairNote(given.linkedInNote, claims, faults);
    subject ??= repairSubject(given.subject, claims, faults);
    body ??= repairBody(given.paragraphs, person, input.cv, claims, faults);
    // A subject can be had from set phrases just as well; it alone is worth no second call.
    subject ??= writeSubject(plainTitle(input.posting.title), input.cv.basics.name);
  }
  if (note !== undefined && subject !== undefined && body !== undefined) {
    return { linkedInNote: note, email: { subject, body } };
  }
  const byText = writeByText(input);
  return {
    linkedInNote: note ?? byText.linkedInNote,
    email: { subject: subject ?? byText.email.subject, body: body ?? byText.email.body },
  };
}

/** Bullets of the tailored CV, the most relevant first, with the place where it was. */
function evidenceLines({ tailored, fit }: OutreachInput): string[] {
  const relevances = new Map(fit.bullets.map(({ id, relevance }) => [id, relevance]));
  const bullets = [...tailored.work, ...tailored.projects, ...tailored.volunteer].flatMap(
    ({ name, bullets: printed }) =>
      printed.map(({ text, sources }) => ({
        line: lineOf(`${sources.join('+')} (${name})`, text),
        relevance: Math.max(0, ...sources.map((id) => relevances.get(id) ?? 0)),
      })),
  );
  return [
    ...tailored.summary.slice(0, 1).map(({ text, sources }) => lineOf(sources.join('+'), text)),
    ...bullets
      .toSorted((one, other) => other.relevance - one.relevance)
      .slice(0, mostEvidence)
      .map(({ line }) => line),
  ];
}
