import { StrataError } from '../error.ts';
import type { TimeRange } from '../store/job-store.ts';

const hourMs = 60 * 60_000;

/** Exact durations: a day here is 24 hours, also when clocks change in between. */
const durationsMs = new Map([
  ['1h', hourMs],
  ['3h', 3 * hourMs],
  ['6h', 6 * hourMs],
  ['12h', 12 * hourMs],
  ['24h', 24 * hourMs],
  ['7d', 7 * 24 * hourMs],
]);

export interface TimeRangeWords {
  /** One of `1h`, `3h`, `6h`, `12h`, `24h`, `7d`: from so long ago, with no end. */
  since?: string;
  /**
   * ISO 8601 date or date-time: with `Z`, an offset or a `[Zone]`, or else as the clocks of `zone` show it.
   * A date is the first moment of that day.
   */
  from?: string;
  /** Likewise; the moment itself is not part of the range. */
  to?: string;
}

/**
 * What a caller means by a range of time, exact to the millisecond.
 *
 * @param nowMs milliseconds since the epoch
 * @param zone IANA zone of dates and times that name none
 * @throws StrataError `TIME_RANGE_INVALID`, `TIME_ZONE_UNKNOWN` (kind `usage`)
 */
export function parseTimeRange(words: TimeRangeWords, nowMs: number, zone = 'UTC'): TimeRange {
  assertTimeZone(zone);
  const { since, from, to } = words;
  if (since !== undefined) {
    if (from !== undefined || to !== undefined) {
      throw invalid(
        'since',
        '`since` cannot be combined with `from` or `to`',
        'give either one or the other',
      );
    }
    const durationMs = durationsMs.get(since);
    if (durationMs === undefined) {
      const allowed = [...durationsMs.keys()].join(', ');
      throw invalid('since', `"${since}" is no time span that lists know`, `give one of ${allowed}`);
    }
    return { from: nowMs - durationMs };
  }
  const range: TimeRange = {};
  if (from !== undefined) range.from = parseMoment('from', from, zone);
  if (to !== undefined) range.to = parseMoment('to', to, zone);
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to) {
    throw invalid('to', `"${to}" is not after "${from}"`, 'give a `to` that is later than `from`');
  }
  return range;
}

/**
 * Today, this week (from Monday) and this month as the clocks of a zone show them, each to its end, and all
 * time.
 *
 * @param nowMs milliseconds since the epoch
 * @throws StrataError `TIME_ZONE_UNKNOWN` (kind `usage`)
 */
export function applicationPeriods(
  nowMs: number,
  timeZone: string,
): { today: TimeRange; week: TimeRange; month: TimeRange; total: TimeRange } {
  assertTimeZone(timeZone);
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(nowMs))
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const first = today.with({ day: 1 });
  // A plain date in a zone is its first moment there, which is not always midnight nor 24 hours long.
  const startOf = (date: Temporal.PlainDate) => date.toZonedDateTime(timeZone).epochMilliseconds;
  const between = (start: Temporal.PlainDate, end: Temporal.PlainDate): TimeRange => ({
    from: startOf(start),
    to: startOf(end),
  });
  return {
    today: between(today, today.add({ days: 1 })),
    week: between(monday, monday.add({ weeks: 1 })),
    month: between(first, first.add({ months: 1 })),
    total: {},
  };
}

function parseMoment(where: 'from' | 'to', text: string, zone: string): number {
  const iso = withCalendarDate(text.trim());
  const nanoseconds = tryReading(iso, zone);
  if (nanoseconds === undefined) {
    throw invalid(
      where,
      `"${text}" is no ISO 8601 date or date-time`,
      'write it like 2026-11-22, 2026-11-22T08:30, 2026-11-22T08:30:00.250Z, 2026-11-22T08:30+01:00 or 2026-11-22T08:30[Europe/Berlin]',
    );
  }
  // Job times are whole milliseconds, so for both bounds the next whole one divides them the same way.
  const wholeMs = nanoseconds / 1_000_000n;
  const isBetween = nanoseconds > 0n && nanoseconds % 1_000_000n !== 0n;
  return Number(isBetween ? wholeMs + 1n : wholeMs);
}

function tryReading(iso: string, zone: string): bigint | undefined {
  try {
    if (iso.includes('[')) return Temporal.ZonedDateTime.from(iso, { offset: 'reject' }).epochNanoseconds;
    if (namesOffset(iso)) return Temporal.Instant.from(iso).epochNanoseconds;
    // A time that clocks skip or show twice is read as most calendars do (RFC 5545, 3.3.5).
    return Temporal.PlainDateTime.from(iso).toZonedDateTime(zone, { disambiguation: 'compatible' })
      .epochNanoseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function namesOffset(iso: string): boolean {
  const time = /[Tt ](.*)$/.exec(iso)?.[1] ?? '';
  return /[Zz+\-−]/.test(time);
}

/** Turns the ISO forms that Temporal does not read, week dates and ordinal dates, into calendar dates. */
function withCalendarDate(iso: string): string {
  const week = /^(\d{4})(-?)W(\d{2})\2([1-7])(?=$|[Tt ])/.exec(iso);
  if (week !== null) {
    const [form, year, , weekOfYear, dayOfWeek] = week;
    // 4 January is always in week 1 (ISO 8601).
    const fourth = Temporal.PlainDate.from({ year: Number(year), month: 1, day: 4 });
    const date = fourth.add({ days: (Number(weekOfYear) - 1) * 7 + Number(dayOfWeek) - fourth.dayOfWeek });
    const exists = date.weekOfYear === Number(weekOfYear) && date.yearOfWeek === Number(year);
    return exists ? date.toString() + iso.slice(form.length) : iso;
  }
  const ordinal = /^(\d{4})-?(\d{3})(?=$|[Tt ])/.exec(iso);
  if (ordinal === null) return iso;
  const [form, year, dayOfYear] = ordinal;
  const start = Temporal.PlainDate.from({ year: Number(year), month: 1, day: 1 });
  const date = start.add({ days: Number(dayOfYear) - 1 });
  return date.year === start.year ? date.toString() + iso.slice(form.length) : iso;
}

/** @throws StrataError `TIME_ZONE_UNKNOWN` (kind `usage`) */
export function assertTimeZone(zone: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  } catch (cause) {
    throw new StrataError('TIME_ZONE_UNKNOWN', `"${zone}" is no time zone`, {
      kind: 'usage',
      where: 'time zone',
      action: 'give a name of the IANA database, like Europe/Berlin, America/New_York or UTC',
      cause,
    });
  }
}

function invalid(where: string, message: string, action: string): StrataError {
  return new StrataError('TIME_RANGE_INVALID', message, { kind: 'usage', where, action });
}
