import { expect, it } from 'vitest';
import { readPosting } from '../../src/posting/read-posting.ts';
import { draftCv } from '../../src/reasoner/extractive/draft-cv.ts';
import { ExtractiveReasoner } from '../../src/reasoner/extractive/extractive-reasoner.ts';
import { readCv } from '../../src/resume/read-cv.ts';

const limits = { maxBytes: 1_000_000 };

it.each([
  ['a tab', '\t'],
  ['four spaces', '    '],
])('bullets behind %s stay bullets of their role', async (_name, indent) => {
  for (const gap of ['\n', '\n\n']) {
    const text = [
      'Ida Holm\nida@example.com\n\nEXPERIENCE\n\nDriver, Northway Haulage\nMay 2016 - Present',
      `${indent}- Carried 100 pallets a day\n${indent}- Trained 5 new drivers\n`,
      `Porter, Travis Timber\n2011 - 2016`,
      `${indent}- Stacked 200 planks\n`,
    ].join(gap);
    const cv = await readCv({ name: 'cv.txt', text }, limits);
    expect(cv.work.map(({ name, bullets }) => [name, bullets.map((bullet) => bullet.text)])).toEqual([
      ['Northway Haulage', ['Carried 100 pallets a day', 'Trained 5 new drivers']],
      ['Travis Timber', ['Stacked 200 planks']],
    ]);
  }
});

it('bullets below bullets stay below them', async () => {
  const text =
    '# Ida Holm\n\n## Experience\n\n### Driver, Northway Haulage\n\n2016 - Present\n\n- Drove\n    - by night\n- Loaded\n';
  const cv = await readCv({ name: 'cv.md', text }, limits);
  expect(cv.work[0]?.bullets.map((bullet) => bullet.text)).toEqual(['Drove', 'by night', 'Loaded']);
});

it('a gap in the work does not become the summary', async () => {
  const cv = await readCv(
    {
      name: 'cv.json',
      text: JSON.stringify({
        basics: { name: 'Ida Holm' },
        work: [
          {
            name: 'Northway',
            position: 'Driver',
            startDate: '2016',
            highlights: ['Carried 100 pallets a day'],
          },
          { name: 'Career break', startDate: '2014', endDate: '2016', summary: 'Caring for my mother.' },
        ],
      }),
    },
    limits,
  );
  const posting = await readPosting(
    {
      name: 'posting.md',
      text: '# Driver\n\nWe look for a driver who carries pallets by day and by night, all over the county, in our own lorries.\n\n## Requirements\n\n- Carry pallets\n- Drive a lorry\n',
    },
    limits,
  );
  const context = { signal: new AbortController().signal, scope: { user: 'local' } };
  const reasoner = new ExtractiveReasoner();
  const painPoints = await reasoner.findPainPoints({ posting }, context);
  const fit = await reasoner.assessFit({ posting, painPoints, cv }, context);
  expect(draftCv({ posting, fit, cv }).summary).toEqual([]);
});

it('a very long list does not leave marks in the title', async () => {
  const text = `# Head Chef\n\nCompany: Bistro Nine\n\n## Requirements\n\n${'- Lead the kitchen and control stock every day\n'.repeat(450)}`;
  expect((await readPosting({ name: 'posting.md', text }, limits)).title).toBe('Head Chef');
});
