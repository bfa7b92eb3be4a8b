import { describe, expect, it } from 'vitest';
import { matchableText, partsOf } from '../../../src/reasoner/extractive/requirement-parts.ts';

describe('partsOf', () => {
  it.each<[string, string[][]]>([
    ['Tig and Mig; experience with tanks or pipes', [['Tig'], ['Mig'], ['experience with tanks', 'pipes']]],
    ['Degree in law, economics or history', [['Degree in law', 'economics', 'history']]],
    ['food or pharma manufacturing', [['food manufacturing', 'pharma manufacturing']]],
    ['Ovens such as Rational, Convotherm or similar', [['Ovens', 'Rational', 'Convotherm']]],
    ['Managing relationships, such as clients', [['Managing relationships']]],
  ])('parts "%s"', (requirement, parts) => {
    expect(partsOf(requirement)).toEqual(parts);
  });
});

describe('matchableText', () => {
  it.each([
    ['Swedish is an asset', 'Swedish'],
    ['Desirable: Power BI', 'Power BI'],
    ['Wedding catering would be a plus', 'Wedding catering'],
    ['Management of fixed assets', 'Management of fixed assets'],
  ])('reads "%s" as "%s"', (requirement, bare) => {
    expect(matchableText(requirement)).toBe(bare);
  });
});
