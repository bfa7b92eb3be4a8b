import { expect, it } from 'vitest';
import { findDateSpan, toIsoDate } from '../../src/resume/dates.ts';

it.each([
  ['2021', '2021'],
  ['Sept. 2021', '2021-09'],
  ['3rd May 2021', '2021-05-03'],
  ['May 3, 2021', '2021-05-03'],
  ['09/2021', '2021-09'],
  ['2021-9', '2021-09'],
  ['2021-09-01', '2021-09-01'],
  ['Fall 2020', '2020-09'],
  ['13/2021', undefined],
  ['someday', undefined],
])('%s is %s', (written, iso) => {
  expect(toIsoDate(written)).toBe(iso);
});

it.each([
  ['Jan 2020 - Present', '2020-01', undefined, true],
  ['2019–2022', '2019', '2022', false],
  ['2019-2022', '2019', '2022', false],
  ['03.2018 bis', '2018-03', undefined, false],
  ['from 2018-03 to 2019-05', '2018-03', '2019-05', false],
  ['June – August 2018', '2018-06', '2018-08', false],
  ['since March 2020', '2020-03', undefined, true],
])('%s is a span', (text, startDate, endDate, isOpen) => {
  const span = findDateSpan(`Cook, ${text}, Cork`);
  expect([span?.startDate, span?.endDate, span?.isOpen]).toEqual([startDate, endDate, isOpen]);
});

it('figures and codes are no dates', () => {
  for (const text of ['saved 20190 euros', 'ISO9001', 'room 12', 'March of the penguins']) {
    expect(findDateSpan(text), text).toBeUndefined();
  }
});
