/** What the posting shows of the employer's needs. Lists are shorter where the posting gives less; never padded. */
export interface PainPoints {
  /** 2–6: what hurts now. */
  painPoints: Finding[];
  /** 2–5: where they want to get to. */
  strategicNeeds: Finding[];
  /** 2–5: what goes wrong if the post stays empty. */
  risksIfUnfilled: Finding[];
  /** 2–6: how the person will be measured. */
  successMetrics: Finding[];
  /** Names of the lists above for which the posting gave fewer than the usual least. */
  short: ('painPoints' | 'strategicNeeds' | 'risksIfUnfilled' | 'successMetrics')[];
}

export interface Finding {
  text: string;
  /** Verbatim substring of `posting.text`. */
  quote: string;
  /** 0–1. */
  confidence: number;
}
