import { expect, test } from 'vitest';
import { formatDate, formatSpan } from '../../src/publishing/dates.ts';

test.each([
  ['2022', '2022'],
  ['2022-05', 'May 2022'],
  ['2022-12-31', 'Dec 2022'],
  ['2022-05-17T10:00:00Z', 'May 2022'],
  ['Spring 2022', 'Spring 2022'],
  ['2022-13', '2022-13'],
])('prints the date %s as %s', (date, printed) => {
  expect(formatDate(date)).toBe(printed);
});

test.each([
  ['2022-05', undefined, 'May 2022 – Present'],
  ['2016', '2019', '2016 – 2019'],
  ['2018-06', '2018-06-30', 'Jun 2018'],
  [undefined, '2019', '2019'],
  [undefined, undefined, ''],
])('prints the span from %s to %s as "%s"', (start, end, printed) => {
  expect(formatSpan(start, end)).toBe(printed);
});

test('leaves a span without an end open only where that means that it goes on', () => {
  expect(formatSpan('2022-05', undefined, '')).toBe('May 2022');
});
