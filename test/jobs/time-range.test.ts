import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applicationPeriods, parseTimeRange } from '../../src/jobs/time-range.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const now = Date.UTC(2026, 10, 22, 8, 30, 15, 250);

/** Zones east and west of UTC, with and without summer time, at whole, half and three-quarter hours. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Marquesas',
  'America/Santiago',
  'Africa/Casablanca',
];

function at(iso: string): number {
  return Temporal.Instant.from(iso).epochMilliseconds;
}

function contains(range: { from?: number; to?: number }, time: number): boolean {
  return time >= (range.from ?? -Infinity) && time < (range.to ?? Infinity);
}

describe('since', () => {
  test.each([
    ['1h', 1],
    ['3h', 3],
    ['6h', 6],
    ['12h', 12],
    ['24h', 24],
    ['7d', 168],
  ])('%s goes back exactly %d hours', (since, hours) => {
    expect(parseTimeRange({ since }, now)).toEqual({ from: now - hours * hourMs });
  });

  test.each([
    ['before summer time begins in Berlin', '2026-03-29T01:30:00Z', 'Europe/Berlin'],
    ['after summer time ends in Berlin', '2026-10-25T01:30:00Z', 'Europe/Berlin'],
    ['after summer time begins in New York', '2026-03-08T07:30:00Z', 'America/New_York'],
    ['after summer time begins in Sydney', '2026-10-03T16:30:00Z', 'Australia/Sydney'],
    ['after summer time ends in Sydney', '2026-04-04T16:30:00Z', 'Australia/Sydney'],
    ['after the half-hour change on Lord Howe', '2026-10-03T15:45:00Z', 'Australia/Lord_Howe'],
    ['in the far east', '2026-06-01T00:00:00Z', 'Pacific/Kiritimati'],
    ['in the far west', '2026-06-01T00:00:00Z', 'Pacific/Midway'],
  ])('a job 61 minutes old is not in the last hour %s', (_, iso, zone) => {
    const range = parseTimeRange({ since: '1h' }, at(iso), zone);
    expect(contains(range, at(iso) - 61 * minuteMs)).toBe(false);
    expect(contains(range, at(iso) - 59 * minuteMs)).toBe(true);
    expect(contains(range, at(iso) - 60 * minuteMs)).toBe(true);
    expect(contains(range, at(iso) - 60 * minuteMs - 1)).toBe(false);
  });

  test('24h is 24 hours on a day of 23 and of 25', () => {
    for (const iso of ['2026-03-29T12:00:00Z', '2026-10-25T12:00:00Z']) {
      expect(parseTimeRange({ since: '24h' }, at(iso), 'Europe/Berlin').from).toBe(at(iso) - 24 * hourMs);
    }
  });

  test.each(['2h', '1H', '', '60m', '7', '7d ', 'constructor'])(
    '"%s" is refused with the allowed values',
    (since) => {
      expect(() => parseTimeRange({ since }, now)).toThrow(
        expect.objectContaining({
          code: 'TIME_RANGE_INVALID',
          kind: 'usage',
          action: 'give one of 1h, 3h, 6h, 12h, 24h, 7d',
        }),
      );
    },
  );

  test('together with from or to it is refused', () => {
    for (const rest of [{ from: '2026-01-01' }, { to: '2026-01-01' }]) {
      expect(() => parseTimeRange({ since: '1h', ...rest }, now)).toThrow(
        expect.objectContaining({ code: 'TIME_RANGE_INVALID' }),
      );
    }
  });
});

describe('from and to', () => {
  test.each([
    ['2026-11-22', 'UTC', '2026-11-22T00:00:00Z'],
    ['2026-11-22', 'Asia/Kathmandu', '2026-11-21T18:15:00Z'],
    ['20261122', 'UTC', '2026-11-22T00:00:00Z'],
    ['2026-W47-7', 'UTC', '2026-11-22T00:00:00Z'],
    ['2026W477T0830', 'Europe/Berlin', '2026-11-22T07:30:00Z'],
    ['2021-W01-1', 'UTC', '2021-01-04T00:00:00Z'],
    ['2020-W53-5', 'UTC', '2021-01-01T00:00:00Z'],
    ['2026-326', 'UTC', '2026-11-22T00:00:00Z'],
    ['2024366', 'UTC', '2024-12-31T00:00:00Z'],
    ['2026-11-22T08:30', 'UTC', '2026-11-22T08:30:00Z'],
    ['2026-11-22 08:30', 'America/St_Johns', '2026-11-22T12:00:00Z'],
    ['20261122T083000', 'UTC', '2026-11-22T08:30:00Z'],
    ['2026-11-22T08:30:00.257', 'Asia/Kolkata', '2026-11-22T03:00:00.257Z'],
    ['2026-11-22T08:30:00,257Z', 'Asia/Kolkata', '2026-11-22T08:30:00.257Z'],
    ['2026-11-22T08:30:00z', 'Asia/Kolkata', '2026-11-22T08:30:00Z'],
    ['2026-11-22T08:30+05:45', 'UTC', '2026-11-22T02:45:00Z'],
    ['2026-11-22T08:30-0330', 'UTC', '2026-11-22T12:00:00Z'],
    ['2026-11-22T08+01', 'UTC', '2026-11-22T07:00:00Z'],
    ['2026-11-22T08:30[Pacific/Chatham]', 'UTC', '2026-11-21T18:45:00Z'],
    ['2026-07-01T08:30+02:00[Europe/Berlin]', 'UTC', '2026-07-01T06:30:00Z'],
    // Clocks go from 2:00 to 3:00, and back from 3:00 to 2:00.
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['2026-10-25T02:30+01:00', 'Europe/Berlin', '2026-10-25T01:30:00Z'],
    // Midnight did not exist in Santiago on this day.
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(parseTimeRange({ from: text }, now, zone)).toEqual({ from: at(expected) });
    expect(parseTimeRange({ to: text }, now, zone)).toEqual({ to: at(expected) });
  });

  test('parts of a millisecond divide whole milliseconds where they lie', () => {
    expect(parseTimeRange({ from: '1970-01-01T00:00:00.0005Z' }, now)).toEqual({ from: 1 });
    expect(parseTimeRange({ to: '1969-12-31T23:59:59.9985Z' }, now)).toEqual({ to: -1 });
  });

  test.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-11',
    '2026-W54-1',
    '2025-W53-1',
    '2025-366',
    '2026-000',
    '22.11.2026',
    '11/22/2026',
    '1764000000000',
    '2026-11-22T25:00',
    '2026-11-22T08:30 02:00',
    '2026-11-22T08:30[Mars/Olympus]',
    '2026-07-01T08:30+05:00[Europe/Berlin]',
    '08:30',
  ])('"%s" is refused', (text) => {
    expect(() => parseTimeRange({ from: text }, now)).toThrow(
      expect.objectContaining({ code: 'TIME_RANGE_INVALID', kind: 'usage', where: 'from' }),
    );
  });

  test('a range that is empty or turned round is refused', () => {
    for (const to of ['2026-01-01T00:00Z', '2025-12-31']) {
      expect(() => parseTimeRange({ from: '2026-01-01', to }, now)).toThrow(
        expect.objectContaining({ code: 'TIME_RANGE_INVALID', where: 'to' }),
      );
    }
    expect(parseTimeRange({ from: '2026-01-01T00:00+01:00', to: '2026-01-01T00:00Z' }, now)).toEqual({
      from: at('2025-12-31T23:00:00Z'),
      to: at('2026-01-01T00:00:00Z'),
    });
  });

  test('nothing said is all time', () => {
    expect(parseTimeRange({}, now)).toEqual({});
  });

  test('an unknown zone is refused', () => {
    for (const zone of ['Mars/Olympus', '', 'Europe/Berlín']) {
      expect(() => parseTimeRange({ from: '2026-01-01' }, now, zone)).toThrow(
        expect.objectContaining({ code: 'TIME_ZONE_UNKNOWN', kind: 'usage' }),
      );
      expect(() => applicationPeriods(now, zone)).toThrow(
        expect.objectContaining({ code: 'TIME_ZONE_UNKNOWN' }),
      );
    }
  });

  test('every millisecond is read back from every way of writing it', () => {
    const moments = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(moments, fc.constantFrom(...zones), (timeMs, zone) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(timeMs).toZonedDateTimeISO(zone);
        const writings = [
          zoned.toString(),
          zoned.toInstant().toString(),
          zoned.toString({ timeZoneName: 'never' }),
        ];
        for (const from of writings)
          expect(parseTimeRange({ from }, now, 'Asia/Tokyo')).toEqual({ from: timeMs });
      }),
    );
  });
});

describe('periods of statistics', () => {
  test('a day has 23 or 25 hours where clocks change, in both hemispheres', () => {
    const hoursOf = (iso: string, zone: string) => {
      const { from, to } = applicationPeriods(at(iso), zone).today;
      return ((to ?? 0) - (from ?? 0)) / hourMs;
    };
    expect(hoursOf('2026-03-29T12:00:00Z', 'Europe/Berlin')).toBe(23);
    expect(hoursOf('2026-10-25T12:00:00Z', 'Europe/Berlin')).toBe(25);
    expect(hoursOf('2026-10-04T02:00:00Z', 'Australia/Sydney')).toBe(23);
    expect(hoursOf('2026-04-05T02:00:00Z', 'Australia/Sydney')).toBe(25);
    expect(hoursOf('2026-04-05T02:00:00Z', 'Australia/Lord_Howe')).toBe(24.5);
    expect(hoursOf('2026-11-22T12:00:00Z', 'Asia/Kathmandu')).toBe(24);
  });

  test('weeks begin on Monday and months on the first, in the zone', () => {
    // Sunday evening in UTC is Monday morning in Chatham.
    const periods = applicationPeriods(at('2026-11-01T18:00:00Z'), 'Pacific/Chatham');
    expect(periods).toEqual({
      today: { from: at('2026-11-01T10:15:00Z'), to: at('2026-11-02T10:15:00Z') },
      week: { from: at('2026-11-01T10:15:00Z'), to: at('2026-11-08T10:15:00Z') },
      month: { from: at('2026-10-31T10:15:00Z'), to: at('2026-11-30T10:15:00Z') },
      total: {},
    });
    const western = applicationPeriods(at('2026-11-01T03:00:00Z'), 'America/Denver');
    expect(western.month).toEqual({ from: at('2026-10-01T06:00:00Z'), to: at('2026-11-01T06:00:00Z') });
    expect(western.week).toEqual({ from: at('2026-10-26T06:00:00Z'), to: at('2026-11-02T07:00:00Z') });
  });

  test('any moment lies in its day, the day in its week and month, on quarters of an hour', () => {
    const moments = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(moments, fc.constantFrom(...zones), (timeMs, zone) => {
        const { today, week, month } = applicationPeriods(timeMs, zone);
        for (const period of [today, week, month]) {
          expect(contains(period, timeMs)).toBe(true);
          expect((period.from ?? 1) % (15 * minuteMs)).toBe(0);
          expect((period.to ?? 1) % (15 * minuteMs)).toBe(0);
          expect(period.from ?? 0).toBeLessThanOrEqual(today.from ?? 0);
          expect(period.to ?? 0).toBeGreaterThanOrEqual(today.to ?? 0);
        }
        const first = Temporal.Instant.fromEpochMilliseconds(week.from ?? 0).toZonedDateTimeISO(zone);
        expect(first.dayOfWeek).toBe(1);
        // The next day begins where this one ends.
        expect(applicationPeriods(today.to ?? 0, zone).today.from).toBe(today.to);
        expect(applicationPeriods((today.from ?? 0) - 1, zone).today.to).toBe(today.from);
      }),
    );
  });
});
