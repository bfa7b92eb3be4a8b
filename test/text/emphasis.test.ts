import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripEmphasis } from '../../src/text/emphasis.ts';

describe('stripping emphasis', () => {
  it.each([
    ['**Led** a team of *12*', 'Led a team of 12'],
    ['__Led__ a _team_', 'Led a team'],
    ['***all of it***', 'all of it'],
    ['**bold with *italic* inside** and after', 'bold with italic inside and after'],
    ['**bold *it***', 'bold it'],
    ['run `npm test` first', 'run npm test first'],
    ['see [the site](https://example.org/a_b(c)) now', 'see the site now'],
    ['a ![map](m.png) of it', 'a map of it'],
    ['(**Requirements:**)', '(Requirements:)'],
    ['at <https://example.org/x_y>', 'at https://example.org/x_y'],
  ])('takes markup out of %j', (marked, plain) => {
    expect(stripEmphasis(marked)).toBe(plain);
  });

  it.each([
    'C* and D* algorithms',
    'a 5* hotel and a 4* one',
    'snake_case_name and __dunder',
    'jane_q_doe@example.org',
    '*nix servers',
    'passes **kwargs on',
    '2 * 3 * 4 = 24',
    'a*b*c',
    '* a bullet',
    '**** hidden ****',
    'Best Place[s] to Work',
    'f(x) [y] (z)',
    "it's a back` tick",
  ])('leaves %j as it is', (text) => {
    expect(stripEmphasis(text)).toBe(text);
  });

  it('keeps the star of a name inside bold text', () => {
    expect(stripEmphasis('knows **C*** well')).toBe('knows C* well');
  });

  const pieces = array(
    constantFrom('*', '**', '_', '__', '`', ' ', 'a', 'Ż', '7', '.', '\n', '(', ')', '-', '[', ']'),
  );
  const letters = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

  it('is idempotent and drops no letter or digit', () => {
    assert(
      property(pieces, (parts) => {
        const text = parts.join('').replaceAll('](', '] (');
        const once = stripEmphasis(text);
        expect(stripEmphasis(once)).toBe(once);
        expect(letters(once)).toBe(letters(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves text without marks alone', () => {
    assert(
      property(string({ unit: 'grapheme' }), (raw) => {
        const text = raw.replaceAll(/[*_`[\]<]/g, '');
        expect(stripEmphasis(text)).toBe(text);
      }),
    );
  });
});
