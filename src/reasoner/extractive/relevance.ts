import type { MasterCv } from '../../resume/resume.ts';
import type { BulletRelevance } from '../fit.ts';
import { type Citable, citablesOf } from './citable.ts';
import { type FeatureSpace, type Features, groupsIn, overlap } from './features.ts';
import type { Requirement } from './requirements.ts';

/** How strongly a piece of the CV speaks to a requirement. */
interface Evidence {
  citable: Citable;
  /** 0–1. */
  strength: number;
}

export interface Assessment {
  requirement: Requirement;
  features: Features;
  /** Best first; weak ones are left out. */
  evidence: Evidence[];
}

/** Below this a bullet shares nothing telling with a requirement. */
const leastStrength = 0.3;

/**
 * How far the offered features answer the wanted ones, 0–1. Saturates in the matched weight like BM25's term
 * frequency (Robertson & Zaragoza 2009); what is missing counts up to a limit, since requirements tend to list
 * alternatives.
 */
function strengthOf(wanted: Features, offered: Features): number {
  const { matched, unmatched, hits } = overlap(wanted, offered);
  if (matched < 0.25) return 0;
  const coverage = matched / (matched + 0.4 * Math.min(unmatched, 1.8));
  const weight = matched / (matched + 0.32);
  const alone = hits <= 1 && wanted.size > 3 ? 0.85 : 1;
  return coverage * weight * alone;
}

/** Finds for every requirement what the CV has to say about it. */
export function assess(
  requirements: readonly Requirement[],
  cv: MasterCv,
  space: FeatureSpace,
): Assessment[] {
  const citables = citablesOf(cv).map((citable) => ({ citable, features: space.featuresOf(citable.text) }));
  const sharing = new SharingIndex(citables.map(({ features }) => features));
  return requirements.map((requirement) => {
    const wanted = space.featuresOf(requirement.text);
    const evidence = sharing
      .with(wanted)
      .flatMap((at) => citables[at] ?? [])
      .map(({ citable, features }) => ({ citable, strength: strengthOf(wanted, features) * citable.recency }))
      .filter(({ strength }) => strength >= leastStrength)
      .toSorted((one, other) => other.strength - one.strength);
    return { requirement, features: wanted, evidence };
  });
}

/** Which of many texts share anything with another: spares comparing each with each. */
class SharingIndex {
  readonly #places = new Map<string, number[]>();

  constructor(texts: readonly Features[]) {
    for (const [at, features] of texts.entries()) {
      for (const key of [...features.keys(), ...groupsIn(features)]) {
        const places = this.#places.get(key);
        if (places === undefined) this.#places.set(key, [at]);
        else places.push(at);
      }
    }
  }

  /** Places in ascending order. */
  with(wanted: Features): number[] {
    const shared = new Set<number>();
    for (const key of [...wanted.keys(), ...groupsIn(wanted)]) {
      // A generic word alone never makes evidence.
      if ((wanted.get(key) ?? 1) >= leastTelling)
        for (const at of this.#places.get(key) ?? []) shared.add(at);
    }
    return [...shared].toSorted((one, other) => one - other);
  }
}

const leastTelling = 0.1;

/** What the employer suffers from or is heading for weighs almost as much as what is asked in so many words. */
const needWeight = 0.9;

/**
 * Every bullet with its relevance: what it adds to the requirements (must before duty before nice) and to the
 * needs behind them, and half as much its likeness to the posting as a whole. The most relevant bullet of a CV that answers its
 * posting has about 1.
 */
export function rankBullets(
  assessments: readonly Assessment[],
  bullets: readonly Citable[],
  posting: { whole: Features; needs: readonly Features[] },
  space: FeatureSpace,
): BulletRelevance[] {
  const scored = bullets.map((bullet) => {
    const answers = assessments.flatMap(({ requirement, evidence }) => {
      const own = evidence.find(({ citable }) => citable.id === bullet.id);
      return own === undefined ? [] : [{ requirement, strength: own.strength }];
    });
    const features = space.featuresOf(bullet.text);
    const eased = posting.needs
      .map((need) => strengthOf(need, features))
      .filter((strength) => strength >= leastStrength)
      .map((strength) => needWeight * strength);
    const strongest = [
      ...answers.map(({ requirement, strength }) => requirement.weight * strength),
      ...eased,
    ].toSorted((one, other) => other - one);
    const answered = strongest.reduce((sum, value, rank) => sum + value / 2 ** rank, 0);
    const likeness = strengthOf(features, posting.whole);
    return {
      id: bullet.id,
      worth: (answered + 0.5 * likeness) * bullet.recency,
      requirementIds: answers.map(({ requirement }) => requirement.id),
    };
  });
  const best = Math.max(0.9, ...scored.map(({ worth }) => worth));
  return scored
    .map(({ id, worth, requirementIds }) => ({ id, relevance: round(worth / best), requirementIds }))
    .toSorted((one, other) => other.relevance - one.relevance);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
