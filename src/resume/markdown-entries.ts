import { stripEmphasis } from '../text/emphasis.ts';
import { findDateSpan } from './dates.ts';
import { push } from './document-lists.ts';
import { type EntryHead, namesRole, readHead, roleNames, studyNames } from './entry-heads.ts';
import { flatTexts, type OutlineBlock, type OutlineItem } from './markdown-outline.ts';
import { known, type ResumeDocument } from './resume-document.ts';
import { splitList } from './written-lists.ts';

export type EntrySection = 'work' | 'volunteer' | 'projects' | 'education';

/** An entry as it stands in the text: its heading or bold line, the lines below it, its bullets. */
interface RawEntry {
  head: string;
  lines: string[];
  bullets: string[];
}

const keywordLabel =
  /^(?:tech(?:nologies|nology|nical)?(?: stack| used)?|stack|tools(?: used)?|skills(?: used)?|keywords|environment|built with)\s*:\s*/i;
const courseLabel = /^(?:(?:relevant |key )?(?:courses?|coursework|modules)(?: work)?)\s*:\s*/i;
const scoreLabel = /^(?:grade|gpa|score|result|final mark|classification)\s*:?\s*(?=\S)/i;

/** Grades that are written without a word in front of them. */
const gradeName =
  /^(?:merit|distinction|pass|credit|(?:upper|lower) second|first|first[- ]class.*|second[- ]class.*|[12]:[12]|(?:.* )?cum laude|honou?rs|valedictorian)$/i;

export function addSectionEntries(
  document: ResumeDocument,
  section: EntrySection,
  content: readonly OutlineBlock[],
  notes: string[],
): void {
  for (const entry of entriesOf(content, section)) {
    if (entry.head === '') {
      notes.push(
        `Text before the first entry was left out: "${(entry.lines[0] ?? entry.bullets[0] ?? '').slice(0, 60)}".`,
      );
      continue;
    }
    if (section === 'education') push(document, 'education', educationOf(entry));
    else addRole(document, section, entry);
  }
}

/** Entries begin at a heading; where there is none, at a bold line, at a line with dates, or at a list's item. */
function entriesOf(content: readonly OutlineBlock[], section: EntrySection): RawEntry[] {
  const entries: RawEntry[] = [];
  const hasHeadings = content.some((block) => block.kind === 'heading');
  const hasLines = content.some((block) => block.kind === 'lines');
  const begin = (head: string) => entries.push({ head: head, lines: [], bullets: [] });
  const current = () => entries.at(-1) ?? entries[begin('') - 1];
  let employer = '';
  let employerLevel = 0;
  content.forEach((block, index) => {
    if (block.kind === 'heading') {
      // Several roles at one employer: a heading with nothing but deeper headings below it.
      const next = content[index + 1];
      const groups = next?.kind === 'heading' && next.level > block.level;
      if (groups) {
        employer = block.text;
        employerLevel = block.level;
      } else {
        if (block.level <= employerLevel) employer = '';
        begin(employer === '' ? block.text : `${block.text} | ${employer}`);
      }
    } else if (block.kind === 'lines') {
      for (const line of block.lines) {
        const last = entries.at(-1);
        const isFresh =
          last === undefined ||
          last.bullets.length > 0 ||
          (index > 0 && last.lines.length > 0 && content[index - 1]?.kind === 'lines');
        const looksLikeHead =
          /^\*\*|^__/.test(line.text) ||
          (findDateSpan(line.text) !== undefined && line.text.split(' ').length <= 16);
        if (!hasHeadings && isFresh && (looksLikeHead || last === undefined)) begin(line.text);
        else current()?.lines.push(line.text);
      }
    } else if (!hasHeadings && (!hasLines || isListOfHeads(block.items, section))) {
      for (const item of block.items) {
        begin(item.text);
        current()?.bullets.push(...item.items.flatMap(flatTexts));
      }
    } else current()?.bullets.push(...block.items.flatMap(flatTexts));
  });
  return entries;
}

function isListOfHeads(items: readonly OutlineItem[], section: EntrySection): boolean {
  if (items.every((item) => item.items.length > 0)) return true;
  return section === 'education' && items.every((item) => findDateSpan(item.text) !== undefined);
}

/** What head and lines say together, apart from names. */
interface EntryFacts {
  head: EntryHead;
  /** Pieces of short lines below the head that are no dates: employer, title or place. */
  loose: string[];
  keywords: string[];
  courses: string[];
  score?: string;
  prose: string[];
  url?: string;
}

function factsOf(entry: RawEntry, section: EntrySection): EntryFacts {
  const facts: EntryFacts = {
    head: readHead(stripEmphasis(entry.head), { atWords: section === 'work' || section === 'volunteer' }),
    loose: [],
    keywords: [],
    courses: [],
    prose: [],
  };
  const url = /\]\((https?:\/\/[^)\s]+)\)/.exec([entry.head, ...entry.lines].join(' '))?.[1];
  if (url !== undefined) facts.url = url;
  for (const raw of entry.lines) {
    const line = stripEmphasis(raw);
    if (keywordLabel.test(line)) facts.keywords.push(...splitList(line.replace(keywordLabel, '')));
    else if (courseLabel.test(line)) facts.courses.push(...splitList(line.replace(courseLabel, '')));
    else if (scoreLabel.test(line) && line.length <= 60) facts.score = line.replace(scoreLabel, '').trim();
    else if (/^https?:\/\/\S+$/.test(line)) facts.url ??= line;
    else if (isDetail(line, raw)) addDetail(facts, line);
    else facts.prose.push(line);
  }
  return facts;
}

/** Lines of dates, places and names are short and no sentences. */
function isDetail(line: string, raw: string): boolean {
  const words = line.split(/\s+/).length;
  if (/[.!?]$/.test(line) && words > 6) return false;
  return (
    (words <= 14 && findDateSpan(line) !== undefined) ||
    (words <= 10 && (/[|·•]|\s[–—]\s/.test(line) || /^[*_]/.test(raw))) ||
    (words <= 5 && !/[.:]/.test(line))
  );
}

function addDetail(facts: EntryFacts, line: string): void {
  const { parts, startDate, endDate } = readHead(line, { atCommas: false });
  // Commas belong to places here: "Leeds, UK".
  if (facts.head.startDate === undefined)
    facts.head = known({ ...facts.head, startDate, endDate }) as EntryHead;
  for (const piece of parts) {
    if (/^https?:\/\/|^www\./.test(piece)) facts.url ??= piece;
    else if (scoreLabel.test(piece) || gradeName.test(piece)) facts.score ??= piece.replace(scoreLabel, '');
    else if (/:\s/.test(piece)) facts.prose.push(piece);
    else facts.loose.push(piece);
  }
}

function addRole(
  document: ResumeDocument,
  section: 'work' | 'volunteer' | 'projects',
  entry: RawEntry,
): void {
  const { head, loose, keywords, prose, url } = factsOf(entry, section);
  const bullets: string[] = [];
  for (const text of entry.bullets) {
    const plain = stripEmphasis(text);
    if (keywordLabel.test(plain)) keywords.push(...splitList(plain.replace(keywordLabel, '')));
    else bullets.push(text);
  }
  const shared = known({
    startDate: head.startDate,
    endDate: head.endDate,
    url,
    summary: prose.length === 0 ? undefined : prose.join(' '),
    highlights: bullets,
    keywords,
  });
  if (section === 'projects') {
    const [name = '', ...others] = head.parts;
    const role = /^(.*\S)\s+\(([^()]+)\)$/.exec(name);
    const roles = role?.[2] === undefined ? [] : [role[2]];
    const description = others.length === 0 ? undefined : others.join(', ');
    push(
      document,
      'projects',
      known({ ...shared, name: role?.[1] ?? name, description, roles, location: loose[0] }),
    );
    return;
  }
  const names = roleNames(head.parts, loose.length > 0);
  for (const piece of loose) {
    if (names.position === undefined && namesRole(piece)) names.position = piece;
    else if (names.name === undefined) names.name = piece;
    else if (names.position === undefined && names.location !== undefined) names.position = piece;
    else names.location ??= piece;
  }
  const { name, position, location } = names;
  if (section === 'volunteer')
    push(document, 'volunteer', known({ ...shared, organization: name, position, location }));
  else push(document, 'work', known({ ...shared, name, position, location }));
}

function educationOf(entry: RawEntry): NonNullable<ResumeDocument['education']>[number] {
  const { head, loose, courses, score, prose, url } = factsOf(entry, 'education');
  const isNameAlone = head.parts.length === 1;
  const names = studyNames(isNameAlone ? [...head.parts, ...loose] : head.parts);
  const place = isNameAlone ? undefined : loose[0];
  return known({
    ...names,
    location: names.location ?? place,
    startDate: head.startDate === head.endDate ? undefined : head.startDate,
    endDate: head.endDate,
    url,
    score,
    courses,
    highlights: [...prose, ...entry.bullets],
  });
}
