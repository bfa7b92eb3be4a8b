import { similarityOf } from '../../../reasoner/extractive/interest.ts';
import type { Fit } from '../../../reasoner/fit.ts';
import { TermIndex } from '../../../text/terms.ts';
import { countWords } from '../../../text/words.ts';
import type { BulletCandidate } from './bullets.ts';
import { showsFigure, showsOutcome, showsOwnership } from './strength.ts';

/** What counts, beside relevance, when bullets compete for the page. */
export interface Emphasis {
  /** Worth of a figure; half of it for an outcome verb. */
  impact: number;
  /** Worth of a verb of leading or owning. */
  ownership: number;
  /** Worth of the first bullet that says a keyword which header and skills do not say. */
  keyword: number;
  /** How steeply worth grows with relevance. */
  steepness: number;
}

export const usualEmphasis: Emphasis = { impact: 0.12, ownership: 0.03, keyword: 0.28, steepness: 1.6 };

/** Worth of the first bullet that speaks to a requirement. */
const coverage = { must: 0.35, nice: 0.12 };

/** Yearly loss of worth, and where it ends: relevance goes before recency. */
const agePerYear = 0.025;
const oldestFactor = 0.65;

/** From here on two bullets say too much of the same. */
const sameness = 0.3;

/**
 * What each bullet is worth on this page, by candidate: relevance, figures, recency, and what it adds to the
 * others. Maximal marginal relevance (Carbonell & Goldstein 1998) without a model: the better of two alike
 * bullets keeps its worth and the other loses by likeness. The first bullet to speak to a requirement, must
 * before nice, is worth more than the next.
 */
export function weighBullets(
  candidates: readonly BulletCandidate[],
  fit: Fit,
  alreadySaid: string,
  emphasis: Emphasis,
): Map<BulletCandidate, number> {
  const most = Math.max(...candidates.map(({ relevance }) => relevance), Number.EPSILON);
  const worths = new Map(
    candidates.map((candidate) => [candidate, baseWorth(candidate, candidate.relevance / most, emphasis)]),
  );
  const best = () =>
    [...worths].toSorted(([, one], [, other]) => other - one).map(([candidate]) => candidate);
  const raise = (candidate: BulletCandidate | undefined, by: number) => {
    if (candidate !== undefined) worths.set(candidate, (worths.get(candidate) ?? 0) + by * spanOf(candidate));
  };

  const ranking = best();
  const covering = new Set<BulletCandidate>();
  for (const importance of ['must', 'nice'] as const) {
    for (const { id } of fit.requirements.filter((requirement) => requirement.importance === importance)) {
      const speaking = ranking.filter(({ requirementIds }) => requirementIds.includes(id));
      if (speaking.some((candidate) => covering.has(candidate))) continue;
      raise(speaking[0], coverage[importance]);
      if (speaking[0] !== undefined) covering.add(speaking[0]);
    }
  }
  const page = new TermIndex(alreadySaid);
  const indexed = ranking.map((candidate) => ({ candidate, index: new TermIndex(candidate.text) }));
  for (const { term, forms, importance, inMaster } of fit.keywords) {
    const says = (index: TermIndex) => [term, ...forms].some((form) => index.has(form));
    if (!inMaster || says(page)) continue;
    const first = indexed.find(({ index }) => says(index));
    raise(first?.candidate, importance === 'must' ? emphasis.keyword : emphasis.keyword / 2);
  }

  const stronger: BulletCandidate[] = [];
  for (const candidate of best()) {
    const likeness = Math.max(0, ...stronger.map(({ stems }) => similarityOf(stems, candidate.stems)));
    if (likeness > sameness)
      worths.set(candidate, (worths.get(candidate) ?? 0) * (1 + sameness - likeness) ** 2);
    stronger.push(candidate);
  }
  return worths;
}

function baseWorth(candidate: BulletCandidate, relevance: number, emphasis: Emphasis): number {
  const { text, in: owner } = candidate;
  const strength =
    (showsFigure(text) ? emphasis.impact : 0) +
    (showsOutcome(text) ? emphasis.impact / 2 : 0) +
    (showsOwnership(text) ? emphasis.ownership : 0);
  const age = Math.max(oldestFactor, 1 - agePerYear * owner.yearsAgo);
  return (0.05 + relevance ** emphasis.steepness + strength) * age * spanOf(candidate);
}

/** A recent role without its best bullets would look idle: these two are worth more, the more recent the more. */
export function favourRecentRoles(
  worths: ReadonlyMap<BulletCandidate, number>,
): Map<BulletCandidate, number> {
  const favoured = new Map(worths);
  const ranking = [...worths].toSorted(([, one], [, other]) => other - one).map(([candidate]) => candidate);
  for (const owner of new Set(ranking.map((candidate) => candidate.in))) {
    if (owner.section !== 'work') continue;
    const best = ranking.filter((candidate) => candidate.in === owner).slice(0, 2);
    for (const [at, candidate] of best.entries()) {
      const bonus =
        at === 0 ? Math.max(0.05, 0.4 - 0.1 * owner.place) : Math.max(0, 0.25 - 0.1 * owner.place);
      favoured.set(candidate, (worths.get(candidate) ?? 0) + bonus * spanOf(candidate));
    }
  }
  return favoured;
}

/** What a bullet is worth whatever its length: the order in which a role's bullets are read. */
export function meritOf(candidate: BulletCandidate, worths: ReadonlyMap<BulletCandidate, number>): number {
  return (worths.get(candidate) ?? 0) / spanOf(candidate);
}

/**
 * Worth per length, 1 at 18 words: two short bullets would always beat a long one that is as good as both, and
 * this nearly evens it out.
 */
function spanOf({ text }: BulletCandidate): number {
  return (Math.max(6, countWords(text)) / 18) ** 0.8;
}
