import { visibleLine } from '../../grounding/visible-line.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { splitSentences } from '../../text/sentences.ts';
import { countWords } from '../../text/words.ts';
import type { OutreachInput } from '../extractive/outreach-input.ts';
import { isUsable, pieces } from '../extractive/outreach-wording.ts';
import { looksLikePerson } from '../extractive/person-name.ts';
import type { LetterClaims } from './letter-claims.ts';
import type { OutreachAnswer } from './write-outreach.ts';

const noteCharacters = { least: 40, most: 200 };
const subjectWords = { least: 5, most: 10 };
const bodyWords = { least: 95, most: 205 };

/** What a greeting says. */
export interface Addressee {
  greeting: string;
}

/** The person to write to, if there is one. */
export function addresseeName({ contacts }: OutreachInput): string | undefined {
  const person = contacts.find(
    ({ synthetic, name }) => !synthetic && isUsable(name) && looksLikePerson(visibleLine(name)),
  );
  return person === undefined ? undefined : visibleLine(person.name);
}

export function addressee(input: OutreachInput): Addressee {
  const name = addresseeName(input);
  if (name !== undefined) return { greeting: `Dear ${name},` };
  const company = visibleLine(input.company.name ?? input.posting.company ?? '');
  const isNamed = company !== '' && isUsable(company) && countWords(company) <= 8;
  return { greeting: isNamed ? `Dear hiring team at ${company},` : 'Dear hiring team,' };
}

/** The sentences of a note that stand, as many as there is room for; undefined where too little is left. */
export function repairNote(written: string, claims: LetterClaims, faults: string[]): string | undefined {
  const sentences = splitSentences(visibleLine(written));
  const kept = sentences.filter((sentence) => stands(sentence, [], claims, faults));
  while (kept.join(' ').length > noteCharacters.most) kept.pop();
  const note = kept.join(' ');
  if (note.length >= noteCharacters.least) return note;
  faults.push(
    `the LinkedIn note must be whole sentences of at most ${noteCharacters.most - 10} characters together`,
  );
  return undefined;
}

export function repairSubject(written: string, claims: LetterClaims, faults: string[]): string | undefined {
  const subject = visibleLine(written)
    .replace(/^(?:subject|re)\s*:\s*/iu, '')
    .replaceAll(/^["“'‘]+|["”'’.]+$/gu, '');
  const isLong =
    pieces(subject) > subjectWords.most ||
    Math.min(pieces(subject), countWords(subject)) < subjectWords.least;
  if (isLong) {
    faults.push(`the subject must have ${subjectWords.least} to ${subjectWords.most} words`);
    return undefined;
  }
  return stands(subject, [], claims, faults) ? subject : undefined;
}

/** Greeting, the sentences that stand, signature; undefined where fewer words are left than an e-mail needs. */
export function repairBody(
  written: OutreachAnswer['paragraphs'],
  { greeting }: Addressee,
  cv: MasterCv,
  claims: LetterClaims,
  faults: string[],
): string | undefined {
  let paragraphs = written
    .map(({ sentences }) =>
      sentences.flatMap(({ text, sources }) => {
        const ids = sources.flatMap((id) => id.split(/[+,\s]+/u));
        return splitSentences(visibleLine(text)).filter(
          (sentence) => !isFrame(sentence, cv) && stands(sentence, ids, claims, faults),
        );
      }),
    )
    .filter((sentences) => sentences.length > 0);
  const layOut = () =>
    [greeting, ...paragraphs.map((sentences) => sentences.join(' ')), signature(cv)].join('\n\n');
  while (paragraphs.length > 0 && pieces(layOut()) > bodyWords.most) paragraphs = shortened(paragraphs);
  const body = layOut();
  if (countWords(body) >= bodyWords.least && pieces(body) <= bodyWords.most) return body;
  faults.push(`the paragraphs had ${countWords(body)} words that could be used, which are too few`);
  return undefined;
}

/** Without the last sentence of the longest paragraph; the closing one goes last. */
function shortened(paragraphs: readonly string[][]): string[][] {
  const lengths = paragraphs.map((sentences) => pieces(sentences.join(' ')));
  const body = lengths.length > 2 ? lengths.slice(0, -1) : lengths;
  const longest = body.indexOf(Math.max(...body));
  return paragraphs
    .map((sentences, at) => (at === longest ? sentences.slice(0, -1) : sentences))
    .filter((sentences) => sentences.length > 0);
}

/** Greeting and signature are ours, whatever the model writes round its paragraphs. */
function isFrame(sentence: string, { basics }: MasterCv): boolean {
  return (
    /^(?:dear|hello|hi|hey|good (?:day|morning))\b[^.!?]{0,60}[,!:]?$/iu.test(sentence) ||
    /^(?:kind|best|warm|with kind) (?:regards|wishes)\b|^(?:sincerely|yours|regards|cheers)\b/iu.test(
      sentence,
    ) ||
    sentence.replace(/[.,]$/u, '') === basics.name
  );
}

function stands(
  sentence: string,
  sources: readonly string[],
  claims: LetterClaims,
  faults: string[],
): boolean {
  const beyond = claims.beyond(sentence, sources);
  if (beyond.length === 0) return true;
  faults.push(`"${sentence}" claims what is not covered: ${beyond.join(', ')}`);
  return false;
}

function signature({ basics }: MasterCv): string {
  const lines = [basics.name, basics.email, basics.phone].filter((line) => line !== undefined && line !== '');
  return ['Kind regards,', ...lines].join('\n');
}
