import { takeApart } from '../../grounding/check-figures.ts';
import { hasWord } from '../../grounding/source-text.ts';
import { isTakenFrom, proofOf, supportedText, wordsBeyond } from '../../grounding/supported-text.ts';
import { isTitleWord } from '../../grounding/title-words.ts';
import { holdsAddress, visibleLine } from '../../grounding/visible-line.ts';
import type { Contact } from '../../reasoner/people.ts';
import { isInstruction } from '../../text/instructions.ts';
import { isEverydayWord } from '../../text/rarity.ts';
import { countWords } from '../../text/words.ts';

/** Roles and reasons in our own words; whatever else is said of a contact has to come from its quote. */
const ownRoles: ReadonlySet<string> = new Set([
  'Hiring manager',
  'Recruiter',
  'Colleague in the same work',
  'Named contact',
  'Leads the team',
]);
const ownReasons: ReadonlySet<string> = new Set([
  'Decides who is invited and knows best which of the duties is most pressing.',
  'Sees every application first and can say how and when a decision is made.',
  'Does the same work and can tell what a usual week looks like.',
  'The posting itself names this person.',
  'The posting itself names this person as someone to turn to.',
  "The employer's own website names this person.",
  'The posting names this office.',
  'The posting says that the person hired will report there.',
]);
const ownWords = `Hiring manager Recruiter Future colleague Member of the team department at ${[...ownRoles].join(' ')}`;
/** Of whom a reason speaks besides the person. */
const reasonWords =
  'She He They is the person to write to, who hires for this post and leads, named as contact';

const mostRoleWords = 8;
const longestName = 120;
const longestReason = 200;

/** A contact with a role and a reason that its quote bears out, or own wording; undefined where the name is none. */
export function checkedContact(contact: Contact, context: readonly string[]): Contact | undefined {
  const quote = contact.quote ?? '';
  const name = visibleLine(contact.name);
  const isClean = name !== '' && name.length <= longestName && !holdsAddress(name) && !isInstruction(name);
  if (!isClean || isInstruction(quote)) return undefined;
  const proofs = [quote, ownWords, ...context].map(proofOf);
  if (contact.synthetic ? !isOffice(name, proofs, context) : !visibleLine(quote).includes(name)) {
    return undefined;
  }
  return {
    ...contact,
    name,
    role: roleOf(contact, quote, proofs, context),
    reason: reasonOf(contact, name, quote),
  };
}

function roleOf(
  { role: given, synthetic }: Contact,
  quote: string,
  proofs: ReturnType<typeof proofOf>[],
  context: readonly string[],
): string {
  const role = visibleLine(given);
  if (ownRoles.has(role)) return role;
  const isShort =
    role !== '' && countWords(role) <= mostRoleWords && !holdsAddress(role) && !isInstruction(role);
  if (isShort && !synthetic && isTakenFrom(role, quote) && namesOffice(role)) return role;
  if (isShort && synthetic && isOffice(role, proofs, context)) return role;
  return synthetic ? 'Hiring manager' : 'Named contact';
}

/** Of an office nothing is said that its quote does not say, and no name stands in it but the post's and the employer's. */
function isOffice(text: string, proofs: ReturnType<typeof proofOf>[], context: readonly string[]): boolean {
  const known = [ownWords, ...context].map((one) => proofOf(one).keys);
  const { words } = takeApart(text);
  return (
    wordsBeyond(text, proofs).length === 0 &&
    words.every(
      (word) =>
        hasWord(word, known) ||
        /^\p{Ll}/u.test(word.text) ||
        isTitleWord(word.text) ||
        (/^\p{Lu}[\p{Ll}-]+$/u.test(word.text) && isEverydayWord(word.text)) ||
        /^(?:HR|IT|QA|R&D|C[ETFOI]O)$/u.test(word.text),
    )
  );
}

function namesOffice(role: string): boolean {
  return role
    .split(/[\s/,-]+/u)
    .some(
      (word) =>
        isTitleWord(word.toLowerCase()) ||
        /^(?:head\w*|lead\w*|HR|recruit\w+|talent|C[ETFOI]O|owner|founder|matron|chef|dean|bursar|secretary)$/iu.test(
          word,
        ),
    );
}

function reasonOf({ reason: given, synthetic, page }: Contact, name: string, quote: string): string {
  const reason = visibleLine(given);
  if (ownReasons.has(reason)) return reason;
  // What repeats the quote stands beside it already, as a quotation.
  const isWording = reason !== '' && reason.length <= longestReason && !isTakenFrom(reason, quote);
  if (isWording && quote !== '' && supportedText(reason, quote, { context: [name, reasonWords] }) === reason)
    return reason;
  if (synthetic) return 'Decides who is invited and knows best which of the duties is most pressing.';
  return page === undefined
    ? 'The posting itself names this person.'
    : "The employer's own website names this person.";
}
