import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDay, daysBefore } from '../../../src/guardrails/budget/calendar.ts';

const hourMs = 60 * 60_000;
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Santiago',
];

describe('the calendar', () => {
  it('has days of 23 and 25 hours where clocks change', () => {
    const length = (ms: number) => {
      const { day } = calendarDay(ms, 'Europe/Berlin');
      return (day.toMs - day.fromMs) / hourMs;
    };
    expect(length(Date.UTC(2026, 2, 29, 12))).toBe(23);
    expect(length(Date.UTC(2026, 9, 25, 12))).toBe(25);
    expect(length(Date.UTC(2026, 6, 1, 12))).toBe(24);
  });

  it('begins a day at its first moment where midnight is skipped', () => {
    // In Santiago the clocks went from 24:00 on 5 September 2026 to 01:00.
    const { day } = calendarDay(Date.UTC(2026, 8, 6, 12), 'America/Santiago');
    expect(day).toMatchObject({ key: '2026-09-06', fromMs: Date.UTC(2026, 8, 6, 4) });
  });

  it('ends months with their last day, in leap years too', () => {
    expect(calendarDay(Date.UTC(2028, 1, 29, 12), 'UTC').month).toEqual({
      key: '2028-02',
      fromMs: Date.UTC(2028, 1, 1),
      toMs: Date.UTC(2028, 2, 1),
    });
  });

  it('has each moment in exactly one day of one month, and days that join', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0) }), fc.constantFrom(...zones), (ms, zone) => {
        const { day, month } = calendarDay(ms, zone);
        expect(day.fromMs <= ms && ms < day.toMs).toBe(true);
        expect(month.fromMs <= day.fromMs && day.toMs <= month.toMs).toBe(true);
        expect(day.key.startsWith(month.key)).toBe(true);
        expect(calendarDay(day.toMs, zone).day.fromMs).toBe(day.toMs);
        const [yesterday, before] = daysBefore(ms, 2, zone);
        expect(yesterday?.toMs).toBe(day.fromMs);
        expect(before?.toMs).toBe(yesterday?.fromMs);
      }),
      { numRuns: 300 },
    );
  });
});
