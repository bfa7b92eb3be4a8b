import { describe, expect, it } from 'vitest';
import { requirementsOf } from '../../../src/reasoner/extractive/requirements.ts';
import { postingFiles, readSample } from '../../support/samples.ts';
import { postingFrom } from './support/read.ts';
import { trades } from './support/trades.ts';

async function standings(text: string, name?: string): Promise<Record<string, number>> {
  const requirements = requirementsOf(await postingFrom(text, name));
  return Object.fromEntries(requirements.map(({ text: wording, weight }) => [wording, weight]));
}

const nurse = trades.find(({ name }) => name === 'nurse')?.posting ?? '';
const chef = trades.find(({ name }) => name === 'chef')?.posting ?? '';
const accountant = trades.find(({ name }) => name === 'accountant')?.posting ?? '';
const welder = trades.find(({ name }) => name === 'welder')?.posting ?? '';

describe('requirementsOf', () => {
  it('tells what is asked, what is to be done and what is welcome', async () => {
    expect(await standings(nurse)).toMatchObject({
      'Registration with the nursing council and a current licence': 1,
      'Give intravenous medicines and monitor fluid balance': 0.6,
      'Mentorship qualification': 0.4,
    });
  });

  it('takes nothing from benefits', async () => {
    expect(Object.keys(await standings(nurse)).join()).not.toMatch(/parking|pension/);
    expect(Object.keys(await standings(chef)).join()).not.toMatch(/tips|48 hours/);
  });

  it('parts requirements that run on in a paragraph', async () => {
    expect(await standings(chef, 'posting.txt')).toMatchObject({
      'butchery and fish preparation': 1,
      'ordering and stock control': 1,
      'calm on the pass during a full service': 1,
    });
  });

  it('keeps a demand whose end only is a wish', async () => {
    expect(await standings(accountant)).toMatchObject({
      '3+ years in an accounts team, ideally in manufacturing': 1,
      IFRS: 0.4,
    });
  });

  it('reads lead-ins as headings', async () => {
    expect(await standings(welder)).toMatchObject({
      'Coded TIG welding of stainless steel, pipe and sheet': 1,
      'Forklift licence': 0.4,
    });
    expect(Object.keys(await standings(welder))).not.toContain('Useful, not essential');
  });

  it('finds demands where no heading helps', async () => {
    const text =
      'Housekeeper for a small hotel in Morlaix. You will clean fourteen rooms a day and look after the linen store. You must have two years of experience in hotels. A driving licence is required. French would be an advantage. We offer a room, meals and a competitive salary.';
    expect(await standings(text, 'posting.txt')).toMatchObject({
      'You will clean fourteen rooms a day and look after the linen store': 0.6,
      'You must have two years of experience in hotels': 1,
      'A driving licence is required': 1,
      'French would be an advantage': 0.4,
    });
  });

  it('takes nothing that is expressly not needed', async () => {
    const text = readSample('postings/fiction__site-reliability-engineer-payments.md');
    const wordings = Object.keys(await standings(text)).join('\n');
    expect(wordings).toContain('Infrastructure as code');
    expect(wordings).not.toMatch(/blockchain|portfolio|criminal record|parental leave|cover letter/i);
  });

  it('names the specific terms', async () => {
    const requirements = requirementsOf(await postingFrom(accountant));
    expect(requirements.flatMap(({ terms }) => terms)).toEqual(
      expect.arrayContaining(['Excel', 'SAP', 'Sage', 'VAT', 'Power BI', 'IFRS', 'ACCA']),
    );
  });

  it.each(postingFiles)('quotes %s word for word, with ids in order', async (file) => {
    const posting = await postingFrom(readSample(file), file.split('/').at(-1));
    const requirements = requirementsOf(posting);
    expect(requirements.length).toBeGreaterThan(5);
    for (const [index, { id, quote, blockId }] of requirements.entries()) {
      expect(id).toBe(`q${index + 1}`);
      expect(posting.text).toContain(quote);
      expect(posting.blocks.find((block) => block.id === blockId)?.text).toContain(quote);
    }
  });
});
