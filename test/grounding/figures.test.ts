import { describe, expect, it } from 'vitest';
import { findFigures, isSameFigure } from '../../src/grounding/figures.ts';

const values = (text: string) =>
  findFigures(text).map(({ value, unit }) => `${value}${unit === '' ? '' : ` ${unit}`}`);

function same(claimed: string, known: string): boolean {
  const [claim] = findFigures(claimed);
  const [fact] = findFigures(known);
  if (claim === undefined || fact === undefined) throw new Error(`no figure in "${claimed}" or "${known}"`);
  return isSameFigure(claim, fact);
}

describe('findFigures', () => {
  it('reads digits with currency, scale, percent and units', () => {
    expect(values('Saved €412k a year (31 %), 1.1M users, 640 ms, −5 °C, 2.4 times')).toEqual([
      '412k eur',
      '31 %',
      '1.1m',
      '640 ms',
      '-5 °c',
      '2.4 x',
    ]);
  });

  it('reads number words', () => {
    expect(values('eleven, half a dozen, twenty-one, two hundred, three million, a dozen')).toEqual([
      '11',
      '6',
      '21',
      '200',
      '3m',
      '12',
    ]);
    expect(values('doubled sales and halved waste')).toEqual(['2 x', 'half']);
  });

  it('leaves years and digits inside names alone', () => {
    expect(values('p99, k6 and A100 in May 2022, since 2019')).toEqual([]);
  });

  it('does not take "one" for a figure where it stands for a person or a thing', () => {
    expect(values('one of them, no one, the last one which failed')).toEqual([]);
    expect(values('one shift')).toEqual(['1']);
  });

  it('gives the earlier figure of a range its unit', () => {
    expect(same('47 minutes', 'from 47 to 16 minutes')).toBe(true);
    expect(same('47 hours', 'from 47 to 16 minutes')).toBe(false);
  });
});

describe('isSameFigure', () => {
  it.each([
    ['31%', '31 %'],
    ['31 percent', '31 %'],
    ['11', 'eleven'],
    ['31000', '31,000'],
    ['1.1 million', '1.1M'],
    ['$18 million', '$18M'],
    ['a 90-minute run', '90 minutes'],
    ['more than 30', 'over 30'],
    ['8,500+', 'over 8,500'],
    ['twice', 'doubled'],
    ['about 31', '31'],
    ['€412k annually', '€412k a year'],
    ['14 wards', 'took over 14 wards'],
    ['3.5 days', '3½ days'],
    ['3 1/2 days', '3½ days'],
    ['half', '½'],
    ['€45m', '45 Mio. €'],
    ['98,4 %', '98.4%'],
    ['1.234,5 kg', '1,234.5 kg'],
    ['18 microseconds', '18 μs'],
    ['at least 30', 'over 30'],
    ['30+', 'at least 30'],
    ['no more than 14', 'up to 14'],
  ])('%s is %s', (claimed, known) => expect(same(claimed, known)).toBe(true));

  it.each([
    ['30 %', '31 %'],
    ['31', '31 %'],
    ['£412k', '€412k'],
    ['€412,000', '€412k'],
    ['over 30', '30'],
    ['30', 'over 30'],
    ['200', 'some 200'],
    ['14', 'up to 14'],
    ['more than 30', 'at least 30'],
    ['3¾ days', '3½ days'],
    ['3 days', '3½ days'],
    ['5 Mrd. €', '5 Mio. €'],
    ['18 ns', '18 µs'],
    ['5 °C', '−5 °C'],
    ['3.1', '3.10'],
    ['half', '50 %'],
    ['three weeks', 'three months'],
    ['€412k a month', '€412k a year'],
    ['4,500 buyers per hour', '4,500 buyers a minute'],
  ])('%s is not %s', (claimed, known) => expect(same(claimed, known)).toBe(false));
});
