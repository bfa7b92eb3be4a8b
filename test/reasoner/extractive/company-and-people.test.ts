import { describe, expect, it } from 'vitest';
import { describeCompany } from '../../../src/reasoner/extractive/company.ts';
import { assessFit } from '../../../src/reasoner/extractive/fit.ts';
import { suggestPeople } from '../../../src/reasoner/extractive/people.ts';
import { postingFiles, readSample } from '../../support/samples.ts';
import { cvOf, noPainPoints, postingFrom } from './support/read.ts';
import { trades } from './support/trades.ts';

const [trade] = trades;
if (trade === undefined) throw new Error('no trades');
const cv = await cvOf(trade.cv);

async function peopleFor(text: string, name?: string) {
  const posting = await postingFrom(text, name);
  const company = describeCompany({ posting });
  const fit = assessFit({ posting, painPoints: noPainPoints, cv });
  return { posting, company, contacts: suggestPeople({ posting, company, fit }) };
}

describe('describeCompany', () => {
  it('tells what the employer is, in the posting’s own sentences', async () => {
    const { company } = await peopleFor(
      readSample('postings/fiction__site-reliability-engineer-payments.md'),
    );
    expect(company.name).toBe('Kestrelpenny');
    expect(company.facts.map(({ quote }) => quote).join('\n')).toMatch(/founded in 2014/);
  });

  it('finds a name that only the text uses', async () => {
    const { company } = await peopleFor(
      'Baker\n\nCrumbwright bakes bread for ninety cafés. We need a baker for the night shift who knows sourdough and can lead two apprentices through a busy week.',
      'posting.txt',
    );
    expect(company.name).toBe('Crumbwright');
  });
});

describe('suggestPeople', () => {
  it.each([
    ['postings/fiction__senior-product-manager-city.md', 'Morwenna Teague-Bello', 'Head of Digital'],
    ['postings/18f__product-manager.md', 'Esther Chang', 'Named contact'],
    ['postings/fiction__site-reliability-engineer-payments.md', 'Idris', 'Leads the team'],
  ])('names whom %s names', async (file, name, role) => {
    const { contacts } = await peopleFor(readSample(file));
    expect(contacts[0]).toMatchObject({ name, role, synthetic: false });
  });

  it('makes up nobody’s name', async () => {
    const { contacts } = await peopleFor(trade.posting);
    expect(contacts.every(({ synthetic }) => synthetic)).toBe(true);
    expect(contacts.map(({ name }) => name).join()).toContain('Hiring manager');
  });

  it('takes a function that the posting names as one', async () => {
    const { contacts } = await peopleFor(
      '# Ward Sister\n\nYou will lead a ward of 20 beds and report to the Director of Nursing. You must be a registered nurse with three years of experience in acute care, and you know rosters and audits.',
    );
    expect(contacts[0]).toMatchObject({ role: 'Director of Nursing', synthetic: true });
  });

  it.each(postingFiles)('gives at most five for %s, none twice, quotes verbatim', async (file) => {
    const { posting, contacts, company } = await peopleFor(readSample(file), file.split('/').at(-1));
    expect(contacts.length).toBeGreaterThan(0);
    expect(contacts.length).toBeLessThanOrEqual(5);
    expect(new Set(contacts.map(({ name }) => name)).size).toBe(contacts.length);
    for (const { quote, synthetic, name } of contacts) {
      if (quote !== undefined) expect(posting.text).toContain(quote);
      if (!synthetic) expect(posting.text).toContain(name);
    }
    for (const { quote } of company.facts) expect(posting.text).toContain(quote);
  });
});
