/** A date that a text names, as exactly as it names it. */
export interface FoundDate {
  start: number;
  end: number;
  year: number;
  /** 1–12 */
  month?: number;
  day?: number;
}

const monthNames = [
  'jan(?:uary)?',
  'feb(?:ruary)?',
  'mar(?:ch)?',
  'apr(?:il)?',
  'may',
  'june?',
  'july?',
  'aug(?:ust)?',
  'sept?(?:ember)?',
  'oct(?:ober)?',
  'nov(?:ember)?',
  'dec(?:ember)?',
];
const monthName = `(?:${monthNames.join('|')})`;
const year = String.raw`(?:19|20)\d{2}`;
/** A hyphen or slash before a year is fine only in a span (2016-2019). */
const notBefore = String.raw`(?<![\p{L}\p{N}.,€£$¥:]|(?<!(?:19|20)\d{2})[-/])`;
const notAfter = String.raw`(?![\p{L}\p{N}]|[.,:]\d|\s?%)`;

/** Cheap signs without which a text has no date, or none of that form; most texts are spared all patterns. */
const anyYear = /(?:19|20)\d\d|['’]\d\d/;
const anyMonthName = new RegExp(`(?<![a-z])${monthName}(?![a-z])`, 'i');

/** Most exact first: a later pattern never reads what an earlier one has read. */
const patterns: {
  pattern: RegExp;
  sign: RegExp;
  read(groups: Record<string, string | undefined>): Omit<FoundDate, 'start' | 'end'>;
}[] = [
  {
    pattern: regex(String.raw`(?<y>${year})[-/.](?<m>0[1-9]|1[0-2])[-/.](?<d>0[1-9]|[12]\d|3[01])`),
    sign: /\d{4}[-/.]\d\d[-/.]\d\d/,
    read: ({ y, m, d }) => dateOf(y, m, d),
  },
  {
    pattern: regex(
      String.raw`(?<d>\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?(?<n>${monthName})\.?,? (?<y>${year})`,
    ),
    sign: anyMonthName,
    read: ({ y, d, n }) => dateOf(y, monthOf(n), d),
  },
  {
    pattern: regex(String.raw`(?<n>${monthName})\.? (?<d>\d{1,2})(?:st|nd|rd|th)?,? (?<y>${year})`),
    sign: anyMonthName,
    read: ({ y, d, n }) => dateOf(y, monthOf(n), d),
  },
  {
    pattern: regex(String.raw`(?<d>0?[1-9]|[12]\d|3[01])[./](?<m>0?[1-9]|1[0-2])[./](?<y>${year})`),
    sign: /\d[./]\d\d?[./]\d{4}/,
    read: ({ y, m, d }) => dateOf(y, m, d),
  },
  {
    pattern: regex(`(?<y>${year})[-/](?<m>0[1-9]|1[0-2])`),
    sign: /\d{4}[-/]\d\d/,
    read: ({ y, m }) => dateOf(y, m),
  },
  {
    pattern: regex(`(?<m>0?[1-9]|1[0-2])[/.](?<y>${year})`),
    sign: /\d[/.]\d{4}/,
    read: ({ y, m }) => dateOf(y, m),
  },
  {
    pattern: regex(String.raw`(?<n>${monthName})\.?,?(?: of)? ?['’]?(?<y>${year}|(?<=['’])\d{2})`),
    sign: anyMonthName,
    read: ({ y, n }) => dateOf(fullYear(y), monthOf(n)),
  },
  { pattern: regex(`(?<y>${year})`), sign: anyYear, read: ({ y }) => dateOf(y) },
];

const anyShortSpan = /\d{4}\s?[–—/-]\s?\d\d(?!\d)/;
const shortSpan = new RegExp(
  String.raw`${notBefore}(?<from>${year})\s?[–—/-]\s?(?<to>\d{2})(?![\p{L}\p{N}]|[-./,:]\d|\s?%)`,
  'gu',
);
const anyMonthSpan = new RegExp(String.raw`(?:[–—-]|to)\s?${monthName}\.? ${year}`, 'i');
const monthSpan = new RegExp(
  String.raw`${notBefore}(?<from>${monthName})\.?\s?(?:[–—-]|to)\s?${monthName}\.? (?<y>${year})`,
  'giu',
);

/**
 * All dates in a text, in order: years 1900–2099, month and year, full dates; English month names, ISO and
 * European numeric forms. "2016–19" is two years, "May–June 2022" two months.
 */
export function findDates(text: string): FoundDate[] {
  if (!anyYear.test(text)) return [];
  const found: FoundDate[] = [];
  const add = (date: FoundDate) => {
    if (!found.some((other) => date.start < other.end && date.end > other.start)) found.push(date);
  };
  for (const { pattern, sign, read } of patterns) {
    if (!sign.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const date = read(match.groups ?? {});
      if (!Number.isNaN(date.year)) {
        add({ start: match.index, end: match.index + match[0].length, ...date });
      }
    }
  }
  for (const match of anyShortSpan.test(text) ? text.matchAll(shortSpan) : []) {
    const { from = '', to = '' } = match.groups ?? {};
    const end = match.index + match[0].length;
    const expanded = Number(from.slice(0, 2) + to);
    if (expanded >= Number(from)) add({ start: end - 2, end, year: expanded });
  }
  for (const match of anyMonthSpan.test(text) ? text.matchAll(monthSpan) : []) {
    const { from = '', y = '' } = match.groups ?? {};
    add({ start: match.index, end: match.index + from.length, ...dateOf(y, monthOf(from)) });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Words for "still running" in a span of time. */
export const openEnd =
  /(?<![\p{L}\p{N}])(?:present|now|today|current(?:ly)?|ongoing|to date|till date|heute|aujourd['’]hui|actualidad|heden|obecnie)(?![\p{L}\p{N}])/iu;

/** Whether a claimed date says nothing beyond a known one: equal, or less exact ("2022" for May 2022). */
export function isCovered(
  claimed: Omit<FoundDate, 'start' | 'end'>,
  known: Omit<FoundDate, 'start' | 'end'>,
) {
  return (
    claimed.year === known.year &&
    (claimed.month === undefined || claimed.month === known.month) &&
    (claimed.day === undefined || claimed.day === known.day)
  );
}

function regex(body: string): RegExp {
  return new RegExp(`${notBefore}${body}${notAfter}`, 'giu');
}

function dateOf(y?: string, month?: string | number, day?: string): Omit<FoundDate, 'start' | 'end'> {
  return {
    year: Number(y),
    ...(month === undefined ? {} : { month: Number(month) }),
    ...(day === undefined ? {} : { day: Number(day) }),
  };
}

function monthOf(name = ''): number {
  const lower = name.toLowerCase();
  return monthNames.findIndex((pattern) => new RegExp(`^${pattern}$`, 'u').test(lower)) + 1;
}

function fullYear(y = ''): string {
  if (y.length !== 2) return y;
  return Number(y) > 50 ? `19${y}` : `20${y}`;
}
