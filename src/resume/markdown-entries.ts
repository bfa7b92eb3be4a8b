import { stripEmphasis } from '../text/emphasis.ts';
import { namesCompany } from '../text/legal-forms.ts';
import { findDateSpan } from './dates.ts';
import { push } from './document-lists.ts';
import { entriesOf, type RawEntry } from './entry-blocks.ts';
import { type EntryHead, readHead } from './entry-heads.ts';
import { type LoosePiece, type NameOrder, roleNames, sharedOrder } from './entry-names.ts';
import type { OutlineBlock } from './markdown-outline.ts';
import { known, type ResumeDocument } from './resume-document.ts';
import { studyNames } from './study-names.ts';
import { splitList } from './written-lists.ts';

export type EntrySection = 'work' | 'volunteer' | 'projects' | 'education';

const keywordLabel =
  /^(?:tech(?:nologies|nology|nical)?(?: stack| used)?|stack|tools(?: used)?|skills(?: used)?|keywords|environment|built with)\s*:\s*/i;
const courseLabel = /^(?:(?:relevant |key )?(?:courses?|coursework|modules)(?: work)?)\s*:\s*/i;
const scoreLabel = /^(?:grade|gpa|score|result|final mark|classification)\s*:?\s*(?=\S)/i;

/** Grades that are written without a word in front of them, and those still to come. */
const gradeName =
  /^(?:merit|distinction|pass|credit|(?:upper|lower) second|first|first[- ]class.*|second[- ]class.*|[12]:[12]|(?:.* )?cum laude|honou?rs|valedictorian|\(?(?:expected|predicted|anticipated)\b.*)$/i;

export function addSectionEntries(
  document: ResumeDocument,
  section: EntrySection,
  content: readonly OutlineBlock[],
  notes: string[],
): void {
  const entries = entriesOf(content, section, notes).filter((entry) => {
    if (entry.head !== '') return true;
    const text = (entry.lines[0] ?? entry.bullets[0] ?? '').slice(0, 60);
    notes.push(`Text before the first entry was left out: "${text}".`);
    return false;
  });
  if (section === 'education') {
    for (const entry of entries) push(document, 'education', educationOf(entry));
    return;
  }
  const facts = entries.map((entry) => factsOf(entry, section));
  const order = sharedOrder(
    facts.map(({ head, loose }) => [...head.parts, ...loose.map(({ text }) => text)]),
  );
  facts.forEach((fact) => {
    if (section === 'projects') addProject(document, fact);
    else addRole(document, section, fact, order, notes);
  });
}

/** What head and lines say together, apart from names. */
interface EntryFacts {
  head: EntryHead;
  /** Pieces of short lines below the head that are no dates: employer, title or place. */
  loose: LoosePiece[];
  keywords: string[];
  courses: string[];
  scores: string[];
  bullets: string[];
  prose: string[];
  url?: string;
}

function factsOf(entry: RawEntry, section: EntrySection): EntryFacts {
  // "2019–2020: Welder at X" goes on with names, "Career break 2019: caring for X" with prose.
  const [, dated = entry.head, tail] =
    /^([^:]{2,60}\p{L}[^:]*(?:19|20)\d{2}\)?):\s+(\S.*)$/u.exec(stripEmphasis(entry.head)) ?? [];
  const facts: EntryFacts = {
    head: readHead(stripEmphasis(dated), { atWords: section === 'work' || section === 'volunteer' }),
    loose: [],
    keywords: [],
    courses: [],
    scores: [],
    bullets: [],
    prose: tail === undefined ? [] : [tail],
  };
  const url = /\]\((https?:\/\/[^)\s]+)\)/.exec([entry.head, ...entry.lines].join(' '))?.[1];
  if (url !== undefined) facts.url = url;
  for (const raw of entry.lines) {
    const line = stripEmphasis(raw);
    if (keywordLabel.test(line)) facts.keywords.push(...splitList(line.replace(keywordLabel, '')));
    else if (courseLabel.test(line)) facts.courses.push(...splitList(line.replace(courseLabel, '')));
    else if (scoreLabel.test(line) && line.length <= 60)
      facts.scores.push(line.replace(scoreLabel, '').trim());
    else if (/^https?:\/\/\S+$/.test(line)) facts.url ??= line;
    else if (isDetail(line, raw)) addDetail(facts, line, /^(?:\*\*|__)(.+?)(?:\*\*|__)/.exec(raw)?.[1] ?? '');
    else facts.prose.push(line);
  }
  for (const text of entry.bullets) {
    const plain = stripEmphasis(text);
    if (section !== 'education' && keywordLabel.test(plain))
      facts.keywords.push(...splitList(plain.replace(keywordLabel, '')));
    else facts.bullets.push(text);
  }
  return facts;
}

/** A name of any length: "Leeds Teaching Hospitals NHS Trust, Leeds". */
const capitalised =
  /^(?:\p{Lu}\S*|\d+)(?:\s+(?:\p{Lu}\S*|\d+|&|of|and|the|for|in|at|de|la|le|du|des|und|der|van|y|e|i))*$/u;

/** Lines of dates, places and names are short and no sentences. */
function isDetail(line: string, raw: string): boolean {
  const words = line.split(/\s+/).length;
  if (/[.!?]$/.test(line) && words > 6) return false;
  return (
    (words <= 14 && findDateSpan(line) !== undefined) ||
    (words <= 10 && (/[|·•]|\s[–—]\s/.test(line) || /^[*_]/.test(raw))) ||
    (words <= 5 && !/:|[.!?]$/.test(line)) ||
    (words <= 10 && (namesCompany(line) || capitalised.test(line)))
  );
}

function addDetail(facts: EntryFacts, line: string, bold: string): void {
  const { parts, startDate, endDate } = readHead(line, { atCommas: false });
  // Commas belong to places here: "Leeds, UK".
  if (facts.head.startDate === undefined)
    facts.head = known({ ...facts.head, startDate, endDate }) as EntryHead;
  for (const piece of parts) {
    if (/^https?:\/\/|^www\./.test(piece)) facts.url ??= piece;
    else if (scoreLabel.test(piece) || gradeName.test(piece)) facts.scores.push(scoreOf(piece));
    else if (/:\s/.test(piece)) facts.prose.push(piece);
    else facts.loose.push({ text: piece, isBold: bold.includes(piece) });
  }
}

function scoreOf(piece: string): string {
  return piece.replace(scoreLabel, '').replace(/^\(([^()]*)\)/, '$1');
}

function sharedFields({ head, url, prose, bullets, keywords }: EntryFacts) {
  return known({
    startDate: head.startDate,
    endDate: head.endDate,
    url,
    summary: prose.length === 0 ? undefined : prose.join(' '),
    highlights: bullets,
    keywords,
  });
}

function addProject(document: ResumeDocument, facts: EntryFacts): void {
  const [name = '', ...others] = facts.head.parts;
  const role = /^(.*\S)\s+\(([^()]+)\)$/.exec(name);
  const roles = role?.[2] === undefined ? [] : [role[2]];
  const description = others.length === 0 ? undefined : others.join(', ');
  const location = joined(facts.loose);
  push(
    document,
    'projects',
    known({ ...sharedFields(facts), name: role?.[1] ?? name, description, roles, location }),
  );
}

function addRole(
  document: ResumeDocument,
  section: 'work' | 'volunteer',
  facts: EntryFacts,
  order: NameOrder | undefined,
  notes: string[],
): void {
  const { name: written, position, location, isGuess } = roleNames(facts.head, facts.loose, order);
  if (isGuess) {
    const pieces = [facts.head.rest, ...facts.loose.map(({ text }) => text)].join(' / ');
    notes.push(`Not sure which is the title and which the employer in "${pieces}".`);
  }
  let name = written;
  const before = document.work?.at(-1)?.name;
  // Where employers head the entries, one that names none goes on with the last.
  if (section === 'work' && order === 'employer first' && name === undefined && before !== undefined) {
    name = before;
    notes.push(
      `"${position ?? facts.head.rest}" names no employer and was read as a further post at ${before}.`,
    );
  }
  const shared = sharedFields(facts);
  if (section === 'volunteer')
    push(document, 'volunteer', known({ ...shared, organization: name, position, location }));
  else push(document, 'work', known({ ...shared, name, position, location }));
}

function educationOf(entry: RawEntry): NonNullable<ResumeDocument['education']>[number] {
  const { head, loose, courses, scores, prose, url, bullets } = factsOf(entry, 'education');
  const grades = head.parts.slice(1).filter((part) => gradeName.test(part));
  const parts = head.parts.filter((part) => !grades.includes(part));
  const isNameAlone = parts.length === 1;
  const names = studyNames(isNameAlone ? [...parts, ...loose.map(({ text }) => text)] : parts);
  const places = isNameAlone ? undefined : joined(loose);
  const score = [...grades.map(scoreOf), ...scores].join(', ');
  return known({
    ...names,
    location: [names.location, places].filter((place) => place !== undefined).join(', ') || undefined,
    startDate: head.startDate === head.endDate ? undefined : head.startDate,
    endDate: head.endDate,
    url,
    score: score === '' ? undefined : score,
    courses,
    highlights: [...prose, ...bullets],
  });
}

function joined(pieces: readonly LoosePiece[]): string | undefined {
  return pieces.length === 0 ? undefined : pieces.map(({ text }) => text).join(', ');
}
