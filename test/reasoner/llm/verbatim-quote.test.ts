import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verbatimQuote } from '../../../src/reasoner/llm/verbatim-quote.ts';

const text =
  'We don’t pad.\nNight pages: 14 a week – five would be\n  honest. “Halve them”, said Łucja Brontë. A café in e\u0301te\u0301 mode';

describe('a quote is found up to what models alter', () => {
  it.each([
    ['as it stands', 'Night pages: 14 a week', 'Night pages: 14 a week'],
    ['typographic punctuation', "We don't pad.", 'We don’t pad.'],
    ['dashes and white space', 'a week - five would be honest', 'a week – five would be\n  honest'],
    ['case and accents', 'said łucja bronte', 'said Łucja Brontë'],
    ['quotation marks round it', '"Night pages: 14 a week"', 'Night pages: 14 a week'],
    ['dots for the rest', 'Night pages: 14 a week…', 'Night pages: 14 a week'],
    ['emphasis', '**Night pages**: 14 a week', 'Night pages: 14 a week'],
    ['combining accents', 'a café in été', 'A café in e\u0301te\u0301'],
  ])('%s', (_what, quote, found) => {
    expect(verbatimQuote(quote, text)).toBe(found);
  });
});

it.each([
  ['other words', 'Night pages: 14 a day'],
  ['other figures', 'Night pages: 15 a week'],
  ['an end inside a word', 'five would be hone'],
  ['nothing', '  '],
  ['next to nothing', '“.”'],
])('%s is not found', (_what, quote) => {
  expect(verbatimQuote(quote, text)).toBeUndefined();
});

it('whatever is found stands in the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string(),
      fc.nat(40),
      fc.nat(40),
      (before, after, from, length) => {
        const whole = `${before}${text}${after}`;
        const found = verbatimQuote(whole.slice(from, from + length).toUpperCase(), whole);
        expect(found === undefined || whole.includes(found)).toBe(true);
      },
    ),
  );
});
