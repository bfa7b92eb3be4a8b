import { describe, expect, it } from 'vitest';
import { containsTerm, countTerm, TermIndex } from '../../src/text/terms.ts';

describe('countTerm', () => {
  it.each([
    ['no part of another word', 'They maintain trains and said so', 'AI', 0],
    ['an acronym in any case', 'AI here, ai there', 'AI', 2],
    ['Go, not go', 'Go is used; they go and let it go', 'Go', 1],
    ['IT, not it', 'IT support says it works', 'IT', 1],
    ['C, not C++ and not C#', 'C and C++ and C#', 'C', 1],
    ['C++ and not C', 'C++ beside C', 'C++', 1],
    ['C*', 'moved C* tables', 'C*', 1],
    ['.NET in any case', '.NET Core and .net', '.NET', 2],
    ['CI/CD whole', 'CI/CD, CI and CD', 'CI/CD', 1],
    ['plurals of acronyms', 'an SLO, two SLOs', 'SLO', 2],
    ['inflections', 'reported, reports, reporting', 'report', 3],
    ['British and American spelling', 'the organisation optimised', 'organization', 1],
    ['hyphen or space', 'cross functional and cross-functional teams', 'Cross-functional team', 1],
    ['e-mail as email', 'e-mail, email', 'email', 2],
    ['policy for policies', 'two policies', 'policy', 1],
    ['no derived word', 'an excellent reaction', 'Excel', 0],
    ['no derived word', 'an excellent reaction', 'React', 0],
    ['several words in order', 'wound care, care of the wound', 'Wound care', 1],
  ])('finds %s', (_, text, term, count) => {
    expect(countTerm(text, term)).toBe(count);
    expect(new TermIndex(text).count(term)).toBe(count);
    expect(containsTerm(text, term)).toBe(count > 0);
  });

  it('counts no word twice', () => {
    expect(countTerm('test test test', 'test test')).toBe(1);
    expect(countTerm('anything', '')).toBe(0);
  });
});
