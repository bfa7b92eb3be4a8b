export interface CompanyBrief {
  /** Absent when the posting does not say who hires. */
  name?: string;
  /** Sentences on what the company is and does. */
  facts: CompanyFact[];
  /** Posting or page that facts come from. */
  sources: { kind: 'posting' | 'page'; title: string; url?: string }[];
}

export interface CompanyFact {
  text: string;
  /** Verbatim substring of the source. */
  quote: string;
  /** Index into `sources`. */
  source: number;
}
