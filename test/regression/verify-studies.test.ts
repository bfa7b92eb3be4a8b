import { expect, it } from 'vitest';
import { verifyCv } from '../../src/grounding/verify.ts';
import { readCv } from '../../src/resume/read-cv.ts';

const cv = {
  basics: { name: 'Ida Holm' },
  work: [
    {
      name: 'Fjordbageri',
      position: 'Baker',
      startDate: '2015-02',
      highlights: ['Baked 900 loaves a night'],
    },
  ],
  education: [
    {
      institution: 'Nordhavn Tekniske Skole',
      area: 'Food Science',
      studyType: 'Master of Engineering',
      startDate: '2012-09',
      endDate: '2014-06',
      score: '4.5 of 5',
    },
    {
      institution: 'Nordhavn Tekniske Skole',
      area: 'Food Science',
      studyType: 'Bachelor of Engineering',
      startDate: '2009-09',
      endDate: '2012-06',
    },
  ],
};
const limits = { maxBytes: 100_000 };
const asInput = (data: unknown) => ({ name: 'cv.json', text: JSON.stringify(data, null, 2) });

it('the score of one study is not taken for that of the next at the same school', async () => {
  const master = await readCv(asInput(cv), limits);
  expect((await verifyCv({ cv: asInput(cv), master })).findings).toEqual([]);
});

it('a score moved to another study is still found out', async () => {
  const master = await readCv(asInput(cv), limits);
  const [first, second] = cv.education;
  const { score: _, ...unscored } = first ?? {};
  const moved = { ...cv, education: [unscored, { ...second, score: '4.5 of 5' }] };
  const { covered, findings } = await verifyCv({ cv: asInput(moved), master });
  expect(covered).toBe(false);
  expect(findings.map(({ kind }) => kind)).toContain('figure');
});
