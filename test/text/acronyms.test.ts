import { describe, expect, it } from 'vitest';
import { acronymPairs, isAcronym, spelledOut } from '../../src/text/acronyms.ts';
import { commonAcronym, commonFullForm } from '../../src/text/common-acronyms.ts';

describe('acronymPairs', () => {
  it('reads both orders of explanation', () => {
    expect(
      acronymPairs(
        'The Web Content Accessibility Guidelines (WCAG) and SLOs (service level objectives); return on investment (ROI).',
      ),
    ).toEqual([
      { acronym: 'WCAG', full: 'Web Content Accessibility Guidelines' },
      { acronym: 'SLO', full: 'service level objectives' },
      { acronym: 'ROI', full: 'return on investment' },
    ]);
  });

  it('takes no bracket that spells something else', () => {
    expect(acronymPairs('We are based in Leeds (UK) and pay well (GBP).')).toEqual([]);
  });
});

describe('spelledOut', () => {
  it('finds an acronym of one document spelled out in another', () => {
    expect(spelledOut('Set the first service level objectives, 23 of them', 'SLOs')).toBe(
      'service level objectives',
    );
    expect(spelledOut('knows the Web Content Accessibility Guidelines well', 'WCAG')).toBe(
      'Web Content Accessibility Guidelines',
    );
  });

  it('is not taken in by chance initials', () => {
    expect(spelledOut('some large orders came in late', 'SLO')).toBeUndefined();
    expect(spelledOut('in the kitchen', 'IT')).toBeUndefined();
  });
});

it('tells acronyms from words', () => {
  expect(['WCAG', 'SLOs', 'P&L', 'B2B'].every(isAcronym)).toBe(true);
  expect(['Go', 'A', 'Kubernetes', 'e-mail'].some(isAcronym)).toBe(false);
});

it('knows common acronyms of many trades both ways', () => {
  expect(commonFullForm('KPIs')).toBe('key performance indicator');
  expect(commonAcronym('Basic life support')).toBe('BLS');
  expect(commonAcronym('strange life support')).toBeUndefined();
});
