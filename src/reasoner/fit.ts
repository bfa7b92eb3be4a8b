/** How well a master CV answers a posting. */
export interface Fit {
  /** 0–100, whole. */
  score: number;
  /** 90 exceptional, 80 strong, 70 good, 60 moderate, else weak. */
  band: 'exceptional' | 'strong' | 'good' | 'moderate' | 'weak';
  requirements: RequirementMatch[];
  /** At least 30 words; names an employer, a figure where the master CV has one, and a pain point. */
  rationale: string;
  /** Every citable bullet of the master CV (work, volunteer, projects), most relevant first. */
  bullets: BulletRelevance[];
  /** Terms that an applicant tracking system would look for, most important first. */
  keywords: Keyword[];
}

export interface RequirementMatch {
  /** `q1`, `q2`, … in the posting's order. */
  id: string;
  text: string;
  /** Verbatim substring of `posting.text`. */
  quote: string;
  importance: 'must' | 'nice';
  /**
   * met: a bullet of the master CV shows it. unsaid: the master CV holds it somewhere (skills, education,
   * summary, or in part) but no bullet shows it. missing: nothing in the master CV.
   */
  status: 'met' | 'unsaid' | 'missing';
  /** Ids in the master CV that carry the verdict, best first; empty when missing. */
  evidence: { id: string; quote: string }[];
}

export interface BulletRelevance {
  id: string;
  /** 0–1, comparable within one fit. */
  relevance: number;
  /** Requirements that the bullet speaks to. */
  requirementIds: string[];
}

export interface Keyword {
  /** As the posting writes it. */
  term: string;
  /** Other ways to write the same (acronym or full form), as found in posting or master CV. */
  forms: string[];
  importance: 'must' | 'nice';
  /** How often the posting says it, in any form. */
  count: number;
  /** Whether the master CV says it, in any form. A keyword that it does not say is never put into a CV. */
  inMaster: boolean;
}

/** Ids of the requirements that the master CV answers, in so many words or in part. */
export function answeredIds({ requirements }: Pick<Fit, 'requirements'>): Set<string> {
  return new Set(requirements.filter(({ status }) => status !== 'missing').map(({ id }) => id));
}

export function bandOf(score: number): Fit['band'] {
  if (score >= 90) return 'exceptional';
  if (score >= 80) return 'strong';
  if (score >= 70) return 'good';
  return score >= 60 ? 'moderate' : 'weak';
}
