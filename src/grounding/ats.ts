import type { Keyword } from '../reasoner/fit.ts';
import { TermIndex } from '../text/terms.ts';

/** How much of what an applicant tracking system looks for a CV says. Shares are 0–1. */
export interface AtsCoverage {
  /** Share of the must-have keywords that the CV says at least once, in any form. 1 where there are none. */
  must: number;
  /** The same over all keywords. */
  overall: number;
  /** The same shares over only those keywords that the master CV says: what an honest CV can reach. */
  ofMaster: { must: number; overall: number };
  /** Whether the raw shares reach the usual thresholds. */
  passed: boolean;
  /** Whether the shares of what the master CV holds do. */
  passedOfMaster: boolean;
  counts: KeywordCount[];
}

export interface KeywordCount {
  term: string;
  /** How often the CV says it, its other forms included. */
  count: number;
  importance: Keyword['importance'];
  inMaster: boolean;
}

/** Least shares of must-have and of all keywords. */
export const atsThresholds = { must: 0.8, overall: 0.6 } as const;

/** Counts each keyword as a whole term, acronym and full form together; a place that two forms share counts once. */
export function atsCoverage(cvText: string, keywords: readonly Keyword[]): AtsCoverage {
  const index = new TermIndex(cvText);
  const counts = keywords.map(({ term, forms, importance, inMaster }): KeywordCount => {
    const count = distinctForms([term, ...forms]).reduce((sum, form) => sum + index.count(form), 0);
    return { term, count, importance, inMaster };
  });
  const must = share(counts.filter(isMust));
  const overall = share(counts);
  const held = counts.filter(({ inMaster }) => inMaster);
  const ofMaster = { must: share(held.filter(isMust)), overall: share(held) };
  const reaches = (shares: { must: number; overall: number }) =>
    shares.must >= atsThresholds.must && shares.overall >= atsThresholds.overall;
  return {
    must,
    overall,
    ofMaster,
    passed: reaches({ must, overall }),
    passedOfMaster: reaches(ofMaster),
    counts,
  };
}

function isMust({ importance }: KeywordCount): boolean {
  return importance === 'must';
}

function share(counts: readonly KeywordCount[]): number {
  return counts.length === 0 ? 1 : counts.filter(({ count }) => count > 0).length / counts.length;
}

/** Forms that find the same places ("report", "Reports") or lie within another ("SQL" in "T-SQL") count once. */
function distinctForms(forms: readonly string[]): string[] {
  const distinct: string[] = [];
  for (const form of forms) {
    const repeated = distinct.some(
      (known) => new TermIndex(form).has(known) || new TermIndex(known).has(form),
    );
    if (!repeated) distinct.push(form);
  }
  return distinct;
}
