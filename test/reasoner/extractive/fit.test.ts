import { describe, expect, it } from 'vitest';
import { assessFit } from '../../../src/reasoner/extractive/fit.ts';
import { findPainPoints } from '../../../src/reasoner/extractive/pain-points.ts';
import type { Fit } from '../../../src/reasoner/fit.ts';
import { bandOf } from '../../../src/reasoner/fit.ts';
import { citableText } from '../../../src/resume/cv-text.ts';
import { readCv } from '../../../src/resume/read-cv.ts';
import { countWords } from '../../../src/text/words.ts';
import { readSample } from '../../support/samples.ts';
import { cvOf, postingFrom } from './support/read.ts';
import { trades } from './support/trades.ts';

async function fitOf(posting: string, cv: Awaited<ReturnType<typeof readCv>>, name?: string): Promise<Fit> {
  const read = await postingFrom(posting, name);
  return assessFit({ posting: read, painPoints: findPainPoints({ posting: read }), cv });
}

function sampleCv(file: string) {
  return readCv({ name: file.split('/').at(-1) ?? file, text: readSample(file) }, { maxBytes: 1024 * 1024 });
}

describe('assessFit across trades', () => {
  const others = (name: string) => trades.filter((trade) => trade.name !== name);

  it.each(trades)(
    'gives a $name the own trade’s posting first, by a wide margin',
    async ({ name, cv, posting }) => {
      const read = await cvOf(cv);
      const own = await fitOf(posting, read);
      expect(own.score).toBeGreaterThanOrEqual(70);
      for (const other of others(name)) {
        const { score } = await fitOf(other.posting, read);
        expect(score, `${name} for ${other.name}`).toBeLessThan(own.score - 25);
        expect(bandOf(score)).toBe('weak');
      }
    },
  );

  it('sees met, unsaid and missing apart', async () => {
    const welder = trades.find(({ name }) => name === 'welder');
    const nurse = trades.find(({ name }) => name === 'nurse');
    if (welder === undefined || nurse === undefined) throw new Error('trades');
    const { requirements } = await fitOf(welder.posting, await cvOf(welder.cv));
    expect(requirements.find(({ text }) => text.startsWith('Coded TIG'))).toMatchObject({
      status: 'met',
      evidence: expect.arrayContaining([expect.objectContaining({ id: 'w1.b1' })]),
    });
    expect(requirements.find(({ text }) => text === 'Forklift licence')).toMatchObject({
      status: 'unsaid',
      evidence: [{ id: 'c2', quote: 'Forklift licence' }],
    });
    const strange = await fitOf(welder.posting, await cvOf(nurse.cv));
    expect(strange.requirements.find(({ text }) => text.startsWith('Coded TIG'))).toMatchObject({
      status: 'missing',
      evidence: [],
    });
  });

  it('counts a spoken language as said', async () => {
    const sales = trades.find(({ name }) => name === 'sales');
    if (sales === undefined) throw new Error('trades');
    const { requirements } = await fitOf(sales.posting, await cvOf(sales.cv));
    expect(requirements.find(({ text }) => text.startsWith('German'))).toMatchObject({
      status: 'unsaid',
      evidence: [{ id: 'l1', quote: 'German' }],
    });
    const withoutGerman = await fitOf(
      sales.posting,
      await cvOf({ ...sales.cv, languages: ['Italian', 'English'] }),
    );
    expect(withoutGerman.score).toBeLessThan((await fitOf(sales.posting, await cvOf(sales.cv))).score);
  });
});

const nearest = JSON.parse(readSample('nearest.json')) as {
  cv: string;
  best: { posting: string };
  worst?: { posting: string };
}[];
const rivals = [
  'fiction__dotnet-integration-engineer.md',
  'fiction__fullstack-typescript-engineer.html',
  'fiction__ml-engineer-agriculture.md',
  'fiction__senior-product-manager-city.md',
  'fiction__site-reliability-engineer-payments.md',
  '18f__product-manager.md',
].map((name) => `postings/${name}`);

describe('assessFit on the samples', () => {
  it.each(nearest)('scores $best.posting highest for $cv', async ({ cv: file, best, worst }) => {
    const cv = await sampleCv(file);
    const scores = new Map<string, number>();
    for (const posting of rivals)
      scores.set(posting, (await fitOf(readSample(posting), cv, posting.split('/').at(-1))).score);
    const top = scores.get(best.posting) ?? 0;
    for (const [posting, score] of scores)
      if (posting !== best.posting) expect(score, posting).toBeLessThanOrEqual(top - 3);
    if (worst !== undefined) expect(scores.get(worst.posting)).toBeLessThan(top - 20);
  });

  it('puts different bullets first for different postings', async () => {
    const cases = [
      [
        'master__platform-engineer',
        'fiction__site-reliability-engineer-payments',
        'fiction__dotnet-integration-engineer',
      ],
      ['master__data-scientist', 'fiction__ml-engineer-agriculture', 'fiction__senior-product-manager-city'],
      ['master__product-manager', 'fiction__senior-product-manager-city', '18f__product-manager'],
    ] as const;
    for (const [file, one, other] of cases) {
      const cv = await sampleCv(`cvs/${file}.resume.json`);
      const top = async (posting: string) =>
        (await fitOf(readSample(`postings/${posting}.md`), cv)).bullets.slice(0, 8).map(({ id }) => id);
      const second = await top(other);
      const shared = (await top(one)).filter((id) => second.includes(id));
      expect(shared.length, file).toBeLessThanOrEqual(5);
    }
  });

  it('recognises acronym and full form as one', async () => {
    const cv = await sampleCv('cvs/master__product-manager.resume.json');
    const { keywords, requirements } = await fitOf(
      readSample('postings/fiction__senior-product-manager-city.md'),
      cv,
    );
    expect(keywords.find(({ term }) => term === 'Web Content Accessibility Guidelines')).toMatchObject({
      forms: ['WCAG'],
      inMaster: true,
    });
    expect(requirements.find(({ text }) => text.includes('Accessibility Guidelines'))?.status).toBe('met');
  });

  it('tells what the master lacks from what it says', async () => {
    const cv = await sampleCv('cvs/master__platform-engineer.resume.json');
    const { keywords } = await fitOf(
      readSample('postings/fiction__site-reliability-engineer-payments.md'),
      cv,
    );
    const inMaster = (term: string) => keywords.find((keyword) => keyword.term === term)?.inMaster;
    expect([inMaster('Kubernetes'), inMaster('C++'), inMaster('PCI DSS')]).toEqual([true, true, true]);
    expect([inMaster('CockroachDB'), inMaster('YAML')]).toEqual([false, false]);
  });
});

describe('what every fit holds', () => {
  it.each(nearest)('is checkable for $cv', async ({ cv: file, best }) => {
    const cv = await sampleCv(file);
    const posting = await postingFrom(readSample(best.posting), best.posting.split('/').at(-1));
    const painPoints = findPainPoints({ posting });
    const fit = assessFit({ posting, painPoints, cv });
    expect(fit.band).toBe(bandOf(fit.score));
    const entries = [...cv.work, ...cv.volunteer, ...cv.projects];
    expect(fit.bullets.map(({ id }) => id).toSorted()).toEqual(
      entries.flatMap(({ bullets }) => bullets.map(({ id }) => id)).toSorted(),
    );
    expect(fit.bullets.map(({ relevance }) => relevance)).toEqual(
      fit.bullets.map(({ relevance }) => relevance).toSorted((one, other) => other - one),
    );
    const texts = citableText(cv);
    for (const { evidence, quote, status } of fit.requirements) {
      expect(posting.text).toContain(quote);
      expect(evidence.length > 0).toBe(status !== 'missing');
      for (const one of evidence) expect(texts.get(one.id), one.id).toContain(one.quote);
    }
    expect(countWords(fit.rationale)).toBeGreaterThanOrEqual(30);
    expect(cv.work.some(({ name }) => fit.rationale.includes(name))).toBe(true);
    expect(fit.rationale.replace(/^With \d+ of 100 points/, '')).toMatch(/\d/);
    expect(fit.rationale).toContain((painPoints.painPoints[0]?.quote ?? '').slice(0, 40));
    for (const { count, term } of fit.keywords) expect(count, term).toBeGreaterThan(0);
  });

  it('holds for a CV without bullets and for a posting that asks for nothing', async () => {
    const [trade] = trades;
    if (trade === undefined) throw new Error('trades');
    const bare = await cvOf({
      ...trade.cv,
      work: [['Staff Nurse', 'Larchfield Infirmary', '2020-03', undefined, []]],
      skills: [],
    });
    const plain = await fitOf(trade.posting, bare);
    expect(plain.bullets).toEqual([]);
    expect(plain.requirements.every(({ status }) => status !== 'met')).toBe(true);
    expect(plain.rationale).toContain('Larchfield Infirmary');
    const vague = await fitOf(
      'Night porter\n\nThe house stands at the end of the lane behind the old mill, quiet in winter and loud in June, and it has been there for longer than anybody remembers.',
      await cvOf(trade.cv),
      'posting.txt',
    );
    expect(vague.requirements).toEqual([]);
    expect(vague.score).toBeLessThan(30);
    expect(countWords(vague.rationale)).toBeGreaterThanOrEqual(30);
  });

  it('is the same every time', async () => {
    const cv = await sampleCv('cvs/master__data-scientist.resume.json');
    const text = readSample('postings/fiction__ml-engineer-agriculture.md');
    expect(await fitOf(text, cv)).toEqual(await fitOf(text, cv));
  });
});
