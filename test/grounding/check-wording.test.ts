import { beforeAll, describe, expect, it } from 'vitest';
import { checkWording } from '../../src/grounding/check-wording.ts';
import { citableText } from '../../src/resume/cv-text.ts';
import type { MasterCv } from '../../src/resume/resume.ts';
import { nurse, readMasters } from './masters.ts';

let cv: MasterCv;
beforeAll(async () => {
  cv = await nurse();
});

const faults = (text: string, ...sources: string[]) =>
  checkWording({ text, sources }, cv).map(({ kind, words }) => `${kind}: ${words}`);

describe('checkWording', () => {
  it('covers every citable text of every sample by itself', async () => {
    for (const master of await readMasters()) {
      for (const [id, text] of citableText(master)) {
        expect(checkWording({ text, sources: [id] }, master), `${master.source.name} ${id}`).toEqual([]);
      }
    }
  });

  it('lets words change order and inflection and general words join them', () => {
    expect(
      faults('Achieved a 31% cut in central-line infections within 18 months by a daily checklist', 'w1.b2'),
    ).toEqual([]);
    expect(faults('Leading seven nurses per shift in a 16-bed intensive care unit', 'w1.b1')).toEqual([]);
  });

  it('finds a changed figure', () => {
    expect(faults('Cut central-line infections by 35 % in eighteen months', 'w1.b2')).toEqual([
      'figure: 35 %',
    ]);
    expect(faults('Led a shift of 12 nurses', 'w1.b1')).toEqual(['figure: 12']);
  });

  it('finds a figure that another source states of something else', () => {
    expect(
      faults(
        'Cut central-line infections by 31 %; mentored 16 newly qualified nurses',
        'w1.b1',
        'w1.b2',
        'w1.b3',
      ),
    ).toEqual(['figure: 16']);
  });

  it('finds figures that changed places', () => {
    expect(faults('Shortened handovers from 25 to 40 minutes', 'w2.b2')).toEqual([
      'figure: 25',
      'figure: 40 minutes',
    ]);
  });

  it('finds a bound that was dropped or added', () => {
    expect(faults('Cared for eight patients a shift', 'w2.b1')).toEqual(['figure: eight']);
    expect(faults('Mentored over nine newly qualified nurses', 'w1.b3')).toEqual(['figure: nine']);
  });

  it('finds skills, capitalised or not, that its sources do not name', () => {
    expect(faults('Cut central-line infections with Lean and phlebotomy', 'w1.b2')).toEqual([
      'skill: Lean',
      'skill: phlebotomy',
    ]);
  });

  it('finds employers, titles and dates that its sources do not name', () => {
    expect(faults('Led a shift of seven nurses at Tamar Valley Infirmary', 'w1.b1')).toEqual([
      'employer: Tamar Valley Infirmary',
    ]);
    expect(faults('As Charge Nurse led a shift of seven nurses', 'w1.b1')).toEqual(['title: Charge']);
    expect(faults('Led a shift of seven nurses since 2016', 'w1.b1')).toEqual(['date: 2016']);
    expect(faults('Led a shift of seven nurses since 2018', 'w1.b1')).toEqual([]);
  });

  it('finds a rank put on another title', () => {
    expect(faults('Senior Adult Nurse', 'w1', 'e1')).toEqual(['title: Senior Adult']);
  });

  it('finds a claim to have led where the source tells of taking part', () => {
    expect(faults('Led the roll-out of electronic prescribing (ePMA)', 'w1.b4')).toEqual(['scope: Led']);
    expect(faults('Helped with the roll-out of electronic prescribing', 'w1.b4')).toEqual([]);
  });

  it('finds keywords of the posting alone, even in general words', () => {
    const keywords = [{ term: 'process improvement', forms: [], inMaster: false }];
    const text = 'Process improvement: cut central-line infections by 31 %';
    const found = checkWording({ text, sources: ['w1.b2'] }, cv, keywords);
    expect(found.map(({ kind, words }) => `${kind}: ${words}`)).toContain('skill: process improvement');
  });

  it('finds unknown sources and none at all', () => {
    expect(faults('Cared for patients', 'w9.b1')).toEqual(['source: ']);
    expect(faults('Cared for patients')).toEqual(['source: ']);
  });

  it('gives offsets into the wording', () => {
    const text = 'Cut central-line infections by 35 % with Lean';
    for (const { start, end, words } of checkWording({ text, sources: ['w1.b2'] }, cv)) {
      expect(text.slice(start, end)).toBe(words);
    }
  });
});
