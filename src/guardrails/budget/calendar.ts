import type { BudgetPeriod } from './budget.ts';

/** One period of the calendar: half-open, milliseconds since the epoch. */
export interface Period {
  /** As account names say it: `2026-11-23`, `2026-11`, or nothing for `total`. */
  key: string;
  fromMs?: number;
  toMs?: number;
}

/** The day and month that a moment lies in, as the clocks of a zone show them. */
export interface CalendarDay {
  day: { key: string; fromMs: number; toMs: number };
  month: { key: string; fromMs: number; toMs: number };
}

/**
 * Days begin at the zone's first moment of the date, which is not always midnight, nor 24 hours after the last.
 *
 * @throws RangeError for an unknown zone
 */
export function calendarDay(ms: number, timeZone: string): CalendarDay {
  const date = Temporal.Instant.fromEpochMilliseconds(Math.floor(ms))
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const first = date.with({ day: 1 });
  const startOf = (each: Temporal.PlainDate) => each.toZonedDateTime(timeZone).epochMilliseconds;
  return {
    day: { key: date.toString(), fromMs: startOf(date), toMs: startOf(date.add({ days: 1 })) },
    month: {
      key: first.toPlainYearMonth().toString(),
      fromMs: startOf(first),
      toMs: startOf(first.add({ months: 1 })),
    },
  };
}

const total: Period = { key: '' };

export function periodOf(period: BudgetPeriod, { day, month }: CalendarDay): Period {
  switch (period) {
    case 'day':
      return day;
    case 'month':
      return month;
    case 'total':
      return total;
  }
}

/** The starts of the calendar days before a moment, newest first, each with its end. */
export function daysBefore(ms: number, count: number, timeZone: string): CalendarDay['day'][] {
  const days: CalendarDay['day'][] = [];
  let { fromMs } = calendarDay(ms, timeZone).day;
  for (let index = 0; index < count; index++) {
    const { day } = calendarDay(fromMs - 1, timeZone);
    days.push(day);
    fromMs = day.fromMs;
  }
  return days;
}
