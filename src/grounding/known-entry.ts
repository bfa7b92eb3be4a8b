import type { Education, Entry } from '../resume/resume.ts';
import { isStopWord } from '../text/stems.ts';
import { type FoundDate, findDates, isCovered } from './dates.ts';
import type { MasterIndex } from './master-index.ts';
import { hasWord, type SourceText, sourceText } from './source-text.ts';
import type { ClaimWord } from './words.ts';

/** A role, voluntary post, project or course of study as a CV's heading lines name it. */
export interface KnownEntry {
  id: string;
  /** Employer, organisation, project or institution. */
  name: SourceText;
  /** Title held; for studies the degree and the field. Each is named whole or not at all. */
  titles: SourceText[];
  /** Of studies: degree, field and grade, where words such as "expected" may stand. */
  remarks: string;
  /** All of the fields, bullets left out. */
  header: SourceText;
  start?: FoundDate;
  end?: FoundDate;
  /** Every citable text of the entry, its bullets too. */
  texts: SourceText[];
}

export function knownEntries(index: MasterIndex): { posts: KnownEntry[]; studies: KnownEntry[] } {
  const { cv } = index;
  return {
    posts: [...cv.work, ...cv.volunteer, ...cv.projects].map((entry) =>
      entryOf(entry, [entry.position], '', index),
    ),
    studies: cv.education.map((study) =>
      entryOf({ ...study, name: study.institution }, [study.studyType, study.area], remarksOf(study), index),
    ),
  };
}

function remarksOf({ studyType, area, score }: Education): string {
  return [studyType, area, score].filter(Boolean).join(', ');
}

function entryOf(
  entry: Pick<Entry | Education, 'id' | 'startDate' | 'endDate'> & { name: string },
  titles: (string | undefined)[],
  remarks: string,
  index: MasterIndex,
): KnownEntry {
  const { id, startDate, endDate } = entry;
  const start = findDates(startDate ?? '')[0];
  const end = findDates(endDate ?? '')[0];
  return {
    id,
    name: sourceText(id, entry.name),
    titles: titles
      .filter((title) => title !== undefined && title !== '')
      .map((title) => sourceText(id, title ?? '')),
    remarks,
    header: index.texts.get(id) ?? sourceText(id, entry.name),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    texts: [...index.texts.values()].filter((text) => text.id === id || text.id.startsWith(`${id}.`)),
  };
}

/** So that a line of another entry is not taken for this one's. */
const foreignCost = 0.4;

/**
 * The entry that heading lines most likely mean: up to three points each for its name and its titles (the square
 * of the share of words that are there, so that a chance word counts little), one for
 * each of its dates, less a little for each word that it does not have.
 */
export function likelyEntry(
  words: readonly ClaimWord[],
  dates: readonly FoundDate[],
  entries: readonly KnownEntry[],
): { entry: KnownEntry; score: number } | undefined {
  let best: { entry: KnownEntry; score: number } | undefined;
  for (const entry of entries) {
    const named = shareOf(entry.name, words) ** 2 * 3;
    const titled = Math.max(0, ...entry.titles.map((title) => shareOf(title, words))) ** 2 * 3;
    const dated = [entry.start, entry.end].filter(
      (known) => known !== undefined && dates.some((date) => isCovered(date, known)),
    ).length;
    const foreign = words.filter(
      (word) => !isStopWord(word.lower) && !hasWord(word, [entry.header.keys]),
    ).length;
    // Dates alone point to no entry: several roles may share a year.
    const score = named + titled === 0 ? 0 : named + titled + dated - foreign * foreignCost;
    if (best === undefined || score > best.score) best = { entry, score };
  }
  return best;
}

/** Share of a name's words that are among the given ones. */
function shareOf(name: SourceText, words: readonly ClaimWord[]): number {
  if (name.words.length === 0) return 0;
  const keys = new Set(words.flatMap((word) => word.keys));
  return name.words.filter((word) => hasWord(word, [keys])).length / name.words.length;
}
