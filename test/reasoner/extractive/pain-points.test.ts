import { describe, expect, it } from 'vitest';
import { findPainPoints } from '../../../src/reasoner/extractive/pain-points.ts';
import { postingFiles, readSample } from '../../support/samples.ts';
import { postingFrom } from './support/read.ts';
import { trades } from './support/trades.ts';

async function painPointsOf(text: string, name?: string) {
  const posting = await postingFrom(text, name);
  return { posting, found: findPainPoints({ posting }) };
}

const lists = ['painPoints', 'strategicNeeds', 'risksIfUnfilled', 'successMetrics'] as const;
const limits = {
  painPoints: [2, 6],
  strategicNeeds: [2, 5],
  risksIfUnfilled: [2, 5],
  successMetrics: [2, 6],
} as const;

describe('findPainPoints', () => {
  it('finds what hurts, what is wanted, what is at risk and what is measured', async () => {
    const { found } = await painPointsOf(readSample('postings/fiction__senior-product-manager-city.md'));
    expect(found.painPoints.map(({ quote }) => quote).join('\n')).toMatch(
      /Council-tax calls are up by a fifth/,
    );
    expect(found.strategicNeeds.map(({ quote }) => quote).join('\n')).toMatch(/3\.6 million pounds/);
    expect(found.successMetrics.map(({ quote }) => quote).join('\n')).toMatch(/188,000/);
    expect(found.short).toEqual([]);
  });

  it('quotes a sentence together with the one it leans on', async () => {
    const { found } = await painPointsOf(
      readSample('postings/fiction__site-reliability-engineer-payments.md'),
    );
    const quotes = lists.flatMap((list) => found[list].map(({ quote }) => quote));
    expect(quotes).toContain(
      'Cassandra holds the tokens. The person who understood it is sailing round Norway.',
    );
  });

  it.each(['welder', 'electrician', 'accountant', 'developer', 'sales'])(
    'finds the pain of the posting for a %s',
    async (name) => {
      const { found } = await painPointsOf(trades.find((trade) => trade.name === name)?.posting ?? '');
      expect(found.painPoints.length).toBeGreaterThan(0);
    },
  );

  it('gives nothing and says so where a posting is boilerplate', async () => {
    const { found } = await painPointsOf(
      'Receptionist at Maple Dental, Tolby.\n\nWe are an equal opportunity employer and do not discriminate on the basis of race, religion or gender.\n\nWe offer health insurance, a pension, paid leave and free parking.\n\nTo apply send your CV and a cover letter by Friday; successful applicants are invited to an interview.',
      'posting.txt',
    );
    expect(lists.flatMap((list) => found[list])).toEqual([]);
    expect(found.short).toEqual([...lists]);
  });

  it.each(postingFiles)('quotes %s word for word, within the limits and never twice', async (file) => {
    const { posting, found } = await painPointsOf(readSample(file), file.split('/').at(-1));
    const quotes = lists.flatMap((list) => found[list].map(({ quote }) => quote));
    expect(new Set(quotes).size).toBe(quotes.length);
    for (const list of lists) {
      const [least, most] = limits[list];
      expect(found[list].length).toBeLessThanOrEqual(most);
      expect(found.short.includes(list)).toBe(found[list].length < least);
      for (const { text, quote, confidence } of found[list]) {
        expect(posting.text).toContain(quote);
        expect(text).not.toMatch(/\*|`|\n/);
        expect(text.length).toBeGreaterThan(10);
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(quote).not.toMatch(/pension|annual leave|equal opportunit|cover letter|privacy/i);
      }
    }
  });
});
