import type { Keyword } from '../../../reasoner/fit.ts';
import { citableText } from '../../../resume/cv-text.ts';
import type { Entry, MasterCv } from '../../../resume/resume.ts';

export type Section = 'work' | 'projects' | 'volunteer';

export interface LoadedEntry {
  section: Section;
  entry: Entry;
  /** Place within its section, 0 the newest. */
  place: number;
  /** Years between its end and the newest date in the CV; 0 while it runs or where dates are missing. */
  yearsAgo: number;
}

/** The master CV made ready for tailoring: the first of the six phases. */
export interface LoadedCv {
  cv: MasterCv;
  /** Newest first within each section. */
  entries: LoadedEntry[];
  /** Wording by id, for everything that a bullet, label or summary may name as its source. */
  texts: Map<string, string>;
  /** The posting's keywords; one that the master does not have must not get into the CV. */
  keywords: readonly Keyword[];
}

export function loadCv(cv: MasterCv, keywords: readonly Keyword[]): LoadedCv {
  const newest = newestYear([...cv.work, ...cv.projects, ...cv.volunteer]);
  const load = (section: Section): LoadedEntry[] =>
    newestFirst(cv[section]).map((entry, place) => ({
      section,
      entry,
      place,
      yearsAgo: newest === undefined ? 0 : Math.max(0, newest - (yearOf(lastDateOf(entry)) ?? newest)),
    }));
  const entries = [...load('work'), ...load('projects'), ...load('volunteer')];
  return { cv, entries, texts: citableText(cv), keywords };
}

/** A date that sorts after every other: the entry still runs. */
const running = '9999';

/**
 * By end, then by start; what still runs comes first. An entry without dates stays behind the one that the
 * master puts before it.
 */
function newestFirst(entries: readonly Entry[]): Entry[] {
  let previous = { end: running, start: running };
  const dated = entries.map((entry) => {
    const start = entry.startDate ?? entry.endDate;
    const key = start === undefined ? previous : { end: entry.endDate ?? running, start };
    previous = key;
    return { entry, key };
  });
  return dated
    .toSorted(
      ({ key: one }, { key: other }) => descending(one.end, other.end) || descending(one.start, other.start),
    )
    .map(({ entry }) => entry);
}

export function descending(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? 1 : -1;
}

/** The end; for what still runs the far future, for what has no dates nothing. */
function lastDateOf({ startDate, endDate }: Entry): string | undefined {
  return endDate ?? (startDate === undefined ? undefined : running);
}

function yearOf(date: string | undefined): number | undefined {
  const [, year, month] = /^(\d{4})(?:-(\d{2}))?/.exec(date ?? '') ?? [];
  return year === undefined || year === running ? undefined : Number(year) + (Number(month ?? 12) - 1) / 12;
}

/** No clock is asked: the same CV must give the same result next year. */
function newestYear(entries: readonly Entry[]): number | undefined {
  const years = entries.flatMap(({ startDate, endDate }) =>
    [yearOf(startDate) ?? [], yearOf(endDate) ?? []].flat(),
  );
  return years.length === 0 ? undefined : Math.max(...years);
}
