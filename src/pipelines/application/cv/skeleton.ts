import { type CvLine, countPrintedWords, cvLines, type PrintableCv } from '../../../publishing/cv-lines.ts';
import type { Interest } from '../../../reasoner/extractive/interest.ts';
import type { TailoredEntry } from '../../../reasoner/tailored-cv.ts';
import type { Credential } from '../../../resume/resume.ts';
import { dropExtra, type ExtraWorth, extraSections } from './extra.ts';
import type { Header } from './header.ts';
import { descending, type LoadedCv, type LoadedEntry } from './load.ts';

/** Makes the CV smaller by one thing, or gives undefined when it has nothing more to give. */
export type Sacrifice = (cv: PrintableCv) => PrintableCv | undefined;

/**
 * Everything that surrounds the bullets: header, every role without its bullets, education, certificates and
 * so on, most relevant first where order is free. Projects and voluntary posts come in with their bullets.
 */
export function buildSkeleton(
  header: Header,
  loaded: LoadedCv,
  interest: Interest,
  worthOfExtra: ExtraWorth,
): PrintableCv {
  const { basics, education, certificates, awards, publications, languages, extra } = loaded.cv;
  const { summary: _summary, label: _label, ...contact } = basics;
  const relevantFirst = (credentials: readonly Credential[]) => sortCredentials(credentials, interest);
  return {
    basics: contact,
    ...(header.label === undefined ? {} : { label: header.label }),
    summary: header.summary,
    skills: header.skills,
    work: loaded.entries.filter(({ section }) => section === 'work').map(tailoredEntry),
    projects: [],
    volunteer: [],
    education,
    certificates: relevantFirst(certificates),
    awards: relevantFirst(awards),
    publications: relevantFirst(publications),
    languages,
    extra: extraSections(extra, worthOfExtra),
    interests: [],
  };
}

/** Worths nearer to each other than this share of the highest are alike. */
const nearlyEqual = 0.25;

/** Most relevant first, and of those that are nearly equally relevant the newest. */
function sortCredentials(credentials: readonly Credential[], interest: Interest): Credential[] {
  const judged = credentials.map((credential) => ({ credential, worth: worthOf(credential, interest) }));
  const highest = Math.max(Number.EPSILON, ...judged.map(({ worth }) => worth));
  return judged
    .map(({ credential, worth }) => ({
      credential,
      step: Math.round(worth / highest / nearlyEqual),
      date: credential.date ?? '',
    }))
    .toSorted((one, other) => other.step - one.step || descending(one.date, other.date))
    .map(({ credential }) => credential);
}

export function tailoredEntry({ entry }: LoadedEntry): TailoredEntry {
  const { id, name, position, location, startDate, endDate, url } = entry;
  return {
    sourceId: id,
    name,
    ...(position === undefined ? {} : { position }),
    ...(location === undefined ? {} : { location }),
    ...(startDate === undefined ? {} : { startDate }),
    ...(endDate === undefined ? {} : { endDate }),
    ...(url === undefined ? {} : { url }),
    bullets: [],
  };
}

function worthOf({ name, issuer, summary }: Credential, interest: Interest): number {
  // What has lapsed is still true, but says less.
  const lapsed = /\b(?:expired|lapsed)\b/iu.test(name) ? 0.5 : 1;
  return lapsed * interest.in([name, issuer, summary].filter(Boolean).join(' '));
}

/** Words that the strictest reader counts: those of the Markdown, where a heading's or bullet's mark is one more. */
export function printedWords(cv: PrintableCv): number {
  const lines = cvLines(cv);
  return countPrintedWords(lines) + lines.filter(({ kind }) => marked.has(kind)).length;
}

const marked = new Set<CvLine['kind']>(['name', 'heading', 'entry', 'bullet']);

/**
 * Gives up what matters least until no more than `words` are printed or the sacrifices are used up: first
 * what only decorates, later whole sections. Roles are the last to go.
 */
export function shrink(cv: PrintableCv, sacrifices: readonly Sacrifice[], words: number): PrintableCv {
  let small = cv;
  for (const sacrifice of sacrifices) {
    while (printedWords(small) > words) {
      const smaller = sacrifice(small);
      if (smaller === undefined) break;
      small = smaller;
    }
  }
  return small;
}

/** What a CV can lose without losing weight; leaves bullets their share of the page. */
export function mildSacrifices(interest: Interest, worthOfExtra: ExtraWorth): Sacrifice[] {
  return [
    cropLists,
    dropExtra(worthOfExtra, 3),
    dropCredentialSummary,
    dropCourse,
    dropEducationBullet,
    dropLast('publications', 2),
    dropLast('awards', 1),
    dropLast('certificates', 4),
    dropSkill(interest, 30),
    dropLast('education', 3),
    dropLast('languages', 6),
    dropSentence(interest, 2),
    dropLast('publications', 1),
  ];
}

/** For masters whose roles and lists alone nearly fill the page. */
export function hardSacrifices(interest: Interest, worthOfExtra: ExtraWorth): Sacrifice[] {
  return [
    dropExtra(worthOfExtra, 0),
    dropLast('publications', 0),
    dropLast('awards', 0),
    dropSkill(interest, 12),
    dropLast('certificates', 1),
    dropSentence(interest, 1),
    dropLast('education', 1),
    dropLast('languages', 2),
    dropDetail('location'),
    dropProfile,
  ];
}

/** So that at most the page is full, whatever the master holds. */
export function lastSacrifices(interest: Interest): Sacrifice[] {
  return [
    dropSkill(interest, 0),
    dropLast('certificates', 0),
    dropLast('languages', 0),
    dropSentence(interest, 0),
    dropDetail('position'),
    dropLast('education', 0),
    (cv) => {
      const { label, ...rest } = cv;
      return label === undefined ? undefined : rest;
    },
    dropLast('work', 0),
  ];
}

type ListName = 'education' | 'certificates' | 'awards' | 'publications' | 'languages' | 'work';

function dropLast(list: ListName, least: number): Sacrifice {
  return (cv) => (cv[list].length <= least ? undefined : { ...cv, [list]: cv[list].slice(0, -1) });
}

/** Lists so long that dropping from them one at a time would take forever. */
const sensibleListLength = 60;

function cropLists(cv: PrintableCv): PrintableCv | undefined {
  const lists = ['education', 'certificates', 'awards', 'publications', 'languages'] as const;
  const long = lists.filter((list) => cv[list].length > sensibleListLength);
  if (long.length === 0) return undefined;
  return { ...cv, ...Object.fromEntries(long.map((list) => [list, cv[list].slice(0, sensibleListLength)])) };
}

function dropCredentialSummary(cv: PrintableCv): PrintableCv | undefined {
  for (const list of ['publications', 'awards', 'certificates'] as const) {
    const at = cv[list].findLastIndex(({ summary }) => summary !== undefined);
    const credential = cv[list][at];
    if (credential === undefined) continue;
    const { summary: _summary, ...rest } = credential;
    return { ...cv, [list]: cv[list].with(at, rest) };
  }
  return undefined;
}

function dropCourse(cv: PrintableCv): PrintableCv | undefined {
  const at = cv.education.findLastIndex(({ courses }) => courses.length > 0);
  const education = cv.education[at];
  return education && { ...cv, education: cv.education.with(at, { ...education, courses: [] }) };
}

function dropEducationBullet(cv: PrintableCv): PrintableCv | undefined {
  const at = cv.education.findLastIndex(({ bullets }) => bullets.length > 0);
  const education = cv.education[at];
  return (
    education && {
      ...cv,
      education: cv.education.with(at, { ...education, bullets: education.bullets.slice(0, -1) }),
    }
  );
}

/** The skill that answers the posting least goes first; of several that do not answer it, the last. */
function dropSkill(interest: Interest, least: number): Sacrifice {
  const ranks = new Map<string, number>();
  const rankOf = (keyword: string) => {
    const rank = ranks.get(keyword) ?? interest.skillRank(keyword);
    ranks.set(keyword, rank);
    return rank;
  };
  return (cv) => {
    const shown = cv.skills.flatMap(({ keywords }, group) =>
      keywords.map((keyword, at) => ({ group, at, rank: rankOf(keyword) })),
    );
    const empty = cv.skills.findLastIndex(({ keywords }) => keywords.length === 0);
    if (shown.length <= least && (empty === -1 || least > 0)) return undefined;
    if (shown.length === 0) return { ...cv, skills: cv.skills.slice(0, -1) };
    // Far over the mark a whole batch goes at once.
    const batch = Math.max(1, Math.floor((shown.length - Math.max(least, 100)) / 2));
    const gone = new Set(
      shown
        .toSorted((one, other) => other.rank - one.rank || other.group - one.group || other.at - one.at)
        .slice(0, batch)
        .map(({ group, at }) => `${group}/${at}`),
    );
    const skills = cv.skills
      .map((group, index) => ({
        ...group,
        keywords: group.keywords.filter((_keyword, at) => !gone.has(`${index}/${at}`)),
      }))
      .filter(({ keywords }) => keywords.length > 0);
    return { ...cv, skills };
  };
}

function dropSentence(interest: Interest, least: number): Sacrifice {
  return (cv) => {
    if (cv.summary.length <= least) return undefined;
    const worths = cv.summary.map(({ text }, at) => interest.in(text) + (at === 0 ? 1 : 0));
    const lowest = worths.lastIndexOf(Math.min(...worths));
    return { ...cv, summary: cv.summary.toSpliced(lowest, 1) };
  };
}

function dropDetail(detail: 'location' | 'position'): Sacrifice {
  return (cv) => {
    const at = cv.work.findLastIndex((entry) => entry[detail] !== undefined);
    const entry = cv.work[at];
    if (entry === undefined) return undefined;
    const { [detail]: _detail, ...rest } = entry;
    return { ...cv, work: cv.work.with(at, rest) };
  };
}

function dropProfile(cv: PrintableCv): PrintableCv | undefined {
  const { profiles } = cv.basics;
  return profiles.length === 0
    ? undefined
    : { ...cv, basics: { ...cv.basics, profiles: profiles.slice(0, -1) } };
}
