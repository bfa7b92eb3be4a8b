/** A claim that goes beyond its sources. `start` and `end` are offsets into the wording that was checked. */
export interface Violation {
  kind: ViolationKind;
  /** The words that claim it, as written; empty when the fault is not in a word (an unknown source). */
  words: string;
  start: number;
  end: number;
  /** For people: what the sources say instead, or that they say nothing of it. */
  reason: string;
  /** Field of the tailored CV, such as `work[0].bullets[2]`; only from `checkCv`. */
  where?: string;
}

/**
 * `scope` is a claim to have been in charge where the source only tells of taking part; `source` an id that the
 * master CV does not have, or a wording that names none.
 */
export type ViolationKind =
  | 'figure'
  | 'employer'
  | 'title'
  | 'date'
  | 'skill'
  | 'scope'
  | 'contact'
  | 'source';
