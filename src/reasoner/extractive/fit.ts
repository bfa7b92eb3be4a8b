import { checkVerdict } from '../../grounding/check-verdict.ts';
import type { Posting } from '../../posting/posting.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { countWords } from '../../text/words.ts';
import { bandOf, type Fit, type RequirementMatch } from '../fit.ts';
import type { PainPoints } from '../pain-points.ts';
import { bulletsOf, type Citable, citablesOf } from './citable.ts';
import { eligibilityDemand, mayLackRight } from './eligibility.ts';
import { FeatureSpace, type Features, overlap } from './features.ts';
import { keywordsOf } from './keywords.ts';
import { writeRationale } from './rationale.ts';
import { type Assessment, assess, rankBullets } from './relevance.ts';
import { type Requirement, requirementsOf, requirementWeights } from './requirements.ts';
import { languagesIn, languagesOf } from './spoken-languages.ts';
import { titleSimilarity } from './title-similarity.ts';
import { yearsAsked, yearsHeld } from './years.ts';

/** From these strengths on a bullet shows a requirement, and anything else says it. */
const metFrom = 0.42;
const saidFrom = 0.42;
const maxEvidence = 3;

/**
 * Compares a master CV with a posting. The score joins three likenesses, each 0–1: of titles (30 %), of what is
 * asked with the evidence for it (45 %), and of vocabulary (25 %); unmet hard requirements (years, languages,
 * right to work) take a part off.
 */
export function assessFit(input: { posting: Posting; painPoints: PainPoints; cv: MasterCv }): Fit {
  const { posting, painPoints, cv } = input;
  const { requirements, space, assessments, matches, wanted } = analysisOf(posting, cv);
  const score = scoreByVerdicts(posting, cv, matches);
  const { painPoints: pains, strategicNeeds, risksIfUnfilled, successMetrics } = painPoints;
  const needs = [...pains, ...strategicNeeds, ...risksIfUnfilled, ...successMetrics].map(({ quote }) =>
    space.featuresOf(quote),
  );
  const bullets = rankBullets(assessments, bulletsOf(cv), { whole: wanted, needs }, space);
  const fit = {
    score,
    band: bandOf(score),
    requirements: matches,
    bullets,
    keywords: keywordsOf(posting, requirements, cv),
  };
  return { ...fit, rationale: writeRationale(posting, painPoints, cv, fit) };
}

/**
 * The score that follows from verdicts, 0–100, whole. Where they are those of the text analysis its own measure of
 * the evidence counts; a verdict of somebody else's counts as answered, in part, or not at all. A posting that text
 * analysis cannot read (another language) is scored by the verdicts alone.
 */
export function scoreByVerdicts(
  posting: Posting,
  cv: MasterCv,
  verdicts: readonly Pick<RequirementMatch, 'quote' | 'status' | 'importance'>[],
): number {
  const { requirements, space, assessments, matches, wanted } = analysisOf(posting, cv);
  const own = new Map(matches.map(({ quote, status }) => [quote, status]));
  const given = new Map(verdicts.map(({ quote, status }) => [quote, status]));
  const added = verdicts
    .filter(({ quote }) => !own.has(quote))
    .map(({ status, importance }) => ({
      weight: importance === 'nice' ? requirementWeights.nice : requirementWeights.must,
      telling: 1,
      answer: answers[status],
    }));
  const coverage = coverageOf([
    ...assessments.map((assessment) => {
      const { requirement } = assessment;
      const status = given.get(requirement.quote);
      const isOwn = status === undefined || status === own.get(requirement.quote);
      return {
        weight: requirement.weight,
        telling: tellingOf(assessment),
        answer: isOwn ? answerTo(assessment, cv) : answers[status],
      };
    }),
    ...added,
  ]);
  const doubts = doubtsOf(posting, requirements, cv);
  if (matches.length < leastReadable && added.length > 0) {
    return scoreOf({ title: coverage, coverage, topic: coverage, doubts });
  }
  const cvTexts = citablesOf(cv).map(({ text }) => text);
  return scoreOf({
    title: titleSimilarity(posting.title, cv, space),
    coverage,
    topic: topicSimilarity(wanted, space.featuresOfAll(cvTexts)),
    doubts,
  });
}

/** What a verdict of others counts for. */
const answers: Readonly<Record<RequirementMatch['status'], number>> = { met: 0.8, unsaid: 0.45, missing: 0 };
/** With fewer requirements than these text analysis has not understood the posting. */
const leastReadable = 3;

interface Analysis {
  requirements: readonly Requirement[];
  space: FeatureSpace;
  assessments: readonly Assessment[];
  matches: RequirementMatch[];
  /** Features of all that is asked. */
  wanted: Features;
}

/** The layer asks for the score of a posting that the reasoner has read just before. */
const analyses = new WeakMap<Posting, { cv: MasterCv; analysis: Analysis }>();

function analysisOf(posting: Posting, cv: MasterCv): Analysis {
  const known = analyses.get(posting);
  if (known?.cv === cv) return known.analysis;
  const requirements = requirementsOf(posting);
  const space = new FeatureSpace(
    [
      posting.text,
      citablesOf(cv)
        .map(({ text }) => text)
        .join('\n'),
    ],
    posting.company === undefined ? [] : [posting.company],
    cv.skills.flatMap(({ keywords }) => keywords),
  );
  const assessments = assess(requirements, cv, space);
  const analysis = {
    requirements,
    space,
    assessments,
    matches: assessments.map((assessment) => {
      const match = matchOf(assessment, cv);
      return { ...match, ...checkVerdict(match, cv, [posting.title, posting.company ?? '']) };
    }),
    wanted: space.featuresOfAll([posting.title, ...requirements.map(({ text }) => text)]),
  };
  analyses.set(posting, { cv, analysis });
  return analysis;
}

function matchOf({ requirement, evidence, partly }: Assessment, cv: MasterCv): RequirementMatch {
  const { id, text, quote, importance } = requirement;
  const spoken = spokenEvidence(requirement, cv);
  const shown = evidence.filter(
    ({ citable, strength }) =>
      (citable.shows || (isHeld(citable) && asksForExperience.test(text))) &&
      strength >= metFrom &&
      !partly.has(citable),
  );
  const said = evidence.filter(({ strength }) => strength >= saidFrom);
  const status = shown.length > 0 ? 'met' : said.length > 0 || spoken.length > 0 ? 'unsaid' : 'missing';
  const carrying = [
    ...spoken,
    ...(status === 'met' ? [...shown, ...said.filter((one) => !shown.includes(one))] : said).map(
      ({ citable }) => ({ id: citable.id, quote: citable.text }),
    ),
  ];
  const distinct = carrying.filter(
    (one, index) => carrying.findIndex((other) => other.id === one.id) === index,
  );
  return {
    id,
    text,
    quote,
    importance,
    status,
    evidence: status === 'missing' ? [] : distinct.slice(0, maxEvidence),
  };
}

/** A title held shows experience in that role. */
const asksForExperience = /\bexperienced?\b|\byears?\b/i;

function isHeld({ id }: Citable): boolean {
  return /^[wv]\d+(?:\.summary)?$/.test(id);
}

function spokenEvidence({ text }: Requirement, cv: MasterCv): { id: string; quote: string }[] {
  const asked = languagesIn(text);
  return languagesOf(cv)
    .filter(({ language }) => asked.includes(language))
    .map(({ id, quote }) => ({ id, quote }));
}

interface Asked {
  weight: number;
  /** How much it says of the trade, 0–1. */
  telling: number;
  /** How far the CV answers it, 0–1. */
  answer: number;
}

/** Share of the asked that the CV answers, by weight, 0–1: must, duties and nice-to-haves apart, then joined. */
function coverageOf(asked: readonly Asked[]): number {
  let answered = 0;
  let all = 0;
  for (const [weight, group] of Map.groupBy(asked, (one) => one.weight)) {
    const telling = group.reduce((sum, one) => sum + one.telling, 0);
    const share = weight * Math.min(1, telling / 2.5);
    answered += (share * group.reduce((sum, one) => sum + one.telling * one.answer, 0)) / telling;
    all += share;
  }
  return all === 0 ? 0 : answered / all;
}

/** Requirements without specific words say little about the trade either way. */
function tellingOf({ requirement, features }: Assessment): number {
  return speaksOfEnglish(requirement) ? 0.2 : Math.min(1, 0.25 + sumOf(features) / 3);
}

/** Nearly every CV in English answers it, so that it hardly tells one post from another. */
function speaksOfEnglish({ text }: Requirement): boolean {
  return languagesIn(text).join() === 'English' && countWords(text) <= 16;
}

function answerTo({ requirement, evidence }: Assessment, cv: MasterCv): number {
  const best = Math.max(0, ...evidence.map(({ citable, strength }) => strength * (citable.shows ? 1 : 0.9)));
  if (spokenEvidence(requirement, cv).length > 0) return Math.max(best, 0.9);
  const support = evidence.filter(({ strength }) => strength > leastSupport).length;
  const supported = best * (1 + 0.03 * Math.min(support, 5));
  return Math.max(0, Math.min(1, (supported - chance) / (sure - chance)));
}

const leastSupport = 0.4;
/** What any two texts in English share by chance, and the strength from which on nothing is left to ask. */
const chance = 0.2;
const sure = 0.85;

/** Share of the posting's vocabulary, by weight, that the CV uses anywhere, 0–1. */
function topicSimilarity(wanted: Features, offered: Features): number {
  const { matched, unmatched } = overlap(wanted, offered);
  return matched === 0 ? 0 : matched / (matched + unmatched);
}

/** Factor of at most 1 for hard requirements that the CV seems not to meet. */
function doubtsOf(posting: Posting, requirements: readonly Requirement[], cv: MasterCv): number {
  let factor = 1;
  const demand = eligibilityDemand(posting.text);
  if (demand !== undefined && mayLackRight(demand, cv)) factor *= 0.88;
  const asked = Math.max(
    0,
    ...requirements
      .filter(({ importance }) => importance === 'must')
      .map(({ text }) => yearsAsked(text) ?? 0),
  );
  const short = asked - yearsHeld(cv.work, cv);
  if (short > 0.75) factor *= Math.max(0.8, 1 - 0.05 * short);
  const claimed = languagesOf(cv).map(({ language }) => language);
  for (const { text, weight } of requirements) {
    const spoken = languagesIn(text).filter((language) => language !== 'English');
    if (
      weight === 1 &&
      claimed.length > 0 &&
      spoken.length > 0 &&
      !spoken.some((language) => claimed.includes(language))
    ) {
      factor *= 0.95;
    }
  }
  return factor;
}

/**
 * Turns the weighted parts into points: a saturating curve, since no CV answers every word of a posting. Set so
 * that somebody who does the same work elsewhere reaches 80 or more, a neighbouring trade 40 to 75, and what
 * two strangers share stays below 35.
 */
const steepness = 3.1;

function scoreOf(parts: { title: number; coverage: number; topic: number; doubts: number }): number {
  const { title, coverage, topic, doubts } = parts;
  const raw = (0.3 * title + 0.45 * coverage + 0.25 * topic) * doubts;
  return Math.round(100 * (1 - Math.exp(-steepness * raw)));
}

function sumOf(features: Features): number {
  let sum = 0;
  for (const weight of features.values()) sum += weight;
  return sum;
}
