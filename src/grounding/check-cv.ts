import type { Keyword } from '../reasoner/fit.ts';
import type {
  SourcedText,
  TailoredCv,
  TailoredEntry,
  TailoredSection,
  TailoredSkillGroup,
} from '../reasoner/tailored-cv.ts';
import type {
  Credential,
  Education,
  Entry,
  ExtraSection,
  Language,
  MasterCv,
  SkillGroup,
} from '../resume/resume.ts';
import { checkWording } from './check-wording.ts';
import { entryIdOf } from './master-index.ts';
import type { Violation, ViolationKind } from './violation.ts';

/** What of a tailored CV is printed, and so must be covered. */
export type PrintableTailoredCv = Omit<TailoredCv, 'wordCount' | 'grade' | 'repairs'>;

/**
 * Checks every printed field of a tailored CV: wording against its sources, every other field against the same
 * field of the entry of the master CV that it names, to the letter. Fields and list items may be left out,
 * never changed or added.
 *
 * @returns each with `where`, the path of the field; for fields other than wording the offsets span the value
 */
export function checkCv(
  cv: PrintableTailoredCv,
  master: MasterCv,
  keywords: readonly Pick<Keyword, 'term' | 'forms' | 'inMaster'>[] = [],
): Violation[] {
  const wording = (where: string, text: SourcedText) =>
    checkWording(text, master, keywords).map((violation) => ({ ...violation, where }));
  const bullets = (where: string, entry: TailoredEntry | TailoredSection) =>
    entry.bullets.flatMap((bullet, at) => [
      ...wording(`${where}.bullets[${at}]`, bullet),
      ...foreignSources(`${where}.bullets[${at}]`, entry.sourceId, bullet),
    ]);
  const entries = (name: 'work' | 'projects' | 'volunteer') =>
    cv[name].flatMap((entry, at) => [
      ...checkFields<Entry>(
        `${name}[${at}]`,
        fieldsOf(entry),
        findById(master[name], entry.sourceId),
        entryKinds,
      ),
      ...bullets(`${name}[${at}]`, entry),
    ]);
  return [
    ...checkFields('basics', cv.basics, master.basics, { name: 'employer' }),
    ...(cv.label === undefined ? [] : wording('label', cv.label)),
    ...cv.summary.flatMap((sentence, at) => wording(`summary[${at}]`, sentence)),
    ...cv.skills.flatMap((group, at) => checkGroup(`skills[${at}]`, group, master.skills)),
    ...entries('work'),
    ...entries('projects'),
    ...entries('volunteer'),
    ...checkList('education', cv.education, master.education, educationKinds),
    ...checkList('certificates', cv.certificates, master.certificates, credentialKinds),
    ...checkList('awards', cv.awards, master.awards, credentialKinds),
    ...checkList('publications', cv.publications, master.publications, credentialKinds),
    ...checkList('languages', cv.languages, master.languages, { language: 'skill', fluency: 'skill' }),
    ...cv.extra.flatMap((section, at) => [
      ...checkFields<ExtraSection>(
        `extra[${at}]`,
        { heading: section.heading },
        findById(master.extra, section.sourceId),
        { heading: 'skill' },
      ),
      ...bullets(`extra[${at}]`, section),
    ]),
    ...cv.interests.flatMap((group, at) => checkGroup(`interests[${at}]`, group, master.interests)),
  ];
}

type Kinds<Item> = { [Field in keyof Item]?: ViolationKind };

const entryKinds: Kinds<Entry> = {
  name: 'employer',
  position: 'title',
  location: 'employer',
  startDate: 'date',
  endDate: 'date',
  url: 'employer',
};

const educationKinds: Kinds<Education> = {
  institution: 'employer',
  area: 'skill',
  studyType: 'title',
  location: 'employer',
  url: 'employer',
  startDate: 'date',
  endDate: 'date',
  score: 'figure',
  courses: 'skill',
  bullets: 'skill',
};

const credentialKinds: Kinds<Credential> = {
  name: 'skill',
  issuer: 'employer',
  date: 'date',
  url: 'employer',
  summary: 'skill',
};

function fieldsOf({ sourceId, bullets: _checkedAsWording, ...fields }: TailoredEntry): Partial<Entry> {
  return { id: sourceId, ...fields };
}

function findById<Item extends { id: string }>(items: readonly Item[], id: string): Item | undefined {
  return items.find((item) => item.id === id);
}

function checkList<Item extends Education | Credential | Language>(
  where: string,
  items: readonly Item[],
  known: readonly Item[],
  kinds: Kinds<Item>,
): Violation[] {
  return items.flatMap((item, at) => checkFields(`${where}[${at}]`, item, findById(known, item.id), kinds));
}

/** A value that is there must be the master's; of a list each item must be one of the master's. */
function checkFields<Item extends object>(
  where: string,
  item: Partial<Item>,
  known: Item | undefined,
  kinds: Kinds<Item>,
): Violation[] {
  if (known === undefined) return [fault('source', '', 'the master CV has no such entry', where)];
  const violations: Violation[] = [];
  for (const [field, kind] of Object.entries(kinds) as [keyof Item & string, ViolationKind][]) {
    const path = `${where}.${field}`;
    const masters = itemsOf(known[field]);
    for (const value of itemsOf(item[field])) {
      if (masters.includes(value)) continue;
      const says = masters.length === 0 ? 'nothing' : `"${masters.join(', ')}"`;
      violations.push(fault(kind, value, `the master CV says ${says}`, path));
    }
  }
  // An end left out would make the role a running one.
  if ('endDate' in known && known.endDate !== undefined && isOpen(item)) {
    violations.push(
      fault('date', '', `the master CV says that it ended ${String(known.endDate)}`, `${where}.endDate`),
    );
  }
  return violations;
}

function isOpen(item: object): boolean {
  const { startDate, endDate } = item as { startDate?: string; endDate?: string };
  return startDate !== undefined && endDate === undefined;
}

function itemsOf(value: unknown): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [String(value)];
  return value.map((item: unknown) => (typeof item === 'string' ? item : (item as { text: string }).text));
}

/** A group that the master CV does not have, or a keyword that the master's group does not. */
function checkGroup(where: string, group: TailoredSkillGroup, masters: readonly SkillGroup[]): Violation[] {
  const known = findById(masters, group.sourceId);
  if (known === undefined) return [fault('source', group.sourceId, 'the master CV has no such group', where)];
  const named =
    known.name === group.name
      ? []
      : [fault('skill', group.name, `the master CV says "${known.name}"`, `${where}.name`)];
  const added = group.keywords
    .map((keyword, at) => ({ keyword, at }))
    .filter(({ keyword }) => !known.keywords.includes(keyword))
    .map(({ keyword, at }) =>
      fault('skill', keyword, 'the master CV does not list it there', `${where}.keywords[${at}]`),
    );
  return [...named, ...added];
}

/** A bullet under one role must come from that role. */
function foreignSources(where: string, entryId: string, bullet: SourcedText): Violation[] {
  return bullet.sources
    .filter((id) => entryIdOf(id) !== entryId)
    .map((id) => fault('source', '', `${id} does not belong to ${entryId}`, where));
}

function fault(kind: ViolationKind, words: string, reason: string, where: string): Violation {
  return { kind, words, start: 0, end: words.length, reason, where };
}
