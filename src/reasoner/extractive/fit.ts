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
import { type Requirement, requirementsOf } from './requirements.ts';
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
  const requirements = requirementsOf(posting);
  const cvTexts = citablesOf(cv).map(({ text }) => text);
  const space = new FeatureSpace(
    [posting.text, cvTexts.join('\n')],
    posting.company === undefined ? [] : [posting.company],
    cv.skills.flatMap(({ keywords }) => keywords),
  );
  const assessments = assess(requirements, cv, space);
  const matches = assessments.map((assessment) => matchOf(assessment, cv));
  const wanted = space.featuresOfAll([posting.title, ...requirements.map(({ text }) => text)]);
  const score = scoreOf({
    title: titleSimilarity(posting.title, cv, space),
    coverage: coverageOf(assessments, cv),
    topic: topicSimilarity(wanted, space.featuresOfAll(cvTexts)),
    doubts: doubtsOf(posting, requirements, cv),
  });
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
  return { ...fit, rationale: writeRationale(posting, painPoints, cv, fit, requirements) };
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

/** Share of the asked that the CV answers, by weight, 0–1: must, duties and nice-to-haves apart, then joined. */
function coverageOf(assessments: readonly Assessment[], cv: MasterCv): number {
  const groups = new Map<number, { answered: number; asked: number }>();
  for (const assessment of assessments) {
    const group = groups.get(assessment.requirement.weight) ?? { answered: 0, asked: 0 };
    // Requirements without specific words say little about the trade either way.
    const telling = speaksOfEnglish(assessment.requirement)
      ? 0.2
      : Math.min(1, 0.25 + sumOf(assessment.features) / 3);
    group.answered += telling * answerTo(assessment, cv);
    group.asked += telling;
    groups.set(assessment.requirement.weight, group);
  }
  let answered = 0;
  let asked = 0;
  for (const [weight, group] of groups) {
    const share = weight * Math.min(1, group.asked / 2.5);
    answered += share * (group.answered / group.asked);
    asked += share;
  }
  return asked === 0 ? 0 : answered / asked;
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
