import { describe, expect, it } from 'vitest';
import { atsCoverage } from '../../src/grounding/ats.ts';
import type { Keyword } from '../../src/reasoner/fit.ts';

const keyword = (term: string, over: Partial<Keyword> = {}): Keyword => ({
  term,
  forms: [],
  importance: 'must',
  count: 1,
  inMaster: true,
  ...over,
});

describe('atsCoverage', () => {
  it('counts whole terms in every form', () => {
    const slo = keyword('SLO', { forms: ['service level objective'] });
    const { counts } = atsCoverage('Set SLOs. A service level objective for C++ and Node.js.', [
      slo,
      keyword('C++'),
      keyword('C'),
    ]);
    expect(counts.map(({ count }) => count)).toEqual([2, 1, 0]);
  });

  it('counts a place once although two forms find it', () => {
    const { counts } = atsCoverage('Wrote reports', [keyword('report', { forms: ['reports', 'Report'] })]);
    expect(counts[0]?.count).toBe(1);
  });

  it('tells the share of what the master holds from the share of everything', () => {
    const coverage = atsCoverage('triage and audits', [
      keyword('triage'),
      keyword('audit', { importance: 'nice' }),
      keyword('dialysis', { inMaster: false }),
    ]);
    expect(coverage.must).toBe(0.5);
    expect(coverage.overall).toBeCloseTo(2 / 3);
    expect(coverage.ofMaster).toEqual({ must: 1, overall: 1 });
    expect([coverage.passed, coverage.passedOfMaster]).toEqual([false, true]);
  });

  it('passes at exactly 0.8 of the must-haves and 0.6 overall', () => {
    const keywords = ['one1', 'two2', 'three3', 'four4', 'five5'].map((term) => keyword(term));
    const nice = ['six6', 'seven7'].map((term) => keyword(term, { importance: 'nice' }));
    expect(atsCoverage('one1 two2 three3 four4', keywords).passed).toBe(true);
    expect(atsCoverage('one1 two2 three3', keywords).passed).toBe(false);
    expect(atsCoverage('one1 two2 three3 four4', [...keywords, ...nice]).passed).toBe(false);
  });

  it('is full where nothing is asked for', () => {
    expect(atsCoverage('', [])).toMatchObject({ must: 1, overall: 1, passed: true });
  });
});
