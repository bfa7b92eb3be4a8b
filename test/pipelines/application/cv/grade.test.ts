import { describe, expect, it } from 'vitest';
import { checkBullets } from '../../../../src/pipelines/application/cv/bullets.ts';
import { usualEmphasis } from '../../../../src/pipelines/application/cv/choose.ts';
import { gradeCv, weakestPart } from '../../../../src/pipelines/application/cv/grade.ts';
import { checkHeader } from '../../../../src/pipelines/application/cv/header.ts';
import { improveCv } from '../../../../src/pipelines/application/cv/improve.ts';
import { loadCv } from '../../../../src/pipelines/application/cv/load.ts';
import { type StitchInput, stitch } from '../../../../src/pipelines/application/cv/stitch.ts';
import { tailorCv } from '../../../../src/pipelines/application/cv/tailor.ts';
import type { PrintableCv } from '../../../../src/publishing/cv-lines.ts';
import { Interest } from '../../../../src/reasoner/extractive/interest.ts';
import type { Keyword } from '../../../../src/reasoner/fit.ts';
import type { ResumeDocument } from '../../../../src/resume/resume-document.ts';
import { masterOf, pairOf, postingOf } from './support/pairs.ts';

const posting = await postingOf(`# Warehouse Lead

Our depot on the ring road sends out 4,000 parcels a day and looks for somebody to lead the late shift.

## Requirements

- Forklift licence
- Leading of shifts
- Stock counts
`);

const document: ResumeDocument = {
  basics: { name: 'Ida Kern', label: 'Warehouse Lead', summary: 'Warehouse lead with a forklift licence.' },
  work: [
    {
      name: 'Depot',
      position: 'Warehouse Lead',
      startDate: '2018',
      highlights: [
        'Led shifts of 14 people',
        'Cut errors in stock counts from 4 % to 1 %',
        'Was there on time',
        'Helped out in the office',
      ],
    },
  ],
  skills: [{ name: 'Warehouse', keywords: ['Forklift licence', 'Stock counts'] }],
};

const keywords = ['Forklift licence', 'Stock counts'].map((term): Keyword => {
  return { term, forms: [], importance: 'must', count: 1, inMaster: true };
});

function prepare(limits = { minWords: 0, maxWords: 650 }): StitchInput {
  const judged = pairOf(posting, masterOf(document));
  const pair = { ...judged, fit: { ...judged.fit, keywords } };
  const loaded = loadCv(pair.cv, pair.fit.keywords);
  const interest = new Interest(posting, pair.fit, pair.cv);
  const candidates = checkBullets(pair.draft.entries, pair.fit, loaded, interest, []);
  const header = checkHeader(pair.draft, pair.draft, loaded, []);
  return { loaded, header, candidates, fit: pair.fit, interest, limits, emphasis: usualEmphasis };
}

function withBullets(cv: PrintableCv, bullets: { text: string; sources: string[] }[]): PrintableCv {
  return { ...cv, work: cv.work.map((role) => ({ ...role, bullets })) };
}

const input = prepare();
const whole = stitch(input);
const [led, cut, late, office] = ['w1.b1', 'w1.b2', 'w1.b3', 'w1.b4'].map((id) => ({
  text: input.loaded.texts.get(id) ?? '',
  sources: [id],
}));
const grade = (cv: PrintableCv) => gradeCv({ ...input, cv });

describe('the grade', () => {
  it('is the weighted sum of its parts and passes at 8.5', () => {
    const { ats, impact, alignment, executivePresence, grounding, total, passed } = grade(whole);
    const sum = 0.2 * ats + 0.25 * impact + 0.25 * alignment + 0.15 * executivePresence + 0.15 * grounding;
    expect(Math.abs(total - sum)).toBeLessThan(0.051);
    expect(passed).toBe(total >= 8.5);
  });

  it('rewards figures and outcomes', () => {
    expect(cut && late && grade(withBullets(whole, [cut])).impact).toBe(10);
    expect(late && grade(withBullets(whole, [late])).impact).toBe(0);
  });

  it('rewards relevance for the words that it takes', () => {
    const relevant = led && cut ? grade(withBullets(whole, [led, cut])).alignment : 0;
    const idle = late && office ? grade(withBullets(whole, [late, office])).alignment : 10;
    expect(relevant).toBeGreaterThan(idle);
  });

  it('rewards leading and structure', () => {
    const { label: _label, ...plain } = withBullets(whole, late ? [late] : []);
    const strong = grade(withBullets(whole, led ? [led] : [])).executivePresence;
    expect(strong).toBeGreaterThanOrEqual(grade({ ...plain, summary: [] }).executivePresence + 7);
  });

  it('falls with keywords that the CV could say and does not', () => {
    expect(grade({ ...withBullets(whole, []), skills: [], summary: [] }).ats).toBeLessThan(grade(whole).ats);
  });

  it('falls with what is not grounded', () => {
    const invented = { text: 'Led shifts of 40 people', sources: ['w1.b1'] };
    expect(grade(whole).grounding).toBe(10);
    expect(grade(withBullets(whole, [invented])).grounding).toBeLessThan(8);
  });
});

describe('the improvement', () => {
  it('leaves a CV that passed alone', () => {
    const passed = { ...grade(whole), passed: true };
    expect(improveCv(whole, passed, input)).toEqual({ cv: whole, grade: { ...passed, improved: false } });
  });

  it('puts a better selection in place of one that failed', () => {
    const poor = withBullets(whole, late ? [late] : []);
    const before = grade(poor);
    const after = improveCv(poor, before, input);
    expect(before.passed).toBe(false);
    expect(after.grade.improved).toBe(true);
    expect(after.grade.total).toBeGreaterThan(before.total);
  });

  it('keeps the first when the second is no better', () => {
    const tight = prepare({ minWords: 0, maxWords: 40 });
    const failed = { ...grade(whole), total: 10, passed: false };
    expect(improveCv(whole, failed, tight)).toEqual({ cv: whole, grade: { ...failed, improved: false } });
  });

  it('works on the part that costs most', () => {
    const perfect = {
      ats: 10,
      impact: 10,
      alignment: 10,
      executivePresence: 10,
      grounding: 10,
      total: 10,
      passed: true,
    };
    expect(weakestPart({ ...perfect, ats: 6, impact: 7 })).toBe('ats');
    expect(weakestPart({ ...perfect, ats: 6, impact: 6 })).toBe('impact');
  });

  it('is told in the tailored CV', () => {
    const pair = pairOf(posting, masterOf(document));
    expect(tailorCv({ ...pair, limits: input.limits }).grade).toMatchObject({ improved: false });
  });
});
