import { atsCoverage, atsThresholds } from '../../../grounding/ats.ts';
import { cvLines, type PrintableCv } from '../../../publishing/cv-lines.ts';
import type { Fit, Keyword } from '../../../reasoner/fit.ts';
import type { Grade, SourcedText } from '../../../reasoner/tailored-cv.ts';
import { countWords } from '../../../text/words.ts';
import type { BulletCandidate } from './bullets.ts';
import { claimsBeyond } from './claims.ts';
import type { LoadedCv } from './load.ts';
import { countedWords, type WordLimits } from './stitch.ts';
import { showsFigure, showsOutcome, showsOwnership } from './strength.ts';

const passMark = 8.5;

const weights = {
  ats: 0.2,
  impact: 0.25,
  alignment: 0.25,
  executivePresence: 0.15,
  grounding: 0.15,
} as const;

export type GradedPart = keyof typeof weights;

/** Shares of bullets from which more would not read better. */
const enough = { figures: 0.7, outcomes: 0.35, ownership: 0.5, alignment: 0.9 };

/**
 * Grades a CV, each part 0–10:
 *
 * - ATS: keywords that the CV says of those that the master can honestly say, must .7 and overall .3, makes
 *   8 points; 2 more as far as the whole posting's thresholds (must .8, overall .6) are reached.
 * - impact: the share of bullets with a figure (7 points at 70 %) and with an outcome verb (3 at 35 %).
 * - alignment: relevance of the bullets printed, as a share of the most relevant words that would have fitted
 *   into the same space, makes 7 points at 90 %; the share of the requirements that the master meets and the
 *   printed bullets speak to makes 3.
 * - executive presence: verbs of leading and owning (5 points at 50 % of bullets), summary (2), label (1),
 *   a newest role told at least as fully as the average (1), length within the limits as far as the master
 *   holds it (1).
 * - grounding: the share of printed wordings that claim nothing beyond their sources.
 */
export function gradeCv(input: {
  cv: PrintableCv;
  candidates: readonly BulletCandidate[];
  fit: Fit;
  loaded: LoadedCv;
  limits: WordLimits;
}): Omit<Grade, 'improved'> {
  const { cv, candidates, fit, loaded, limits } = input;
  const bullets = [...cv.work, ...cv.projects, ...cv.volunteer].flatMap((entry) => entry.bullets);
  const parts = {
    ats: gradeAts(cv, fit.keywords),
    impact: gradeImpact(bullets),
    alignment: gradeAlignment(bullets, candidates, fit.requirements),
    executivePresence: gradePresence(cv, bullets, loaded, limits),
    grounding: gradeGrounding(cv, bullets, loaded),
  };
  const total = (Object.keys(weights) as GradedPart[]).reduce(
    (sum, part) => sum + weights[part] * parts[part],
    0,
  );
  return { ...parts, total: toTenth(total), passed: toTenth(total) >= passMark };
}

/** The part that costs the total most. */
export function weakestPart(grade: Omit<Grade, 'improved'>): GradedPart {
  const missing = (part: GradedPart) => weights[part] * (10 - grade[part]);
  return (Object.keys(weights) as GradedPart[]).reduce((worst, part) =>
    missing(part) > missing(worst) ? part : worst,
  );
}

function gradeAts(cv: PrintableCv, keywords: readonly Keyword[]): number {
  const { must, overall, ofMaster } = atsCoverage(
    cvLines(cv)
      .map(({ text }) => text)
      .join('\n'),
    keywords,
  );
  const kept = 0.7 * ofMaster.must + 0.3 * ofMaster.overall;
  const reached = Math.min(1, must / atsThresholds.must) + Math.min(1, overall / atsThresholds.overall);
  return toTenth(8 * kept + reached);
}

function gradeImpact(bullets: readonly SourcedText[]): number {
  const figures = shareOf(bullets, showsFigure);
  const outcomes = shareOf(bullets, showsOutcome);
  return toTenth(7 * Math.min(1, figures / enough.figures) + 3 * Math.min(1, outcomes / enough.outcomes));
}

function gradeAlignment(
  bullets: readonly SourcedText[],
  candidates: readonly BulletCandidate[],
  requirements: Fit['requirements'],
): number {
  const printed = candidates.filter(({ text }) => bullets.some((bullet) => bullet.text === text));
  const wordsOf = (among: readonly BulletCandidate[]) =>
    among.reduce((sum, { text }) => sum + countWords(text), 0);
  const reached = printed.reduce((sum, { text, relevance }) => sum + relevance * countWords(text), 0);
  let room = wordsOf(printed);
  let possible = 0;
  for (const { text, relevance } of candidates.toSorted((one, other) => other.relevance - one.relevance)) {
    const words = Math.min(room, countWords(text));
    possible += relevance * words;
    room -= words;
  }
  const share = possible === 0 ? 0 : reached / possible;
  const met = requirements.filter(({ status }) => status === 'met');
  const spokenTo = met.filter(({ id }) => printed.some(({ requirementIds }) => requirementIds.includes(id)));
  const spoken = met.length === 0 ? 0 : spokenTo.length / met.length;
  return toTenth(7 * Math.min(1, share / enough.alignment) + 3 * spoken);
}

function gradePresence(
  cv: PrintableCv,
  bullets: readonly SourcedText[],
  loaded: LoadedCv,
  limits: WordLimits,
): number {
  const [newest] = cv.work;
  const perRole =
    cv.work.length === 0 ? 0 : cv.work.reduce((sum, role) => sum + role.bullets.length, 0) / cv.work.length;
  const length = Math.min(limits.minWords, loaded.cv.wordCount);
  return toTenth(
    5 * Math.min(1, shareOf(bullets, showsOwnership) / enough.ownership) +
      (cv.summary.length > 0 ? 2 : 0) +
      (cv.label === undefined ? 0 : 1) +
      (newest !== undefined && newest.bullets.length >= Math.floor(perRole) ? 1 : 0) +
      (length === 0 ? 0 : Math.min(1, countedWords(cv) / length)),
  );
}

function gradeGrounding(cv: PrintableCv, bullets: readonly SourcedText[], loaded: LoadedCv): number {
  const wordings = [...bullets, ...cv.summary, ...(cv.label === undefined ? [] : [cv.label])];
  const grounded = wordings.filter((wording) => claimsBeyond(wording, loaded).length === 0);
  return wordings.length === 0 ? 10 : toTenth((10 * grounded.length) / wordings.length);
}

function shareOf(bullets: readonly SourcedText[], shows: (text: string) => boolean): number {
  return bullets.length === 0 ? 0 : bullets.filter(({ text }) => shows(text)).length / bullets.length;
}

function toTenth(value: number): number {
  return Math.round(value * 10) / 10;
}
