import { describe, expect, it } from 'vitest';
import { tailorCv } from '../../src/pipelines/application/cv/tailor.ts';
import { describeCompany } from '../../src/reasoner/extractive/company.ts';
import { writeOutreach } from '../../src/reasoner/extractive/outreach.ts';
import { suggestPeople } from '../../src/reasoner/extractive/people.ts';
import type { Outreach } from '../../src/reasoner/outreach.ts';
import type { Contact } from '../../src/reasoner/people.ts';
import { allText } from '../../src/resume/cv-text.ts';
import type { ResumeDocument } from '../../src/resume/resume-document.ts';
import { countWords } from '../../src/text/words.ts';
import {
  limits,
  masterOf,
  type Pair,
  pairOf,
  postingOf,
  samplePair,
} from '../pipelines/application/cv/support/pairs.ts';
import { masterFiles, postingFiles } from '../support/samples.ts';

function outreachOf(pair: Pair, contacts?: Contact[]): Outreach {
  const company = describeCompany(pair);
  const tailored = tailorCv({ ...pair, limits });
  const outreach = writeOutreach({
    ...pair,
    company,
    tailored,
    contacts: contacts ?? suggestPeople({ ...pair, company }),
  });
  expectWellFormed(outreach, pair);
  return outreach;
}

function expectWellFormed({ linkedInNote, email }: Outreach, { posting, cv }: Pair): void {
  expect(linkedInNote.length).toBeLessThanOrEqual(200);
  expect(linkedInNote).toMatch(/^Hello[ ,].*[.?]$/u);
  for (const count of [countWords, piecesOf]) {
    expect(count(email.subject)).toBeGreaterThanOrEqual(5);
    expect(count(email.subject)).toBeLessThanOrEqual(10);
    expect(count(email.body)).toBeGreaterThanOrEqual(95);
    expect(count(email.body)).toBeLessThanOrEqual(205);
  }
  const text = [linkedInNote, email.subject, email.body].join('\n');
  expect(text).not.toMatch(/[[\]{}<>]|undefined|\*\*|`|(?<![\p{L}\p{N}])_/u);
  const known = `${posting.title}\n${posting.text}\n${allText(cv)}`;
  for (const figure of text.match(/\d+(?:[.,]\d+)*/gu) ?? []) expect(known).toContain(figure);
}

function piecesOf(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

describe.skipIf(masterFiles.length === 0).each(masterFiles)('outreach with %s', (master) => {
  it.each(postingFiles)('to %s keeps its lengths and invents nothing', async (posting) => {
    const pair = await samplePair(posting, master);
    const outreach = outreachOf(pair);
    expect(outreach.email.body).toContain(pair.cv.basics.name);
    if (pair.cv.basics.email) expect(outreach.email.body).toContain(pair.cv.basics.email);
    expect(outreachOf(pair)).toEqual(outreach);
  });
});

const bakery = await postingOf(`# Baker (nights)

Quillfeather Bakery feeds the north side of town and looks for somebody who likes the hours before six.

## You bring

- Two years of baking bread by hand
- Training of apprentices
- Clean HACCP records
`);

const baker: ResumeDocument = {
  basics: { name: 'Ivo Marsh', email: 'ivo_marsh@example.org' },
  work: [
    {
      name: 'Tern Bakery',
      position: 'Baker',
      startDate: '2019-01',
      highlights: [
        'Baked bread by hand, 400 loaves a night',
        'Train two apprentices',
        'Clean HACCP records since 2020',
      ],
    },
    {
      name: 'Mill',
      position: 'Driver',
      startDate: '2015',
      endDate: '2018',
      highlights: ['Drove flour to 60 bakeries'],
    },
  ],
};

const morwenna: Contact = {
  name: 'Morwenna Teague',
  role: 'Head baker',
  synthetic: false,
  reason: 'Named in the posting.',
};
const role: Contact = {
  name: 'Hiring manager at Quillfeather Bakery',
  role: 'Manager',
  synthetic: true,
  reason: 'Hires.',
};

describe('outreach', () => {
  it('tells bullets in the first person with their figures', () => {
    const { email } = outreachOf(pairOf(bakery, masterOf(baker)));
    expect(email.body).toContain('At Tern Bakery I baked bread by hand, 400 loaves a night.');
  });

  it('greets a person by name', () => {
    const { email, linkedInNote } = outreachOf(pairOf(bakery, masterOf(baker)), [role, morwenna]);
    expect(email.body).toMatch(/^Dear Morwenna Teague,\n/);
    expect(linkedInNote).toMatch(/^Hello Morwenna Teague, /);
  });

  it.each(['Matron', 'Frau Dr', 'Head Baker'])('does not greet %s as if it were a name', (name) => {
    const { email, linkedInNote } = outreachOf(pairOf(bakery, masterOf(baker)), [{ ...morwenna, name }]);
    expect(email.body).toMatch(/^Dear hiring team/);
    expect(linkedInNote).toMatch(/^Hello, /);
  });

  it('names an employer once and leans on it then, whatever the post there', () => {
    const highlights = [
      ['Responsible for training of apprentices in bread', 'Clean HACCP records since 2020'],
      ['Baked bread by hand, 400 loaves a night'],
    ];
    const work = highlights.map((list, at) => ({
      name: 'Tern Bakery',
      position: at === 0 ? 'Head Baker' : 'Baker',
      startDate: `${2019 - 3 * at}`,
      ...(at === 0 ? {} : { endDate: '2019' }),
      highlights: list,
    }));
    const { body } = outreachOf(pairOf(bakery, masterOf({ basics: { name: 'Ivo Marsh' }, work }))).email;
    expect(body.match(/Tern Bakery/g)).toHaveLength(1);
    expect(body).not.toMatch(/also (?:am|was) responsible|It also says(?!.*my CV says)/);
    expect(body).toContain('I am also responsible for training');
  });

  it('quotes with the CV named where the sentence before does not quote it', () => {
    const work = [
      {
        name: 'Tern Bakery',
        startDate: '2019',
        highlights: [
          'Baked bread by hand for two years, 400 loaves a night',
          'HACCP: clean records since 2020',
        ],
      },
    ];
    const { body } = outreachOf(pairOf(bakery, masterOf({ basics: { name: 'Ivo Marsh' }, work }))).email;
    expect(body).toContain('Of my time there my CV says: “HACCP');
    expect(body).not.toContain('It also says');
  });

  it('cuts a bullet too long for the note at its own clause, never inside', () => {
    const highlights = [
      `Baked bread by hand with apprentices and HACCP records; ${'the ovens ran all night and '.repeat(5)}nobody slept`,
      'Drove flour',
    ];
    const work = [{ name: 'Tern Bakery', startDate: '2019', highlights }];
    const { linkedInNote } = outreachOf(pairOf(bakery, masterOf({ basics: { name: 'Ivo Marsh' }, work })));
    expect(linkedInNote).toContain('I baked bread by hand with apprentices and HACCP records.');
  });

  it('promises nothing where little fits', async () => {
    const struggling = await postingOf(
      '# Baker\n\nOur ovens fail every week and orders go out late because of it.\n\n## You bring\n\n- Two years of baking bread by hand\n- Clean HACCP records\n',
    );
    const work = [{ name: 'Harbour', startDate: '2019', highlights: ['Painted 40 boats'] }];
    const pair = pairOf(struggling, masterOf({ basics: { name: 'Ivo Marsh' }, work }));
    expect(pair.fit.band).toBe('weak');
    const { body } = outreachOf(pair).email;
    expect(body).not.toContain('This is what I');
    expect(body).toContain('what comes nearest');
  });

  it('never names a synthetic contact', () => {
    const { email, linkedInNote } = outreachOf(pairOf(bakery, masterOf(baker)), [role]);
    expect(`${email.body} ${linkedInNote}`).not.toContain('Hiring manager');
  });

  it('quotes what the posting asks for', () => {
    const { email } = outreachOf(pairOf(bakery, masterOf(baker)));
    const quote = /Your posting says: “([^”]+)”/u.exec(email.body)?.[1] ?? 'nothing';
    expect(bakery.text).toContain(quote);
  });

  it.each<[string, ResumeDocument]>([
    ['one word', { basics: { name: 'Ivo' }, work: [{ name: 'Mill' }] }],
    [
      'bullets too long to tell',
      {
        basics: { name: 'Ivo' },
        work: [{ name: 'Mill', highlights: [`Baked ${'bread and '.repeat(80)}cake`] }],
      },
    ],
    [
      'bullets at the limit',
      {
        basics: { name: 'Ivo' },
        work: [
          { name: 'Mill', highlights: [1, 2, 3, 4].map((at) => `Baked ${at} ${'bread or '.repeat(20)}cake`) },
        ],
      },
    ],
    [
      'bullets that are no sentences',
      {
        basics: { name: 'Ivo' },
        work: [{ name: 'Mill', highlights: ['Night shifts, 60 ovens', 'HACCP', '2 apprentices'] }],
      },
    ],
    [
      'a name of sixty words',
      { basics: { name: 'Ivo '.repeat(60) }, work: [{ name: 'Mill', highlights: ['Baked'] }] },
    ],
  ])('keeps its lengths for a CV of %s', (_what, document) => {
    outreachOf(pairOf(bakery, masterOf(document)));
  });

  it.each([
    ['Baker', 'a one-word title'],
    ['[Remote] Baker {m/f/d}', 'brackets'],
    [`Senior ${'Very '.repeat(40)}Important Baker of Bread`, 'an endless title'],
    ['Baker – Nights – Quillfeather – Full Time – From March – Indefinite – Hourly', 'dashes'],
    ['**Baker** `nights`', 'markup'],
  ])('keeps its lengths for the title %s (%s)', (title) => {
    const pair = pairOf({ ...bakery, title }, masterOf(baker));
    expect(outreachOf(pair).email.subject).toContain('pplication');
  });

  it('does without title and company', () => {
    const { company: _company, ...rest } = bakery;
    const pair = pairOf({ ...rest, title: '' }, masterOf(baker));
    const outreach = writeOutreach({
      ...pair,
      company: { facts: [], sources: [] },
      tailored: tailorCv({ ...pair, limits }),
      contacts: [],
    });
    expectWellFormed(outreach, pair);
    expect(outreach.email.body).toContain('I would like to apply for your open position.');
  });
});
