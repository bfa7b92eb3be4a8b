import { describe, expect, it } from 'vitest';
import { findDates, isCovered } from '../../src/grounding/dates.ts';

const found = (text: string) =>
  findDates(text).map(({ year, month, day }) =>
    [year, month, day].filter((part) => part !== undefined).join('-'),
  );

describe('findDates', () => {
  it.each([
    ['2022-05 – 2023-01', ['2022-5', '2023-1']],
    ['May 2022 – Present', ['2022-5']],
    ['05/2022 to 11/2023', ['2022-5', '2023-11']],
    ['2016–19', ['2016', '2019']],
    ['2016-2019', ['2016', '2019']],
    ['12 March 2020 and March 12, 2020 and 2020-03-12 and 12.03.2020', Array(4).fill('2020-3-12')],
    ["Sept. '21", ['2021-9']],
    ['May–June 2022', ['2022-5', '2022-6']],
  ])('reads %s', (text, dates) => expect(found(text)).toEqual(dates));

  it.each(['€2022', '2,019 people', '2019 %', '12019', 'GS-2010'])('sees no date in %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('isCovered', () => {
  it('lets a date be less exact, never more', () => {
    expect(isCovered({ year: 2022 }, { year: 2022, month: 5 })).toBe(true);
    expect(isCovered({ year: 2022, month: 5 }, { year: 2022 })).toBe(false);
    expect(isCovered({ year: 2022, month: 6 }, { year: 2022, month: 5 })).toBe(false);
  });
});
