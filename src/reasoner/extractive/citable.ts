import type { Entry, MasterCv } from '../../resume/resume.ts';

/** A piece of the master CV that can be cited as evidence. */
export interface Citable {
  id: string;
  text: string;
  /** A bullet shows what was done; anything else says it only. */
  shows: boolean;
  /** 1 for what is current, down to 0.85 for the oldest. */
  recency: number;
}

/** Everything in the master CV that can carry a verdict on a requirement, bullets first. */
export function citablesOf(cv: MasterCv): Citable[] {
  const said: Citable[] = [];
  const say = (id: string, ...parts: (string | undefined)[]) => {
    const text = parts.filter((part) => part !== undefined && part !== '').join(' ');
    if (text !== '') said.push({ id, text, shows: false, recency: 1 });
  };
  for (const group of cv.skills) for (const keyword of group.keywords) say(group.id, keyword);
  for (const group of cv.skills) say(group.id, group.name);
  for (const { id, name } of cv.certificates) say(id, name);
  for (const { id, studyType, area, courses } of cv.education) {
    say(id, [studyType, area].filter((part) => part !== undefined && part !== '').join(', '));
    for (const course of courses) say(id, course);
  }
  for (const { id, language } of cv.languages) say(id, language);
  say('basics.label', cv.basics.label);
  say('basics.summary', cv.basics.summary);
  for (const entry of entriesOf(cv)) {
    say(entry.id, entry.position);
    say(`${entry.id}.summary`, entry.summary);
    say(entry.id, entry.description);
    for (const keyword of entry.keywords) say(entry.id, keyword);
  }
  for (const { id, name } of [...cv.awards, ...cv.publications]) say(id, name);
  for (const { bullets } of cv.extra) for (const bullet of bullets) say(bullet.id, bullet.text);
  return [...bulletsOf(cv), ...said];
}

export function bulletsOf(cv: MasterCv): Citable[] {
  const newest = Math.max(...entriesOf(cv).map((entry) => endYear(entry, cv)));
  return entriesOf(cv).flatMap((entry) => {
    const age = Math.min(15, newest - endYear(entry, cv));
    return entry.bullets.map(({ id, text }) => ({ id, text, shows: true, recency: 1 - age * 0.01 }));
  });
}

export function entriesOf(cv: MasterCv): Entry[] {
  return [...cv.work, ...cv.volunteer, ...cv.projects];
}

/** Year in which an entry ended; what still runs ends in the newest year that the CV names. */
export function endYear(entry: Entry, cv: MasterCv): number {
  return yearOf(entry.endDate) ?? (entry.startDate === undefined ? oldestGuess(cv) : newestYear(cv));
}

/** The newest year in any date of the CV: the present, as far as the CV tells. */
export function newestYear(cv: MasterCv): number {
  const years = [
    ...entriesOf(cv).flatMap(({ startDate, endDate }) => [yearOf(startDate), yearOf(endDate)]),
    ...cv.certificates.map(({ date }) => yearOf(date)),
    ...cv.publications.map(({ date }) => yearOf(date)),
  ].filter((year) => year !== undefined);
  return years.length === 0 ? 2000 : Math.max(...years);
}

function oldestGuess(cv: MasterCv): number {
  return newestYear(cv) - 5;
}

export function yearOf(date: string | undefined): number | undefined {
  const year = /^\d{4}/.exec(date ?? '')?.[0];
  return year === undefined ? undefined : Number(year);
}
