import { checkWording } from '../../../grounding/check-wording.ts';
import type { SourcedText } from '../../../reasoner/tailored-cv.ts';
import type { LoadedCv } from './load.ts';

/** What a wording claims beyond the sources that it names, in words; empty when it is grounded. */
export function claimsBeyond(wording: SourcedText, loaded: LoadedCv): string[] {
  const violations = checkWording(wording, loaded.cv, loaded.keywords);
  return [...new Set(violations.map(({ words, reason }) => (words === '' ? reason : words)))];
}
