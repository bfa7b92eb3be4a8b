import { describe, expect, it } from 'vitest';
import type { ResumeDocument } from '../../src/resume/resume-document.ts';
import { masterOf, pairOf, postingOf } from '../pipelines/application/cv/support/pairs.ts';

const posting = await postingOf(`# Payroll Accountant

Tarnbeck Mills looks for somebody who runs our payroll.

## Requirements

- Payroll for several hundred people
- VAT returns
- SQL for reconciliations
- Cassandra
`);

const document: ResumeDocument = {
  basics: {
    name: 'Una Farrow',
    label: 'Accountant',
    summary:
      'Accountant with nine years in mills. I keep bees. I am looking for a place that runs payroll, VAT and SQL. Payroll and VAT returns are what I have done every month since 2016.',
  },
  work: [
    {
      name: 'Ousel Mill',
      position: 'Payroll Accountant',
      startDate: '2016',
      highlights: ['Watered the plants', 'Run the payroll for 420 people', 'Filed VAT returns each quarter'],
    },
  ],
  projects: [{ name: 'Ledgerette', highlights: ['Wrote a ledger'] }],
  skills: [
    { name: 'Gardening', keywords: ['Roses', 'Leeks'] },
    { name: 'Books', keywords: ['Excel', 'C*', 'SQL Server', 'SQL', 'Payroll'] },
  ],
};

function draft(changes: Partial<ResumeDocument> = {}) {
  return pairOf(posting, masterOf({ ...document, ...changes })).draft;
}

describe('an extractive draft', () => {
  it('is verbatim in every bullet, sentence and label', () => {
    const { label, summary, entries } = draft();
    const master = JSON.stringify(document);
    const texts = [label, ...summary, ...entries.flatMap(({ bullets }) => bullets)].map(
      (part) => part?.text ?? '',
    );
    for (const text of texts) expect(master).toContain(text);
    expect(entries.map(({ sourceId }) => sourceId)).toEqual(['w1', 'p1']);
  });

  it('puts the most relevant bullet first', () => {
    const { entries } = draft();
    const relevances = entries[0]?.bullets.map(({ relevance }) => relevance) ?? [];
    expect(relevances).toEqual(relevances.toSorted((one, other) => other - one));
    expect(entries[0]?.bullets.at(-1)?.sources).toEqual(['w1.b1']);
  });

  it('leaves out what the writer wishes for', () => {
    const texts = draft().summary.map(({ text }) => text);
    expect(texts).toContain('Payroll and VAT returns are what I have done every month since 2016.');
    expect(texts.join(' ')).not.toContain('looking for');
  });

  it('keeps a summary that is nothing but a wish', () => {
    const { summary } = draft({ basics: { name: 'Una Farrow', summary: 'Looking for quiet work.' } });
    expect(summary.map(({ text }) => text)).toEqual(['Looking for quiet work.']);
  });

  it('takes the newest role summary where there is no summary', () => {
    const work = [{ ...document.work?.[0], name: 'Ousel Mill', summary: 'Payroll for three mills.' }];
    expect(draft({ basics: { name: 'Una Farrow' }, work }).summary).toEqual([
      { text: 'Payroll for three mills.', sources: ['w1.summary'] },
    ]);
  });

  it('prefers the title held now to the label where it is nearer to the posting', () => {
    expect(draft().label).toEqual({ text: 'Payroll Accountant', sources: ['w1'] });
  });

  it('never takes a title of the past over the label', () => {
    const work = [
      { name: 'Mill', position: 'Gardener', startDate: '2020' },
      { name: 'Ousel Mill', position: 'Payroll Accountant', startDate: '2016', endDate: '2019' },
    ];
    expect(draft({ work }).label).toEqual({ text: 'Accountant', sources: ['basics.label'] });
  });

  it('has no label where neither label nor title has to do with the posting', () => {
    const work = [{ name: 'Café Finch', position: 'Barista', startDate: '2022', highlights: ['Made tea'] }];
    expect(draft({ basics: { name: 'Una Farrow' }, work }).label).toBeUndefined();
    expect(draft({ basics: { name: 'Una Farrow', label: '======' }, work }).label).toBeUndefined();
    expect(draft({ work }).label).toEqual({ text: 'Accountant', sources: ['basics.label'] });
  });

  it('puts skills that the posting asks for first, those it only resembles next', () => {
    const { skills } = draft();
    expect(skills.map(({ name }) => name)).toEqual(['Books', 'Gardening']);
    expect(skills[0]?.keywords.slice(0, 2).toSorted()).toEqual(['Payroll', 'SQL']);
    expect(skills[0]?.keywords.indexOf('SQL Server')).toBeLessThan(skills[0]?.keywords.indexOf('Excel') ?? 0);
  });

  it('knows a skill by what the master says that it stands for', () => {
    const work = [{ name: 'Mill', highlights: ['Kept the ledger in C* (Cassandra)'] }];
    const { skills } = draft({ work });
    expect(skills[0]?.keywords.indexOf('C*')).toBeLessThan(skills[0]?.keywords.indexOf('Excel') ?? 0);
  });
});
