import { monthNamed, monthPattern, presentPattern } from './month-names.ts';

const seasons: Record<string, string> = {
  spring: '03',
  summer: '06',
  autumn: '09',
  fall: '09',
  winter: '12',
};

const year = '(?:(?:19|20)\\d{2})';
const oneDate = `(?:${year}-\\d{2}-\\d{2}|${year}[-/.](?:0?[1-9]|1[0-2])(?!\\d)|(?:0?[1-9]|1[0-2])[-/.]${year}|(?:\\d{1,2}(?:st|nd|rd|th)?\\s+)?${monthPattern}(?:\\s+\\d{1,2}(?:st|nd|rd|th)?)?,?\\s*['’]?${year}|(?:spring|summer|autumn|fall|winter)\\s+${year}|${year})`;
const joint = '(?:bis|au|à|al?|do|tot|till|until|through|to)';
const separator = `\\s*(?:(?:-|–|—|−)(?:\\s*${joint}(?=\\s))?|(?<=\\s)${joint}(?=\\s))\\s*`;
const since = '(?:since|seit|depuis|desde|od|sinds|sedan|siden)';

const rangePattern = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?:from|ab|dal|${since})\\s+)?(?<start>${oneDate}|${monthPattern})(?:${separator}(?<end>${oneDate}|${presentPattern}|\\d{2}(?!\\d)))?(?![\\p{L}\\p{N}])`,
  'giu',
);
const sincePattern = new RegExp(`^${since}\\s`, 'i');
const presentAlone = new RegExp(`^${presentPattern}$`, 'iu');

export interface DateSpan {
  /** ISO: `2021`, `2021-09` or `2021-09-01`. */
  startDate?: string;
  /** Absent while `isOpen`. */
  endDate?: string;
  isOpen: boolean;
  /** Offsets of the span in the text. */
  start: number;
  end: number;
}

/** Finds the first date or span of dates in a text: "Jan 2020 - Present", "2019–2022", "03/2018 bis heute". */
export function findDateSpan(text: string): DateSpan | undefined {
  for (const match of text.matchAll(rangePattern)) {
    const span = spanOf(match);
    // A month's name alone is no date, yet one may follow it: "May Street Clinic, 2019".
    if (span !== undefined) return span;
  }
  return undefined;
}

function spanOf(match: RegExpExecArray): DateSpan | undefined {
  const { start: from = '', end: until } = match.groups ?? {};
  const isOpen = until === undefined ? sincePattern.test(match[0]) : presentAlone.test(until);
  const endDate = until === undefined || isOpen ? undefined : toIsoDate(shortYear(until, from));
  // "June – August 2021": the year stands once, at the end.
  const startDate = toIsoDate(/\d{4}/.test(from) ? from : `${from} ${endDate?.slice(0, 4) ?? ''}`);
  if (startDate === undefined) return undefined;
  const offsets = { start: match.index, end: match.index + match[0].length };
  return { startDate, ...(endDate === undefined ? {} : { endDate }), isOpen, ...offsets };
}

/** "2019–21" */
function shortYear(until: string, from: string): string {
  const century = /(19|20)\d{2}/.exec(from)?.[1] ?? '20';
  return /^\d{2}$/.test(until) ? `${century}${until}` : until;
}

/** A date as people write it as ISO, as exact as it was written; undefined when it is none. */
export function toIsoDate(written: string): string | undefined {
  const text = written.trim().toLowerCase();
  const iso = /^((?:19|20)\d{2})(?:[-/.](\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  if (iso !== null) return joined(iso[1], iso[2], iso[3]);
  const numeric = /^(\d{1,2})[-/.]((?:19|20)\d{2})$/.exec(text);
  if (numeric !== null) return joined(numeric[2], numeric[1], undefined);
  const named = /(?:19|20)\d{2}/.exec(text)?.[0];
  const word = /\p{L}+/u.exec(text.replace(/\d+(?:st|nd|rd|th)/g, ''))?.[0] ?? '';
  const month = monthNamed(word);
  if (named === undefined) return undefined;
  if (month !== undefined)
    return joined(named, String(month), /(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)/.exec(text)?.[1]);
  const season = seasons[word];
  return season === undefined ? undefined : `${named}-${season}`;
}

function joined(
  yearText: string | undefined,
  month: string | undefined,
  day: string | undefined,
): string | undefined {
  if (yearText === undefined) return undefined;
  if (month === undefined) return yearText;
  if (Number(month) < 1 || Number(month) > 12) return undefined;
  const date = `${yearText}-${month.padStart(2, '0')}`;
  return day === undefined || Number(day) < 1 || Number(day) > 31 ? date : `${date}-${day.padStart(2, '0')}`;
}
