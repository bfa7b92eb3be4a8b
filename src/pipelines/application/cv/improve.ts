import type { PrintableCv } from '../../../publishing/cv-lines.ts';
import type { Grade } from '../../../reasoner/tailored-cv.ts';
import { type Emphasis, usualEmphasis } from './choose.ts';
import { type GradedPart, gradeCv, weakestPart } from './grade.ts';
import { type StitchInput, stitch } from './stitch.ts';

/** What to press on so that the weakest part rises when the bullets are chosen again. */
const pressures: Record<GradedPart, Emphasis> = {
  ats: { ...usualEmphasis, keyword: 0.7 },
  impact: { ...usualEmphasis, impact: 0.35 },
  alignment: { ...usualEmphasis, steepness: 2.6, impact: 0, ownership: 0 },
  executivePresence: { ...usualEmphasis, ownership: 0.35 },
  grounding: usualEmphasis,
};

/**
 * Chooses the bullets once more with weight on the weakest part of a CV that did not pass, and keeps the
 * better of the two.
 */
export function improveCv(
  cv: PrintableCv,
  grade: Omit<Grade, 'improved'>,
  input: StitchInput,
): { cv: PrintableCv; grade: Grade } {
  if (grade.passed) return { cv, grade: { ...grade, improved: false } };
  const again = stitch({ ...input, emphasis: pressures[weakestPart(grade)] });
  const regraded = gradeCv({ ...input, cv: again });
  return regraded.total > grade.total
    ? { cv: again, grade: { ...regraded, improved: true } }
    : { cv, grade: { ...grade, improved: false } };
}
