import type { Posting } from '../../../posting/posting.ts';
import { draftCv } from '../../../reasoner/extractive/draft-cv.ts';
import { Interest } from '../../../reasoner/extractive/interest.ts';
import type { Fit } from '../../../reasoner/fit.ts';
import type { CvDraft, Repair, TailoredCv } from '../../../reasoner/tailored-cv.ts';
import type { MasterCv } from '../../../resume/resume.ts';
import { checkBullets } from './bullets.ts';
import { usualEmphasis } from './choose.ts';
import { gradeCv } from './grade.ts';
import { checkHeader } from './header.ts';
import { improveCv } from './improve.ts';
import { loadCv } from './load.ts';
import { countedWords, type StitchInput, stitch, type WordLimits } from './stitch.ts';

/**
 * Makes a CV of a draft in six phases: load, bullets per role, header, stitch within the word limits, grade,
 * improve once. Whoever drafted, what is printed says nothing that the master does not say: what goes beyond
 * is put back to its source or dropped, and told in `repairs`.
 *
 * The lower limit holds where the master has that much to say, the upper one always.
 */
export function tailorCv(input: {
  draft: CvDraft;
  posting: Posting;
  fit: Fit;
  cv: MasterCv;
  limits: WordLimits;
}): TailoredCv {
  const { draft, posting, fit, cv, limits } = input;
  const repairs: Repair[] = [];
  const interest = new Interest(posting, fit, cv);
  const loaded = loadCv(cv, fit.keywords);
  const candidates = checkBullets(draft.entries, fit, loaded, interest, repairs);
  const header = checkHeader(draft, draftCv({ posting, fit, cv }), loaded, repairs);
  const stitching: StitchInput = {
    loaded,
    header,
    candidates,
    fit,
    interest,
    limits,
    emphasis: usualEmphasis,
  };
  const first = stitch(stitching);
  const improved = improveCv(first, gradeCv({ ...stitching, cv: first }), stitching);
  for (const { section, entry } of loaded.entries) {
    if (section !== 'work' || improved.cv.work.some(({ sourceId }) => sourceId === entry.id)) continue;
    repairs.push({ where: entry.id, claim: 'a role more than the page holds', action: 'dropped' });
  }
  const wordCount = countedWords(improved.cv);
  return { ...improved.cv, wordCount, grade: improved.grade, repairs };
}
