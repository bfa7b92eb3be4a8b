import { describe, expect, it } from 'vitest';
import { countWords, tokenize } from '../../src/text/words.ts';

const texts = (text: string) => tokenize(text).map((token) => token.text);

describe('tokenize', () => {
  it.each([
    'C++',
    'C#',
    'C*',
    'F#',
    '.NET',
    'ASP.NET',
    'Node.js',
    'CI/CD',
    'TCP/IP',
    'A/B',
    'R&D',
    'P&L',
    '99.97',
    '1.1M',
    '€412k',
    '31 %',
    '12%',
    '4+',
    'GS-14',
    'e-mail',
    "don't",
    'U.S.',
    'k6',
    'int8',
    'Łódź',
    'first.last@example.com',
    'https://example.com/a?b=1',
  ])('keeps %s whole inside a sentence', (term) => {
    expect(texts(`We have (${term}), and more.`)).toEqual(['We', 'have', term, 'and', 'more']);
  });

  it('parts what only stands side by side', () => {
    expect(texts('design/development end.Next 5* and C.')).toEqual([
      'design',
      'development',
      'end',
      'Next',
      '5',
      'and',
      'C',
    ]);
  });

  it('gives offsets that cut the token out of the text', () => {
    const text = 'Gehälter: €412k (31 %) für C++ in Łódź';
    for (const { text: word, start, end, lower } of tokenize(text)) {
      expect(text.slice(start, end)).toBe(word);
      expect(lower).toBe(word.toLowerCase());
    }
  });
});

describe('countWords', () => {
  it('counts pieces between white space that hold a letter or a digit', () => {
    expect(countWords(' Cut it from 18 min → 4 min – by 78 %, at C* level ')).toBe(12);
    expect(countWords('')).toBe(0);
  });
});
