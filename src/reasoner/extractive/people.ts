import { isTitleWord } from '../../grounding/title-words.ts';
import type { Posting } from '../../posting/posting.ts';
import { isEverydayWord, rarityOf } from '../../text/rarity.ts';
import { splitSentences } from '../../text/sentences.ts';
import { isStopWord } from '../../text/stems.ts';
import type { CompanyBrief } from '../company-brief.ts';
import type { Fit } from '../fit.ts';
import type { Contact } from '../people.ts';
import { isGenericWord } from './generic-words.ts';

const maxContacts = 5;

/** Latin letters as plain ranges, which compile far faster than Unicode properties; names elsewhere stay unfound. */
const upper = 'A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĽŁŃŇŌŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŴŶŸŹŻŽ';
const lower = 'a-zß-öø-ÿā-žșț\\u0300-\\u036F';
const namePart = `(?:Mc|Mac|[OD]['’])?[${upper}][${lower}]+(?:[-'’][${upper}][${lower}]+|-[${lower}]+)*(?!['’])`;
const honorific =
  '(?:Mr|Mrs|Ms|Mx|Miss|Sir|Dame|Dr|Prof|Professor|Rev|Frau|Herr|Mme|Madame|Mlle|Monsieur|M|Sra|Srta|Sr|Sig|Signora|Pan|Pani|Ing)';
const honorifics = new RegExp(String.raw`^(?:${honorific}\.?(?:ra\.)? )+`);
const personName = String.raw`((?:${honorific}\.? ){0,3}${namePart}(?: (?:(?:van|von|de|da|del|der|den|di|la|le)\s)?${namePart}){0,3})`;
const titled = String.raw`(?:(?:the|our) )?((?:[${upper}][\w-]+|of|and|for|the|head|director|manager|lead)(?: (?:[${upper}][\w-]+|of|and|for|the|head|director|manager|lead)){0,6})`;
const approach = String.raw`(?i:contact(?: person)?|write to|e-?mail|ring|call|phone|speak (?:to|with)|talk to|in touch with|reach out to|directed to|addressed to|\bask|enquiries to|questions to|reports? to|reporting to|supervised by|led by|headed by|(?:line|hiring) manager(?: is|:))`;

/** Signs that spare most sentences the costly patterns below. */
const pointsToSomeone = new RegExp(
  String.raw`\b${approach}:? (?:(?:the|our) )?(?:[${upper}]|(?:of|and|for|the|head|director|manager|lead)\b)`,
  'u',
);
const tellsWhoLeads = /, who (?:leads|heads|runs|manages|owns)\b/;

const namedPatterns = [
  {
    sign: pointsToSomeone,
    pattern: new RegExp(String.raw`\b${approach}:? ${titled}, ${personName}`, 'u'),
    role: 1,
    name: 2,
  },
  {
    sign: pointsToSomeone,
    pattern: new RegExp(
      String.raw`\b${approach}:? (?:our |the )?${personName}(?:,? (?:our |the )?((?i:head|director|manager|lead|owner|chef|matron|principal|partner|chief)(?![\w'’])(?: (?:of|for)(?: [${upper}][${lower}]+)?)?(?: [${lower}]+){0,3}|(?<=, )[${upper}][\w'’-]+(?: [\w'’&-]+){0,4}?(?=,| (?:on|at|via|by|from)\b|[.;)]|$)))?`,
      'u',
    ),
    role: 2,
    name: 1,
  },
  {
    sign: tellsWhoLeads,
    pattern: new RegExp(
      String.raw`\b${personName}, who (leads|heads|runs|manages|owns)(?: (?:the|our) (?:[${lower}]+ ){0,2}?(?:team|department|kitchen|ward|office|practice|group|unit))?`,
      'u',
    ),
    role: undefined,
    name: 1,
  },
];

const namedFunction =
  /\b(?:report(?:s|ing)?(?: directly)? to|accountable to|supervised by|led by|managed by) (?:the|our|an?) ((?:[a-zà-ÿ]+[- ]){0,3}(?:of [a-zà-ÿ ]{3,30}|manager|director|head|lead|leader|chef|nurse|officer|partner|principal|matron|supervisor|coordinator|controller|engineer|editor|owner))\b/i;

const namedTeam =
  /\b(?:our|the|join (?:our|the)) ((?:[a-zà-ÿ][a-zà-ÿ&-]*)(?: [a-zà-ÿ][a-zà-ÿ&-]*)?) (?:team|department)\b/gi;

/** Up to five people or functions worth writing to. Only a person whom the posting itself names is not synthetic. */
export function suggestPeople(input: { posting: Posting; company: CompanyBrief; fit: Fit }): Contact[] {
  const { posting, company } = input;
  const at = company.name === undefined ? '' : ` at ${company.name}`;
  const sentences = posting.blocks.flatMap(({ text }) => splitSentences(text));
  const team = teamOf(sentences);
  const contacts: Contact[] = [...namedContacts(posting, sentences), ...functionContacts(sentences, at)];
  const unit = team === undefined ? coreTitle(posting.title) : `${team.name} team`;
  contacts.push({
    name: `Hiring manager, ${unit}${at}`,
    role: 'Hiring manager',
    synthetic: true,
    reason: 'Decides who is invited and knows best which of the duties is most pressing.',
    ...(team === undefined ? {} : { quote: team.quote }),
  });
  contacts.push({
    name: `Recruiter${at}`,
    role: 'Recruiter',
    synthetic: true,
    reason: 'Sees every application first and can say how and when a decision is made.',
  });
  contacts.push({
    name: `Future colleague, ${unit}${at}`,
    role: team === undefined ? 'Colleague in the same work' : `Member of the ${team.name} team`,
    synthetic: true,
    reason: 'Does the same work and can tell what a usual week looks like.',
  });
  return withoutDuplicates(contacts).slice(0, maxContacts);
}

function namedContacts(posting: Posting, sentences: readonly string[]): Contact[] {
  const company = posting.company?.toLowerCase() ?? '';
  const contacts: Contact[] = [];
  for (const sentence of sentences) {
    for (const { sign, pattern, role, name } of namedPatterns) {
      if (!sign.test(sentence)) continue;
      const match = pattern.exec(sentence);
      const person = match?.[name];
      if (match === null || person === undefined || !isPersonName(person, company)) continue;
      const title = role === undefined ? undefined : match[role]?.trim();
      // "Joanne Whitfield, Matron" reads like "Head of Care, Ann Lee": the words of rank tell them apart.
      if (role === 1 && !namesOffice(title ?? '')) continue;
      const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(sentence)?.[0];
      const said = role === undefined ? 'Leads the team' : namesOffice(title ?? '') ? title : undefined;
      contacts.push({
        name: person,
        role: said === undefined || said === '' ? 'Named contact' : capitalised(said),
        synthetic: false,
        reason: 'The posting itself names this person as someone to turn to.',
        quote: sentence,
        ...(email === undefined ? {} : { email }),
      });
      break;
    }
  }
  return contacts;
}

const notNames =
  /^(?:Us|You|We|Our|The|This|That|Any|All|An?|It|For|If|Human|Resources?|Monday|Tuesday|Wednesday|Thursday|Friday|January|February|March|April|May|June|July|August|September|October|November|December|Team|Hr|People|Talent|Careers?|Recruit\w*|Manager|Head|Director|Your|Applications?|Please)$/;

const wholeHonorific = new RegExp(String.raw`^${honorific}\.?$`);

/** Whether a word of it is an office or a rank: Matron, Head, Headteacher's PA. */
function namesOffice(title: string): boolean {
  return title.split(/[\s/-]+/).some((word) => isTitleWord(word.replace(/['’]s$/, '')) || offices.test(word));
}

const offices =
  /^(?:head\w*|lead\w*|owner|PA|HR|recruit\w+|secretary|warden|bursar|dean|sister|proprietor|counsel|captain|CEO|CTO|CFO|COO)(?:['’]s)?$/i;

function isPersonName(name: string, company: string): boolean {
  const parts = name.replace(honorifics, '').split(' ');
  const [first] = parts;
  if (
    first === undefined ||
    parts.some((part) => notNames.test(part) || wholeHonorific.test(part) || namesOffice(part)) ||
    company.includes(name.toLowerCase())
  )
    return false;
  // A lone capitalised word is a name only when it is hardly a word: "ask Sanne", not "ask Finance".
  return (
    parts.length > 1 ||
    (first.length > 2 && (!isEverydayWord(first) || rarityOf(first) > 0.5) && !isGenericWord(first))
  );
}

function functionContacts(sentences: readonly string[], at: string): Contact[] {
  for (const sentence of sentences) {
    const role = namedFunction.exec(sentence)?.[1]?.trim();
    if (role === undefined) continue;
    return [
      {
        name: `${capitalised(role)}${at}`,
        role: capitalised(role),
        synthetic: true,
        reason: 'The posting says that the person hired will report there.',
        quote: sentence,
      },
    ];
  }
  return [];
}

function teamOf(sentences: readonly string[]): { name: string; quote: string } | undefined {
  for (const sentence of sentences) {
    for (const match of sentence.matchAll(namedTeam)) {
      const words = (match[1] ?? '').split(' ').filter((word) => !isStopWord(word));
      const [last] = words.slice(-1);
      const telling = words.filter((word) => !isGenericWord(word) || /^\p{Lu}{2,}$/u.test(word));
      if (
        last === undefined ||
        telling.length === 0 ||
        (/(?:ed|ing|al|ful|ive|ous|er|est)$/.test(last) && rarityOf(last) < 0.5)
      )
        continue;
      return { name: capitalised(words.join(' ')), quote: sentence };
    }
  }
  return undefined;
}

/** The title without its specialisation in brackets or after a comma or dash. */
function coreTitle(title: string): string {
  return title.replace(/\s*(?:\(.*|\s[–—|-]\s.*|[,|:].*)$/, '') || title;
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function withoutDuplicates(contacts: readonly Contact[]): Contact[] {
  const seen = new Set<string>();
  return contacts.filter(({ name }) => {
    const key = name.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
