import { describe, expect, it } from 'vitest';
import { eligibilityDemand, mayLackRight } from '../../../src/reasoner/extractive/eligibility.ts';
import { languagesIn } from '../../../src/reasoner/extractive/spoken-languages.ts';
import { yearsAsked, yearsHeld } from '../../../src/reasoner/extractive/years.ts';
import { cvOf } from './support/read.ts';
import { trades } from './support/trades.ts';

const [trade] = trades;
if (trade === undefined) throw new Error('no trades');
const cv = await cvOf(trade.cv);
const living = (countryCode: string, summary = '') => ({
  ...cv,
  basics: { ...cv.basics, summary, location: { countryCode } },
});

describe('right to work', () => {
  it.each([
    ['You must have the right to work in the United Kingdom.', 'GB'],
    ['Applicants must be U.S. citizens.', 'US'],
    ['Open to anyone who is a U.S. Citizen or holds a valid green card.', 'US'],
    ['You need a work permit for Canada.', 'CA'],
  ])('reads “%s”', (text, country) => {
    const demand = eligibilityDemand(text);
    expect(demand).toMatchObject({ quote: text, country });
    if (demand === undefined) return;
    expect(mayLackRight(demand, living(country))).toBe(false);
    expect(mayLackRight(demand, living('IN'))).toBe(true);
  });

  it('believes a CV that claims the right', () => {
    const demand = eligibilityDemand('You must have the right to work in the United Kingdom.');
    if (demand === undefined) throw new Error('no demand');
    expect(mayLackRight(demand, living('IN', 'I hold the right to work in the United Kingdom.'))).toBe(false);
    expect(mayLackRight(demand, cv)).toBe(false);
  });

  it('sees no demand in citizens served or in sponsorship offered', () => {
    expect(eligibilityDemand('You improve citizen services across France.')).toBeUndefined();
    expect(eligibilityDemand('We sponsor a work permit for Canada.')).toBeUndefined();
  });
});

describe('years', () => {
  it.each([
    ['4+ years of Python', 4],
    ['At least two years on an acute ward', 2],
    ['Three or more years of machine learning', 3],
    ['Experience, five years or thereabouts', 5],
    ['2 to 5 years’ experience', 2],
    ['a five-year plan', undefined],
    ['calm under pressure', undefined],
  ])('asked in “%s”', (text, years) => {
    expect(yearsAsked(text)).toBe(years);
  });

  it('held count overlaps once', () => {
    const [role] = cv.work;
    if (role === undefined) throw new Error('no role');
    const first = { ...role, startDate: '2010-01', endDate: '2014-01' };
    const second = { ...role, startDate: '2012-01', endDate: '2016-07' };
    expect(yearsHeld([first, second], cv)).toBeCloseTo(6.5);
  });
});

it('knows languages by their capital', () => {
  expect(languagesIn('Spanish or French well enough; polish the silver; speak Polish')).toEqual([
    'Spanish',
    'French',
    'Polish',
  ]);
});
