import type { AtsCoverage } from './ats.ts';
import type { ViolationKind } from './violation.ts';

/** What a CV claims beyond its master, and how it stands for length, markup and keywords. */
export interface VerifyReport {
  /** Whether the master CV covers every claim; the rest of the report is advice. */
  covered: boolean;
  findings: VerifyFinding[];
  length: {
    words: number;
    minWords: number;
    maxWords: number;
    /** At most `maxWords`, and at least `minWords` where the master CV holds as much. */
    fits: boolean;
  };
  /** Lines with emphasis markup (`*`, `_`, backticks), 1-based. */
  emphasis: { line: number; text: string }[];
  /** Only with a posting. */
  ats?: AtsCoverage;
}

export interface VerifyFinding {
  /** 1-based line of the CV's file. */
  line: number;
  kind: ViolationKind;
  /** The words that claim it, as the CV has them. */
  words: string;
  /** The line or bullet that they stand in. */
  claim: string;
  reason: string;
  /** The text of the master CV that is most like the claim. */
  nearest?: { id: string; quote: string };
}
