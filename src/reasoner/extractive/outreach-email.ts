import type { MasterCv } from '../../resume/resume.ts';
import { countWords } from '../../text/words.ts';
import type { Fit } from '../fit.ts';
import type { Contact } from '../people.ts';
import type { Evidence } from './evidence.ts';
import { contentStems, Interest, similarityOf } from './interest.ts';
import type { OutreachInput } from './outreach-input.ts';
import { chooseNeed } from './outreach-need.ts';
import { isUsable, pieces, plain, shortTitle } from './outreach-wording.ts';

const subjectWords = { min: 5, max: 10 };
/** The rule is 95–205; the margin is for readers who count otherwise. */
const bodyWords = { min: 105, max: 196 };

/** What an e-mail is about and whom it goes to. */
export interface Addressing {
  /** Empty when the posting has none that can be used. */
  title: string;
  company: string | undefined;
  person: Contact | undefined;
  evidence: readonly Evidence[];
}

/** 5–10 words. */
export function writeSubject(title: string, name: string): string {
  const fits = (subject: string) =>
    Math.min(pieces(subject), countWords(subject)) >= subjectWords.min && pieces(subject) <= subjectWords.max;
  const short = shortTitle(title, 7);
  const choices =
    short === ''
      ? []
      : [
          `Application for ${title}, ${plain(name)}`,
          `Application for ${short}, ${plain(name)}`,
          `Application for ${short}: ${plain(name)}, CV attached`,
          `Application for ${title}`,
          `My application for ${short}`,
          `My application for the ${short} position`,
        ];
  return choices.find(fits) ?? 'My application for your open position';
}

const proofParagraph = 2;
const fillerWish = 10;

/** A part of the e-mail: which paragraph it belongs to, and its sentences. */
interface Part {
  paragraph: number;
  text: string;
}

/** 95–205 words. */
export function writeBody(input: OutreachInput, { title, company, person, evidence }: Addressing): string {
  const short = shortTitle(title, 12);
  const at = company === undefined || short.includes(company) ? '' : ` at ${company}`;
  const opening =
    short === ''
      ? `I would like to apply for your open position${at}.`
      : `I would like to apply for the position of ${short}${at}.`;
  const greeting =
    person === undefined
      ? company === undefined
        ? 'Dear hiring team,'
        : `Dear hiring team at ${company},`
      : `Dear ${plain(person.name)},`;
  const need = chooseNeed(input.painPoints, input.fit, evidence);
  const told = tellFirst(evidence, need?.text);
  const proofs = told.map((item, index) => tell(item, told.slice(0, index)));
  const skills = sharedSkills(input);

  // In the order in which they are printed; `wish` says who comes first when words are short.
  const parts: (Part & { wish: number })[] = [
    { paragraph: 0, text: greeting, wish: 0 },
    { paragraph: 1, text: opening, wish: 0 },
    ...(need === undefined
      ? []
      : [
          {
            paragraph: 1,
            text: `Your posting says: “${need.text}”. ${offer(need, input.fit, proofs.length > 0)}`.trimEnd(),
            wish: 2,
          },
        ]),
    ...proofs.map((text, index) => ({ paragraph: proofParagraph, text, wish: [1, 3, 5][index] ?? 9 })),
    ...(skills === undefined ? [] : [{ paragraph: 3, text: skills, wish: 4 }]),
    { paragraph: 4, text: 'My CV for this position is attached.', wish: 0 },
    ...fillers.map((text, index) => ({ paragraph: 4, text, wish: fillerWish + index })),
    { paragraph: 4, text: 'I would be glad to talk about the work and about what you need most.', wish: 0 },
    { paragraph: 5, text: signature(input.cv, bodyWords.max / 4), wish: 0 },
  ];
  let chosen = parts.filter(({ wish }) => wish === 0);
  let isProofMissing = false;
  for (const part of parts.filter(({ wish }) => wish > 0).toSorted((one, other) => one.wish - other.wish)) {
    const isProof = part.paragraph === proofParagraph;
    if (part.wish >= fillerWish && countWords(layOut(chosen)) >= bodyWords.min) break;
    const longer = parts.filter((candidate) => candidate === part || chosen.includes(candidate));
    // Each proof may lean on the one before ("There I also").
    if (pieces(layOut(longer)) <= bodyWords.max && !(isProof && isProofMissing)) chosen = longer;
    else if (isProof) isProofMissing = true;
  }
  return layOut(chosen);
}

/** Leads over to the proofs, and promises no more than they hold. */
function offer({ isAnswered }: { isAnswered: boolean }, { band }: Fit, hasProof: boolean): string {
  if (!hasProof) return '';
  if (band === 'weak') return 'My CV does not answer everything you ask for; this is what comes nearest.';
  return isAnswered ? 'This is what I can show for it.' : 'This is what I would bring along.';
}

function layOut(parts: readonly Part[]): string {
  const paragraphs = Map.groupBy(parts, ({ paragraph }) => paragraph);
  return [...paragraphs.values()].map((group) => group.map(({ text }) => text).join(' ')).join('\n\n');
}

/** True of every application, for when posting and CV give little to tell. */
const fillers = [
  'It lists each role with its dates and with what I did there, the points that matter for your position first.',
  'If anything in it raises a question, I will gladly go into detail or send you further material.',
  'I can talk by telephone or by video at a time that suits you and your team.',
  'Should somebody else look after this position, I would be grateful if you passed my message on to them.',
  'If you prefer an application form or another file format, please tell me and I will use it.',
  'Whatever you decide, thank you for taking the time to read this message and the pages that come with it.',
  'I have kept this message short on purpose, so that the facts in the CV can speak for themselves.',
];

function signature({ basics }: MasterCv, maxWords: number): string {
  const lines = [basics.name, basics.email, basics.phone, basics.url].filter(
    (line) => line !== undefined && line !== '',
  );
  const kept: string[] = [];
  for (const line of lines)
    if (line !== undefined && pieces([...kept, line].join(' ')) <= maxWords) kept.push(line);
  return ['Kind regards,', ...kept].join('\n');
}

/** The evidence that is nearest to the need goes first, the rest keeps its order; one more of another entry. */
function tellFirst(evidence: readonly Evidence[], need: string | undefined): Evidence[] {
  const nearest = need === undefined ? evidence[0] : mostAlike(evidence.slice(0, 6), need);
  const others = evidence.filter((item) => item !== nearest);
  const elsewhere = others.find(({ entry }) => entry.id !== nearest?.entry.id);
  const [second] = others;
  const told = [nearest, second, second?.entry.id === nearest?.entry.id ? elsewhere : others[1]].filter(
    (item) => item !== undefined,
  );
  // What was done at one place is told in one go.
  return [...Map.groupBy(told, ({ where }) => where).values()].flat();
}

function mostAlike(evidence: readonly Evidence[], need: string): Evidence | undefined {
  const wanted = contentStems(need);
  const likeness = ({ text }: Evidence) => similarityOf(contentStems(text), wanted);
  return evidence.reduce<Evidence | undefined>(
    (best, item) => (best === undefined || likeness(item) > likeness(best) ? item : best),
    undefined,
  );
}

/** A sentence that may lean on the one before it: on its place, and on the CV where that one quotes it. */
function tell({ where, about, aboutAgain, clause, text }: Evidence, before: readonly Evidence[]): string {
  const last = before.at(-1);
  const again = last?.where === where;
  if (clause !== undefined && !again) return `${where} I ${clause}.`;
  if (clause !== undefined) {
    const [being = ''] = /^(?:am|was)(?= )/u.exec(clause) ?? [];
    return being === '' ? `There I also ${clause}.` : `There I ${being} also${clause.slice(being.length)}.`;
  }
  if (again && last?.clause === undefined) return `It also says: “${text}”.`;
  return `Of ${again ? aboutAgain : about} my CV says: “${text}”.`;
}

/** Skills that the tailored CV shows and the posting asks for, as the CV writes them. */
function sharedSkills({ posting, fit, cv, tailored }: OutreachInput): string | undefined {
  const interest = new Interest(posting, fit, cv);
  const shared = tailored.skills
    .flatMap(({ keywords }) => keywords)
    .map((keyword) => ({ keyword: plain(keyword), rank: interest.skillRank(keyword) }))
    .filter(
      ({ keyword, rank }) =>
        rank !== Number.POSITIVE_INFINITY &&
        interest.asksFor(keyword) &&
        isUsable(keyword) &&
        pieces(keyword) <= 4,
    )
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, 5)
    .map(({ keyword }) => keyword);
  if (shared.length < 2) return undefined;
  return `Of what you ask for, my CV also lists ${shared.slice(0, -1).join(', ')} and ${shared.at(-1)}.`;
}
