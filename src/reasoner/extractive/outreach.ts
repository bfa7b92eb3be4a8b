import type { Posting } from '../../posting/posting.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { stripEmphasis } from '../../text/emphasis.ts';
import { isStopWord } from '../../text/stems.ts';
import { countWords } from '../../text/words.ts';
import type { CompanyBrief } from '../company-brief.ts';
import type { Fit } from '../fit.ts';
import type { Outreach } from '../outreach.ts';
import type { PainPoints } from '../pain-points.ts';
import type { Contact } from '../people.ts';
import type { TailoredCv } from '../tailored-cv.ts';
import { type Evidence, findEvidence } from './evidence.ts';
import { contentStems, Interest, similarityOf } from './interest.ts';

const maxNoteCharacters = 200;
const subjectWords = { min: 5, max: 10 };
/** The rule is 95–205; the margin is for readers who count otherwise. */
const bodyWords = { min: 105, max: 196 };

export interface OutreachInput {
  posting: Posting;
  painPoints: PainPoints;
  company: CompanyBrief;
  fit: Fit;
  cv: MasterCv;
  tailored: TailoredCv;
  contacts: Contact[];
}

/**
 * Writes to the employer from set phrases, the posting's own wording and bullets of the tailored CV: nothing
 * is said of the applicant that the CV does not say.
 */
export function writeOutreach(input: OutreachInput): Outreach {
  const title = plainTitle(input.posting.title);
  const company = companyName(input);
  const person = input.contacts.find(
    ({ synthetic, name }) => !synthetic && isUsable(name) && countWords(name) <= 6,
  );
  const evidence = findEvidence(input.tailored, input.cv, input.fit);
  return {
    linkedInNote: writeNote(title, company, person, evidence),
    email: {
      subject: writeSubject(title, input.cv.basics.name),
      body: writeBody(input, title, company, person, evidence),
    },
  };
}

function companyName({ company, posting }: OutreachInput): string | undefined {
  const name = plain(company.name ?? posting.company ?? '');
  return name !== '' && isUsable(name) && countWords(name) <= 8 ? name : undefined;
}

/** Brackets of any kind are a posting's private matter, and look like a gap that nobody filled in. */
function isUsable(text: string): boolean {
  return !/[[\]{}<>]/u.test(text);
}

function plain(text: string): string {
  return stripEmphasis(text).replaceAll(/\s+/gu, ' ').trim();
}

/** The posting's title without remarks in brackets. */
function plainTitle(title: string): string {
  return plain(title)
    .replaceAll(/[[{<][^\]}>]*[\]}>]/gu, ' ')
    .replaceAll(/[[\]{}<>]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replace(/^[\s,;:|–—-]+|[\s,;:|–—-]+$/gu, '');
}

/** A title cut to at most so many words: at its first dash, bracket or comma if that helps, else at a word. */
function shortTitle(title: string, maxWords: number): string {
  const cuts = [/\s+[|–—-]\s+.*$/u, /\s*\(.*$/u, /\s*[:;]\s.*$/u, /,\s.*$/u];
  let short = title;
  for (const cut of cuts) {
    if (pieces(short) <= maxWords) return short;
    const cutTo = short.replace(cut, '');
    if (cutTo !== '') short = cutTo;
  }
  if (pieces(short) <= maxWords) return short;
  const words = short.split(' ').slice(0, maxWords);
  while (words.length > 1 && isStopWord(words.at(-1) ?? '')) words.pop();
  return words.join(' ').replace(/[\s,;:|–—&(-]+$/u, '');
}

function pieces(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

function writeSubject(title: string, name: string): string {
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

function writeNote(
  title: string,
  company: string | undefined,
  person: Contact | undefined,
  evidence: readonly Evidence[],
): string {
  const hello = person === undefined ? 'Hello, ' : `Hello ${plain(person.name)}, `;
  const titles = [...new Set([title, shortTitle(title, 6)])].filter((text) => text !== '');
  const posts = titles.flatMap((text) => [
    ...(company === undefined || text.includes(company) ? [] : [`the ${text} position at ${company}`]),
    `your ${text} position`,
  ]);
  const proofs = evidence
    .filter(({ clause }) => clause !== undefined)
    .map(({ where, clause }) => `${where} I ${clause}.`);
  const choices = [
    ...posts.flatMap((post) =>
      proofs.flatMap((proof) => [
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

/** A part of the e-mail: which paragraph it belongs to, and its sentences. */
interface Part {
  paragraph: number;
  text: string;
}

function writeBody(
  input: OutreachInput,
  title: string,
  company: string | undefined,
  person: Contact | undefined,
  evidence: readonly Evidence[],
): string {
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
  const need = chooseNeed(input, evidence);
  const proofs = evidence.slice(0, 3).map((item, index) => tell(item, evidence[index - 1]));
  const skills = sharedSkills(input);

  // In the order in which they are printed; `wish` says who comes first when words are short.
  const parts: (Part & { wish: number })[] = [
    { paragraph: 0, text: greeting, wish: 0 },
    { paragraph: 1, text: opening, wish: 0 },
    ...(need === undefined
      ? []
      : [{ paragraph: 1, text: `Your posting says: “${need}”. This is what I can show for it.`, wish: 2 }]),
    ...proofs.map((text, index) => ({ paragraph: 2, text, wish: [1, 3, 5][index] ?? 9 })),
    ...(skills === undefined ? [] : [{ paragraph: 3, text: skills, wish: 4 }]),
    { paragraph: 4, text: 'My CV for this position is attached.', wish: 0 },
    ...fillers.map((text, index) => ({ paragraph: 4, text, wish: 10 + index })),
    { paragraph: 4, text: 'I would be glad to talk about the work and about what you need most.', wish: 0 },
    { paragraph: 5, text: signature(input.cv, bodyWords.max / 4), wish: 0 },
  ];
  let chosen = parts.filter(({ wish }) => wish === 0);
  for (const part of parts.toSorted((one, other) => one.wish - other.wish)) {
    if (part.wish === 0) continue;
    const isFiller = part.wish >= 10;
    if (isFiller && countWords(layOut(chosen)) >= bodyWords.min) break;
    const longer = parts.filter((candidate) => candidate === part || chosen.includes(candidate));
    if (pieces(layOut(longer)) <= bodyWords.max) chosen = longer;
  }
  return layOut(chosen);
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

function tell({ where, clause, text, entry }: Evidence, before: Evidence | undefined): string {
  const again = before?.entry.id === entry.id;
  if (clause !== undefined) return again ? `There I also ${clause}.` : `${where} I ${clause}.`;
  const place = again ? 'On the same time' : `On my time ${where.charAt(0).toLowerCase()}${where.slice(1)}`;
  return `${place} my CV says: “${text}”.`;
}

/** The employer's need that the evidence answers best, in the posting's wording; short enough to quote. */
function chooseNeed(
  { posting, painPoints, fit }: OutreachInput,
  evidence: readonly Evidence[],
): string | undefined {
  const shown = contentStems(evidence.map(({ text }) => text).join(' '));
  const interest = new Interest(posting, fit);
  const { painPoints: pains, strategicNeeds, successMetrics } = painPoints;
  const needs = [
    ...pains.map(({ quote, confidence }) => ({ quote, weight: 1 + confidence })),
    ...[...strategicNeeds, ...successMetrics].map(({ quote, confidence }) => ({
      quote,
      weight: 0.8 + confidence,
    })),
    ...fit.requirements
      .filter(({ status }) => status === 'met')
      .map(({ quote, importance }) => ({ quote, weight: importance === 'must' ? 1 : 0.7 })),
  ];
  const quotable = needs
    .map(({ quote, weight }) => {
      const text = plain(quote).replace(/^[-•*\s]+|[\s.,;:]+$/gu, '');
      const likeness = similarityOf(contentStems(text), shown);
      return { text, worth: weight * (0.1 + likeness) * (1 + 0.1 * interest.in(text)) };
    })
    .filter(({ text }) => pieces(text) >= 4 && pieces(text) <= 30 && isUsable(text) && !/[“”"|]/u.test(text));
  return quotable.toSorted((one, other) => other.worth - one.worth)[0]?.text;
}

/** Skills that the tailored CV shows and the posting asks for, as the CV writes them. */
function sharedSkills({ posting, fit, tailored }: OutreachInput): string | undefined {
  const interest = new Interest(posting, fit);
  const shared = tailored.skills
    .flatMap(({ keywords }) => keywords)
    .map((keyword) => ({ keyword: plain(keyword), rank: interest.keywordRank(keyword) }))
    .filter(
      ({ keyword, rank }) => rank !== Number.POSITIVE_INFINITY && isUsable(keyword) && pieces(keyword) <= 4,
    )
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, 5)
    .map(({ keyword }) => keyword);
  if (shared.length < 2) return undefined;
  return `Of what you ask for, my CV also lists ${shared.slice(0, -1).join(', ')} and ${shared.at(-1)}.`;
}
