import type { MasterCv } from '../../resume/resume.ts';
import { countWords, tokenize } from '../../text/words.ts';
import type { Citable } from './citable.ts';
import { asksForAnyDegree } from './demand-kind.ts';
import { type FeatureSpace, type Features, isPair } from './features.ts';
import { isGenericWord } from './generic-words.ts';
import { partsOf } from './requirement-parts.ts';
import { heaviestOf, strengthOf } from './strength.ts';
import { yearsAsked, yearsHeld, yearsPhrase } from './years.ts';

/** How strongly a piece of the CV speaks to a requirement. */
export interface Evidence {
  citable: Citable;
  /** 0–1. */
  strength: number;
}

const publishing =
  /\bpublications?\b(?=.{0,20}\b(?:record|list|history)|$)|\b(?:record|history) of publi|\bpublish(?:ed)?\b(?=.{0,30}\b(?:present|papers?|peer|research|journals?)\b)|\bpeer[- ]reviewed\b|\bscientific papers\b/i;

const leadingPeople =
  /\b(?:team|people|staff|line)[- ](?:leadership|management|leading)\b|\bleadership (?:experience|skills)\b|\b(?:lead|leading|manag\w+|supervis\w+|line-manag\w+|head)\b (?:and \w+ )?(?:(?:a|an|the|our|your) )?(?:(?:small|large|growing) )?(?:team|group|staff|people|department|crew|brigade|shifts?)\b|\b(?:lead|leading|manag\w+|supervis\w+)\b (?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) [a-z]/i;

const ledPeople =
  /\b(?:led|lead|leads|leading|manag(?:e|ed|es|ing)|supervis(?:e|ed|es|ing)|line-manag\w+|head(?:ed|s|ing)?|ran|run|oversaw)\b(?: and \w+)? (?:an? |the |our |my )?(?:(?:[a-zà-ÿ]+[- ]){0,2}(?:team|group|brigade|department|crew|staff|shifts?|unit)\b|(?:up to )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) [a-zà-ÿ]+(?:ers|ors|ees|ists|ians|ants|ices|eople|taff|urses|ains)\b)/i;

const likelyStrength = 0.7;

/** Evidence that lies in what the CV records rather than in shared words: years in a role, papers, people led. */
export function directEvidence(
  requirement: string,
  cv: MasterCv,
  citables: readonly Citable[],
  space: FeatureSpace,
): Evidence[] {
  return [
    ...ownYears(requirement, cv, space),
    ...skillsNamed(requirement, cv),
    ...statedYears(requirement, citables, space),
    ...(asksForAnyDegree(requirement) ? degreesHeld(cv) : []),
    ...(publishing.test(requirement) ? publicationRecord(cv) : []),
    ...(leadingPeople.test(requirement) ? peopleLed(citables) : []),
  ];
}

function ownYears(requirement: string, cv: MasterCv, space: FeatureSpace): Evidence[] {
  const asked = yearsAsked(requirement);
  if (asked === undefined) return [];
  const bare = requirement.replace(yearsPhrase, ' ');
  const parts = countWords(bare) > 18 ? [] : partsOf(bare).flat();
  const kinds = [bare, ...parts].map((text) => space.featuresOf(text));
  const roles = cv.work.filter(
    ({ position }) =>
      position !== undefined &&
      kinds.some((kind) => namesKind(kind, space.featuresOf(withoutTitles(position)))),
  );
  if (roles.length === 0 || yearsHeld(roles, cv) < asked - 0.25) return [];
  return roles.slice(0, 2).map(({ id, position = '' }) => ({
    citable: { id, text: position, shows: true, recency: 1 },
    strength: likelyStrength,
  }));
}

function namesKind(kind: Features, title: Features): boolean {
  return strengthOf(kind, title, { leastWeight: 0.7 * heaviestOf(kind) }) >= 0.3;
}

/** "12 years in food plants" for "5+ years in food or pharma": enough years, told of the same thing. */
function statedYears(requirement: string, citables: readonly Citable[], space: FeatureSpace): Evidence[] {
  const asked = yearsAsked(requirement);
  if (asked === undefined) return [];
  const kind = space.featuresOf(requirement.replace(yearsPhrase, ' '));
  return citables
    .filter(({ text }) => {
      const stated = yearsAsked(text);
      if (stated === undefined || stated < asked) return false;
      const offered = space.featuresOf(withoutTitles(text.replace(yearsPhrase, ' ')));
      return [...kind].some(([feature, weight]) => weight >= 0.2 && !isPair(feature) && offered.has(feature));
    })
    .slice(0, 2)
    .map((citable) => ({ citable, strength: 0.5 }));
}

/** Skills that the requirement names in the very writing of the master: Go, React, C. They answer it in part at least. */
function skillsNamed(requirement: string, cv: MasterCv): Evidence[] {
  const words = ` ${tokenize(requirement)
    .map(({ text }) => text)
    .join(' ')} `;
  return cv.skills.flatMap(({ id, keywords }) =>
    keywords
      .filter((keyword) => /^(?:\p{Lu}|[^\p{L}])/u.test(keyword) && !isGenericWord(keyword))
      .filter(
        (keyword) =>
          words.includes(` ${keyword} `) &&
          !/^\p{Lu}\p{Ll}+ to /u.test(`${keyword}${requirement.split(keyword)[1] ?? ''}`),
      )
      .map((keyword) => ({ citable: { id, text: keyword, shows: false, recency: 1 }, strength: 0.45 })),
  );
}

function degreesHeld(cv: MasterCv): Evidence[] {
  return cv.education
    .filter(({ studyType }) =>
      /^(?:B\.?\p{L}*|M\.?\p{L}*|Ph\.?D|LL|Dr|Dipl|Lic|Doctor)\.?/u.test(studyType ?? ''),
    )
    .slice(0, 2)
    .map(({ id, studyType = '', area }) => ({
      citable: {
        id,
        text: area === undefined ? studyType : `${studyType}, ${area}`,
        shows: false,
        recency: 1,
      },
      strength: likelyStrength,
    }));
}

/** "Engineer" alone does not make years in one discipline years in another. */
function withoutTitles(text: string): string {
  return text.replaceAll(/[A-Za-z]+/g, (word) => (rankOnly.test(word) ? ' ' : word));
}

const rankOnly =
  /^(?:engineer(?:ing)?|developer|manager|assistant|officer|specialist|analyst|consultant|senior|junior|staff|lead|head|chief|director|associate)$/i;

function publicationRecord(cv: MasterCv): Evidence[] {
  return cv.publications.slice(0, 3).map(({ id, name }) => ({
    citable: { id, text: name, shows: false, recency: 1 },
    strength: cv.publications.length > 1 ? likelyStrength : 0.5,
  }));
}

function peopleLed(citables: readonly Citable[]): Evidence[] {
  return citables
    .filter(({ id, text, shows }) => (shows || id.endsWith('.summary')) && ledPeople.test(text))
    .slice(0, 3)
    .map((citable) => ({ citable, strength: 0.6 * citable.recency }));
}
