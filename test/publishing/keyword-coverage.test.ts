import { expect, test } from 'vitest';
import { keywordCoverage } from '../../src/publishing/keyword-coverage.ts';
import type { Keyword } from '../../src/reasoner/fit.ts';

function keyword(term: string, importance: 'must' | 'nice', forms: string[] = []): Keyword {
  return { term, forms, importance, count: 1, inMaster: true };
}

test('counts every form, and a form within another only once', () => {
  const forms = ['SRE', 'Site Reliability Engineering (SRE)'];
  const text = 'SRE lead. Site Reliability Engineering (SRE) since 2019.';
  const { keywords } = keywordCoverage(text, [keyword('Site Reliability Engineering', 'must', forms)]);
  expect(keywords[0]?.inCv).toBe(3);
});

test('never takes a part of a word for a short term', () => {
  const { keywords } = keywordCoverage('Maintained email campaigns in C++', [
    keyword('AI', 'must'),
    keyword('C', 'nice'),
  ]);
  expect(keywords.map(({ inCv }) => inCv)).toEqual([0, 0]);
});

test('gives shares of must-haves and of all', () => {
  const all = [keyword('welding', 'must'), keyword('MIG', 'must'), keyword('forklift', 'nice')];
  expect(keywordCoverage('Welding of pipes', all)).toMatchObject({ must: 0.5, overall: 1 / 3 });
});

test('gives no share where there is nothing to cover', () => {
  expect(keywordCoverage('Welding', [keyword('welding', 'nice')])).toMatchObject({
    must: undefined,
    overall: 1,
  });
});
