import { describe, expect, it } from 'vitest';
import { checkCv } from '../../../../src/grounding/check-cv.ts';
import { verifyCv } from '../../../../src/grounding/verify.ts';
import { tailorCv } from '../../../../src/pipelines/application/cv/tailor.ts';
import { cvLines } from '../../../../src/publishing/cv-lines.ts';
import { cvMarkdown } from '../../../../src/publishing/cv-markdown.ts';
import type { TailoredCv } from '../../../../src/reasoner/tailored-cv.ts';
import type { ResumeDocument } from '../../../../src/resume/resume-document.ts';
import { limits, masterOf, pairOf, postingOf } from './support/pairs.ts';

const posting = await postingOf(`# Diving Instructor

Kelp Forest Diving teaches beginners off the north coast.

## You bring

- Boat handling licence for rigid inflatable boats
- Experience of teaching beginners to dive
- Maintenance of compressors
`);

const diver: ResumeDocument = {
  basics: { name: 'Runa Eide', email: 'runa@example.org' },
  work: [
    {
      name: 'Sund Divers',
      position: 'Diving Instructor',
      startDate: '2018-03',
      highlights: ['Taught 340 beginners to dive', 'Maintained two compressors'],
    },
  ],
  interests: [{ name: 'Music', keywords: ['cello', 'choir'] }],
  references: [{ name: 'Odd Lund', reference: 'Runa never lost a student.' }],
  extra: [
    { heading: 'Military Service', bullets: ['Clearance diver, Royal Navy reserve, 2012–2016'] },
    {
      heading: 'Boats',
      bullets: ['Boat handling licence for rigid inflatable boats, 2019', 'Own a rowing boat'],
    },
  ],
};

function textOf(cv: TailoredCv): string[] {
  return cvLines(cv).map(({ text }) => text);
}

describe('sections of the master’s own', () => {
  it('are printed under their headings, those first that answer the posting', () => {
    const pair = pairOf(posting, masterOf(diver));
    const cv = tailorCv({ ...pair, limits });
    const lines = cvLines(cv);
    expect(lines.filter(({ kind }) => kind === 'heading').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Boats', 'Military Service', 'Interests']),
    );
    expect(cv.extra.map(({ heading }) => heading)).toEqual(['Boats', 'Military Service']);
    expect(textOf(cv)).toContain('Clearance diver, Royal Navy reserve, 2012–2016');
    expect(textOf(cv)).toContain('Music: cello, choir');
    expect(textOf(cv).join('\n')).not.toContain('Odd Lund');
    expect(checkCv(cv, pair.cv, pair.fit.keywords)).toEqual([]);
  });

  it('are read back as covered by the master', async () => {
    const pair = pairOf(posting, masterOf(diver));
    const text = cvMarkdown(tailorCv({ ...pair, limits }));
    const { findings } = await verifyCv({ cv: { name: 'cv.md', text }, master: pair.cv });
    expect(findings).toEqual([]);
  });

  it('give way to bullets where space is short, but for what is asked', () => {
    const highlights = Array.from(
      { length: 60 },
      (_none, at) => `Taught group ${at + 1} of beginners to dive in cold water off island number ${at + 7}`,
    );
    const work = [{ ...diver.work?.[0], name: 'Sund Divers', highlights }];
    const cv = tailorCv({ ...pairOf(posting, masterOf({ ...diver, work })), limits });
    expect(cv.extra).toEqual([
      {
        sourceId: 'x2',
        heading: 'Boats',
        bullets: [{ text: 'Boat handling licence for rigid inflatable boats, 2019', sources: ['x2.b1'] }],
      },
    ]);
    expect(cv.interests).toEqual([]);
    expect(cv.wordCount).toBeLessThanOrEqual(limits.maxWords);
  });

  it('fit on the page however many there are', () => {
    const extra = Array.from({ length: 400 }, (_none, at) => ({
      heading: `Club ${at}`,
      bullets: [`Member number ${at}`, `Boat handling licence ${at}`],
    }));
    const cv = tailorCv({ ...pairOf(posting, masterOf({ ...diver, extra })), limits });
    expect(cv.extra.length).toBeGreaterThan(0);
    expect(cvMarkdown(cv).match(/\S+/g)?.length).toBeLessThanOrEqual(limits.maxWords);
  });
});

describe('interests', () => {
  it('take one line at most', () => {
    const interests = Array.from({ length: 12 }, (_none, at) => ({
      name: `Pastime ${at}`,
      keywords: ['outdoors', 'indoors'],
    }));
    const cv = tailorCv({ ...pairOf(posting, masterOf({ ...diver, interests })), limits });
    const line = textOf(cv).find((text) => text.startsWith('Pastime')) ?? '';
    expect(line.split(' ').length).toBeGreaterThan(3);
    expect(line.split(' ').length).toBeLessThanOrEqual(20);
  });
});

describe('a tailored CV whose own sections say what the master does not', () => {
  it.each([
    ['a heading', { heading: 'Submarines', text: 'Own a rowing boat', source: 'x2.b2' }, 'extra[0].heading'],
    ['a line', { heading: 'Boats', text: 'Own a motor yacht', source: 'x2.b2' }, 'extra[0].bullets[0]'],
    [
      'another section',
      { heading: 'Boats', text: 'Own a rowing boat', source: 'x1.b1' },
      'extra[0].bullets[0]',
    ],
  ])('is caught: %s', (_what, { heading, text, source }, where) => {
    const pair = pairOf(posting, masterOf(diver));
    const cv = tailorCv({ ...pair, limits });
    const extra = [{ sourceId: 'x2', heading, bullets: [{ text, sources: [source] }] }];
    expect(checkCv({ ...cv, extra }, pair.cv).map((violation) => violation.where)).toContain(where);
  });

  it('is caught: an interest', () => {
    const pair = pairOf(posting, masterOf(diver));
    const cv = tailorCv({ ...pair, limits });
    const interests = [{ sourceId: 'i1', name: 'Music', keywords: ['cello', 'violin'] }];
    expect(checkCv({ ...cv, interests }, pair.cv).map(({ words }) => words)).toEqual(['violin']);
  });
});

describe('publications', () => {
  it('come newest first where they are about equally relevant', () => {
    const publications = [
      { name: 'Teaching in currents', releaseDate: '2014-05' },
      { name: 'Teaching in currents, second edition', releaseDate: '2021-05' },
      { name: 'On kites', releaseDate: '2023-01' },
    ];
    const cv = tailorCv({ ...pairOf(posting, masterOf({ ...diver, publications })), limits });
    expect(cv.publications.map(({ id }) => id)).toEqual(['u2', 'u1', 'u3']);
  });
});
