import type { MasterCv } from '../../resume/resume.ts';
import { countWords } from '../../text/words.ts';
import type { BulletRelevance } from '../fit.ts';
import { type Citable, citablesOf } from './citable.ts';
import { asksForPaper, claimsLanguage, onlyLanguages, withoutPaperWords } from './demand-kind.ts';
import { directEvidence, type Evidence } from './direct-evidence.ts';
import { type FeatureSpace, type Features, groupsIn } from './features.ts';
import { matchableText, partsOf } from './requirement-parts.ts';
import type { Requirement } from './requirements.ts';
import { strengthOf } from './strength.ts';

export interface Assessment {
  requirement: Requirement;
  features: Features;
  /** Best first; weak ones are left out. */
  evidence: Evidence[];
  /** Pieces of evidence that answer a part of it only. */
  partly: ReadonlySet<Citable>;
}

/** Below this a bullet shares nothing telling with a requirement. */
const leastStrength = 0.3;

/** From this strength on a piece of the CV answers a part of a requirement. */
const answersPart = 0.42;

/** Finds for every requirement what the CV has to say about it. */
export function assess(
  requirements: readonly Requirement[],
  cv: MasterCv,
  space: FeatureSpace,
): Assessment[] {
  const all = citablesOf(cv);
  const citables = all.map((citable) => ({ citable, features: space.featuresOf(citable.text) }));
  const sharing = new SharingIndex(citables.map(({ features }) => features));
  const answering = (
    wanted: Features,
    admits: (citable: Citable) => boolean,
    options: Parameters<typeof strengthOf>[2] = {},
  ): Evidence[] =>
    sharing
      .with(wanted)
      .flatMap((at) => citables[at] ?? [])
      .filter(({ citable }) => admits(citable))
      .map(({ citable, features }) => ({
        citable,
        strength: strengthOf(wanted, features, options) * citable.recency,
      }))
      .filter(({ strength }) => strength >= leastStrength);
  return requirements.map((requirement) => {
    const text = matchableText(requirement.text);
    const features = space.featuresOf(text);
    const admits = admittedBy(text);
    const paper = asksForPaper(text);
    const told = paper ? withoutPaperWords(text) : text;
    const parts = countWords(text) > mostWordsInParts ? [] : partsOf(told);
    const answeredParts = parts
      .map((alternatives) =>
        alternatives.map((alternative) => space.featuresOf(alternative)).filter(isTelling),
      )
      .filter((alternatives) => alternatives.length > 0)
      .map((alternatives) => alternatives.flatMap((wanted) => answering(wanted, admits, partOptions)));
    const whole = [
      ...answering(space.featuresOf(told), admits, { related: !paper }),
      ...(paper ? answering(features, admits, { related: false, leastWords: 2 }) : []),
      ...directEvidence(text, cv, all, space),
    ];
    return { requirement, features, ...joined(whole, answeredParts.map(strongestFirst)) };
  });
}

/** Longer ones are prose, whose commas and conjunctions part nothing. */
const mostWordsInParts = 18;
/** A part is short, so that a chance hit would answer it at once. */
const partOptions = { related: false, leastWeight: 0.45 };

/** Some demands are answered by certain parts of a CV only. */
function admittedBy(requirement: string): (citable: Citable) => boolean {
  const languages = onlyLanguages(requirement);
  if (languages.length > 0) return ({ shows, text }) => !shows && claimsLanguage(text, languages);
  if (asksForPaper(requirement)) return ({ id }) => /^(?:[cesx]\d|basics\.)/.test(id);
  return () => true;
}

/**
 * One demand's evidence from that for the whole and that for its parts. A part's evidence counts as far as the
 * parts are answered; only if each is, it is as good as evidence for the whole.
 */
function joined(
  whole: readonly Evidence[],
  parts: readonly (readonly Evidence[])[],
): Pick<Assessment, 'evidence' | 'partly'> {
  const answered = parts.filter(([best]) => best !== undefined && best.strength >= answersPart);
  const share = parts.length === 0 ? 0 : answered.length / parts.length;
  const fromParts =
    share < 0.5
      ? []
      : answered.flatMap((part) =>
          part.map(({ citable, strength }) => ({ citable, strength: strength * (0.6 + 0.4 * share) })),
        );
  const best = new Map<Citable, number>();
  for (const { citable, strength } of [...whole, ...fromParts]) {
    best.set(citable, Math.max(strength, best.get(citable) ?? 0));
  }
  const evidence = strongestFirst([...best].map(([citable, strength]) => ({ citable, strength })));
  const wholly = new Set(
    whole.filter(({ strength }) => strength >= answersPart).map(({ citable }) => citable),
  );
  const shownParts = parts.every((part) =>
    part.some(({ citable, strength }) => citable.shows && strength >= answersPart),
  );
  const partly = new Set(
    shownParts ? [] : evidence.map(({ citable }) => citable).filter((citable) => !wholly.has(citable)),
  );
  return { evidence, partly };
}

function strongestFirst(evidence: readonly Evidence[]): Evidence[] {
  return evidence.toSorted((one, other) => other.strength - one.strength);
}

function isTelling(features: Features): boolean {
  for (const weight of features.values()) if (weight >= 0.3) return true;
  return false;
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

/** What answers a part of a requirement only adds so much less to a bullet's worth. */
const partShare = 0.6;

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
    const answers = assessments.flatMap(({ requirement, evidence, partly }) => {
      const own = evidence.find(({ citable }) => citable.id === bullet.id);
      if (own === undefined) return [];
      return [{ requirement, strength: own.strength * (partly.has(own.citable) ? partShare : 1) }];
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
