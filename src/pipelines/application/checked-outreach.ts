import { visibleText } from '../../grounding/visible-line.ts';
import { writeOutreach } from '../../reasoner/extractive/outreach.ts';
import type { OutreachInput } from '../../reasoner/extractive/outreach-input.ts';
import { pieces } from '../../reasoner/extractive/outreach-wording.ts';
import { addressee } from '../../reasoner/llm/letter.ts';
import { LetterClaims } from '../../reasoner/llm/letter-claims.ts';
import type { Outreach } from '../../reasoner/outreach.ts';
import { splitSentences } from '../../text/sentences.ts';
import { countWords } from '../../text/words.ts';

const mostNoteCharacters = 200;
const leastNoteCharacters = 40;
const bodyWords = { least: 95, most: 205 };
const subjectWords = { least: 5, most: 10 };

/**
 * Note and e-mail without the sentences that claim what neither master CV nor posting says, whoever wrote them; where
 * too little is left, that part is written of set phrases and quotes. Those phrases themselves need no check.
 */
export function checkedOutreach(proposed: Outreach, input: OutreachInput): Outreach {
  const own = writeOutreach(input);
  const { subject, body } = proposed.email;
  if (
    proposed.linkedInNote === own.linkedInNote &&
    subject === own.email.subject &&
    body === own.email.body
  ) {
    return own;
  }
  const claims = new LetterClaims(input);
  const known = new Set(
    [own.linkedInNote, ...paragraphsOf(own.email.body)].flatMap((text) => splitSentences(text)),
  );
  const frame = new Set([addressee(input).greeting, ...lastLines(own.email.body)]);
  const stands = (sentence: string) => known.has(sentence) || claims.beyond(sentence, []).length === 0;
  const note = clean(proposed.linkedInNote, stands);
  const letter = paragraphsOf(body)
    .map((paragraph) =>
      paragraph.split('\n').every((line) => frame.has(line.trim())) ? paragraph : clean(paragraph, stands),
    )
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
  const isNote = note.length >= leastNoteCharacters && note.length <= mostNoteCharacters;
  const isLetter = countWords(letter) >= bodyWords.least && pieces(letter) <= bodyWords.most;
  const line = visibleText(subject).trim();
  const isSubject = pieces(line) >= subjectWords.least && pieces(line) <= subjectWords.most && stands(line);
  return {
    linkedInNote: isNote ? note : own.linkedInNote,
    email: { subject: isSubject ? line : own.email.subject, body: isLetter ? letter : own.email.body },
  };
}

function paragraphsOf(body: string): string[] {
  return body.split(/\n\s*\n/u);
}

/** The lines of the signature: name and contact details. */
function lastLines(body: string): string[] {
  return (paragraphsOf(body).at(-1) ?? '').split('\n').map((line) => line.trim());
}

function clean(paragraph: string, stands: (sentence: string) => boolean): string {
  return splitSentences(visibleText(paragraph).replaceAll(/\s+/gu, ' ').trim()).filter(stands).join(' ');
}
