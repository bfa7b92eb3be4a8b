import type { Keyword } from '../reasoner/fit.ts';
import { TermIndex } from '../text/terms.ts';

export interface KeywordCoverage {
  keywords: CountedKeyword[];
  /** Shares 0–1 of the posting's keywords that the CV says; undefined where the posting has none. */
  must: number | undefined;
  overall: number | undefined;
}

export interface CountedKeyword extends Keyword {
  /** How often the CV says it, in any form. */
  inCv: number;
}

/** What applicant tracking systems are held to look for. */
export const coverageThresholds = { must: 0.8, overall: 0.6 };

export function keywordCoverage(cvText: string, keywords: readonly Keyword[]): KeywordCoverage {
  const index = new TermIndex(cvText);
  const counted = keywords.map((keyword) => ({ ...keyword, inCv: countForms(index, keyword) }));
  return {
    keywords: counted,
    must: shareSaid(counted.filter(({ importance }) => importance === 'must')),
    overall: shareSaid(counted),
  };
}

/** A form that holds another one ("Site reliability engineering (SRE)") would count the same words twice. */
function countForms(index: TermIndex, { term, forms }: Keyword): number {
  const distinct = [...new Map([term, ...forms].map((form) => [form.toLowerCase(), form])).values()];
  const inOthers = new Map(distinct.map((form) => [form, new TermIndex(form)]));
  return distinct
    .filter((form) => !distinct.some((other) => other !== form && inOthers.get(form)?.has(other)))
    .reduce((sum, form) => sum + index.count(form), 0);
}

function shareSaid(keywords: readonly CountedKeyword[]): number | undefined {
  if (keywords.length === 0) return undefined;
  return keywords.filter(({ inCv }) => inCv > 0).length / keywords.length;
}
