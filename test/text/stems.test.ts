import { expect, it } from 'vitest';
import { isEverydayWord, rarityOf } from '../../src/text/rarity.ts';
import { isStopWord, stemOf } from '../../src/text/stems.ts';

it('gives inflections and spellings of a word one stem', () => {
  expect(new Set(['manage', 'managed', 'managing'].map(stemOf)).size).toBe(1);
  expect(new Set(['organise', 'organizing'].map(stemOf)).size).toBe(1);
  expect(new Set(['labelling', 'labeling'].map(stemOf)).size).toBe(1);
});

it('keeps unrelated words apart and terms as they are', () => {
  expect(stemOf('accountant')).not.toBe(stemOf('account'));
  expect(stemOf('policy')).not.toBe(stemOf('police'));
  expect(stemOf('C++')).toBe('c++');
  expect(stemOf('k6')).toBe('k6');
});

it('knows function words', () => {
  expect(['The', 'would', 'don’t', 'e.g.'].every(isStopWord)).toBe(true);
  expect(isStopWord('nurse')).toBe(false);
});

it('ranks words from everyday to unknown', () => {
  const rarities = ['the', 'team', 'nurse', 'ventilator', 'kubernetes'].map(rarityOf);
  expect(rarities).toEqual(rarities.toSorted((one, other) => one - other));
  expect(rarityOf('the')).toBeLessThan(0.1);
  expect(rarityOf('kubernetes')).toBe(1);
  expect(rarityOf('nurses')).toBeCloseTo(rarityOf('nurse'), 1);
  expect(isEverydayWord('coffee')).toBe(true);
  expect(isEverydayWord('kubernetes')).toBe(false);
});
