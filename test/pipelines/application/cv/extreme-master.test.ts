import { describe, expect, it } from 'vitest';
import { checkCv } from '../../../../src/grounding/check-cv.ts';
import { tailorCv } from '../../../../src/pipelines/application/cv/tailor.ts';
import { cvLines } from '../../../../src/publishing/cv-lines.ts';
import { cvMarkdown } from '../../../../src/publishing/cv-markdown.ts';
import type { TailoredCv } from '../../../../src/reasoner/tailored-cv.ts';
import type { ResumeDocument } from '../../../../src/resume/resume-document.ts';
import { countWords } from '../../../../src/text/words.ts';
import { limits, masterOf, pairOf, postingOf } from './support/pairs.ts';

const posting = await postingOf(`# Head Chef

Osteria Quillfeather looks for a head chef for a kitchen of twelve.

## What you bring

- Several years as a head chef or sous chef
- Menu planning and food cost control
- HACCP records that an inspector would enjoy
- Training of apprentices
- Bread and pastry
`);

function tailor(document: ResumeDocument, within = limits): TailoredCv {
  const pair = pairOf(posting, masterOf(document));
  const cv = tailorCv({ ...pair, limits: within });
  expect(checkCv(cv, pair.cv, pair.fit.keywords)).toEqual([]);
  expect(pageWords(cv)).toBeLessThanOrEqual(within.maxWords);
  return cv;
}

function pageWords(cv: TailoredCv): number {
  return cvMarkdown(cv).match(/\S+/g)?.length ?? 0;
}

const things = [
  'menu',
  'bread',
  'pastry',
  'stock',
  'apprentices',
  'suppliers',
  'HACCP records',
  'brunch',
  'banquets',
];

function role(at: number, bullets: string[]) {
  return {
    name: `Restaurant ${String.fromCodePoint(65 + (at % 26))}${at}`,
    position: at % 3 === 0 ? 'Sous Chef' : 'Chef de Partie',
    startDate: `${2024 - at}-01`,
    ...(at === 0 ? {} : { endDate: `${2025 - at}-01` }),
    highlights: bullets,
  };
}

function bullet(at: number, words: number): string {
  const opening = `Cut waste of ${things[at % things.length]} by ${at + 3} % in season ${at}`;
  const padding = Array.from(
    { length: words },
    (_, word) => `${things[(at + word) % things.length]?.toLowerCase()}`,
  );
  return [...opening.split(' '), ...padding].slice(0, words).join(' ');
}

describe('a master CV', () => {
  it('with one role and one bullet is printed as it is', () => {
    const cv = tailor({ basics: { name: 'Ivo Marsh' }, work: [role(0, ['Baked bread for 300 guests'])] });
    expect(cv.work).toMatchObject([
      { bullets: [{ text: 'Baked bread for 300 guests', sources: ['w1.b1'] }] },
    ]);
    expect(cv.summary).toEqual([]);
    expect(cv.label).toEqual({ text: 'Sous Chef', sources: ['w1'] });
  });

  it('with 30 roles keeps every role, newest first', () => {
    const work = Array.from({ length: 30 }, (_, at) =>
      role(at, [bullet(at, 18), bullet(at + 1, 22), bullet(at + 2, 14)]),
    );
    const cv = tailor({ basics: { name: 'Ivo Marsh', summary: 'Chef. Calm.' }, work: work.toReversed() });
    expect(cv.work.map(({ name }) => name)).toEqual(work.map(({ name }) => name));
    expect(cv.work[0]?.bullets.length).toBeGreaterThan(cv.work[20]?.bullets.length ?? 0);
    expect(pageWords(cv)).toBeGreaterThan(limits.minWords);
    expect(cv.repairs).toEqual([]);
  });

  it('with 200 roles fills the page with the newest and says which are left out', () => {
    const work = Array.from({ length: 200 }, (_, at) => role(at, [bullet(at, 18)]));
    const cv = tailor({ basics: { name: 'Ivo Marsh' }, work });
    expect(cv.work[0]?.name).toBe('Restaurant A0');
    expect(cv.work.length).toBeGreaterThan(40);
    expect(cv.repairs).toHaveLength(200 - cv.work.length);
    expect(cv.repairs.at(-1)).toMatchObject({ where: 'w200', action: 'dropped' });
  });

  it('with bullets of 120 words keeps them whole or leaves them out', () => {
    const texts = Array.from({ length: 12 }, (_, at) => bullet(at, 120));
    const cv = tailor({
      basics: { name: 'Ivo Marsh' },
      work: [role(0, texts.slice(0, 6)), role(1, texts.slice(6))],
    });
    const printed = cv.work.flatMap(({ bullets }) => bullets.map(({ text }) => text));
    expect(printed.length).toBeGreaterThanOrEqual(4);
    expect(texts).toEqual(expect.arrayContaining(printed));
  });

  it('with 300 skills keeps those that the posting asks for', () => {
    const keywords = Array.from({ length: 300 }, (_, at) => `Dish ${at} of the house`);
    keywords.splice(250, 1, 'Menu planning');
    const document = {
      basics: { name: 'Ivo Marsh' },
      work: [
        role(
          0,
          Array.from({ length: 20 }, (_, at) => bullet(at, 20)),
        ),
        role(1, [bullet(3, 20)]),
      ],
      skills: [{ name: 'Kitchen', keywords }],
    };
    const cv = tailor(document);
    expect(cv.skills[0]?.keywords[0]).toBe('Menu planning');
    expect(cv.skills[0]?.keywords.length).toBeLessThan(60);
    expect(cv.work[0]?.bullets.length).toBeGreaterThan(8);
  });

  it('with little but skills lets them fill the page', () => {
    const keywords = Array.from({ length: 300 }, (_, at) => `Dish ${at} of the house`);
    const cv = tailor({
      basics: { name: 'Ivo Marsh' },
      work: [role(0, [bullet(0, 20)])],
      skills: [{ name: 'Kitchen', keywords }],
    });
    expect(cvLines(cv).reduce((sum, { text }) => sum + countWords(text), 0)).toBeGreaterThanOrEqual(
      limits.minWords,
    );
    expect(cv.work[0]?.bullets).toHaveLength(1);
  });

  it('with endless education, certificates and publications still shows its work', () => {
    const many = Array.from({ length: 80 }, (_, at) => at);
    const cv = tailor({
      basics: { name: 'Ivo Marsh', summary: 'Chef for twenty years. '.repeat(40) },
      work: [
        role(
          0,
          Array.from({ length: 20 }, (_, at) => bullet(at, 20)),
        ),
      ],
      education: many.map((at) => ({
        institution: `School ${at}`,
        area: 'Cookery',
        courses: ['Sauces', 'Knives'],
      })),
      certificates: many.map((at) => ({ name: `Certificate ${at}`, issuer: 'Guild' })),
      publications: many.map((at) => ({ name: `Essay ${at}`, summary: 'On soup and its enemies.' })),
      awards: many.map((at) => ({ title: `Ladle of ${at}`, awarder: 'Guild' })),
    });
    expect(cv.work[0]?.bullets.length).toBeGreaterThan(8);
    expect(cv.education.length).toBeGreaterThan(0);
  });

  it('without bullets tells its roles by their summaries', () => {
    const cv = tailor({
      basics: { name: 'Ivo Marsh' },
      work: [{ name: 'Café Tern', position: 'Cook', startDate: '2020', summary: 'Cooked lunch for 80.' }],
    });
    expect(cv.work[0]?.bullets).toEqual([{ text: 'Cooked lunch for 80.', sources: ['w1.summary'] }]);
  });

  it('short of words takes in what else it says of its roles', () => {
    const work = Array.from({ length: 9 }, (_, at) => ({
      ...role(at, [bullet(at, 15), bullet(at + 1, 15), bullet(at + 2, 12)]),
      summary: `Kitchen of ${at + 4} cooks, open six days a week, with a garden behind.`,
    }));
    const cv = tailor({ basics: { name: 'Ivo Marsh' }, work });
    const sources = cv.work.flatMap(({ bullets }) => bullets.flatMap((one) => one.sources));
    expect(sources.filter((id) => id.endsWith('.summary'))).not.toEqual([]);
    expect(cvLines(cv).reduce((sum, { text }) => sum + countWords(text), 0)).toBeGreaterThanOrEqual(
      limits.minWords,
    );
  });

  it('without dates keeps its own order', () => {
    const work = ['Alder', 'Birch', 'Cedar'].map((name) => ({
      name,
      position: 'Cook',
      highlights: ['Cooked'],
    }));
    expect(tailor({ basics: { name: 'Ivo Marsh' }, work }).work.map(({ name }) => name)).toEqual([
      'Alder',
      'Birch',
      'Cedar',
    ]);
  });

  it.each([
    { minWords: 100, maxWords: 150 },
    { minWords: 900, maxWords: 1000 },
    { minWords: 300, maxWords: 300 },
    { minWords: 0, maxWords: 40 },
  ])('keeps within $minWords to $maxWords words', (within) => {
    const work = Array.from({ length: 5 }, (_, at) =>
      role(
        at,
        Array.from({ length: 14 }, (__, one) => bullet(at + one, 16 + one)),
      ),
    );
    const cv = tailor({ basics: { name: 'Ivo Marsh', summary: 'Chef who bakes.' }, work }, within);
    expect(pageWords(cv)).toBeGreaterThanOrEqual(0.9 * within.minWords);
  });
});

describe('bullets', () => {
  it('that say the same are not both printed while others are left', () => {
    const same = 'Planned the menu, controlled food cost and kept HACCP records';
    const others = Array.from({ length: 30 }, (_, at) => bullet(at, 24));
    const cv = tailor({
      basics: { name: 'Ivo Marsh' },
      work: [role(0, [`${same} for two kitchens`, `${same} for three kitchens`, ...others])],
    });
    const printed = cv.work.flatMap(({ bullets }) => bullets.map(({ text }) => text));
    expect(printed.filter((text) => text.startsWith(same))).toHaveLength(1);
  });

  it('of an old role that fits go before those of a recent one that does not', () => {
    const fitting = [
      'Planned the menu and controlled food cost as head chef',
      'Trained nine apprentices in bread and pastry',
    ];
    const cv = tailor({
      basics: { name: 'Ivo Marsh' },
      work: [
        {
          name: 'Van Hire',
          position: 'Driver',
          startDate: '2020',
          highlights: Array.from(
            { length: 30 },
            (_, at) =>
              `Drove van number ${at} from the depot in the north to the depot in the south and back again`,
          ),
        },
        { name: 'Inn', position: 'Head Chef', startDate: '2005', endDate: '2012', highlights: fitting },
      ],
    });
    expect(cv.work[1]?.bullets.map(({ text }) => text).toSorted()).toEqual(fitting.toSorted());
  });
});
