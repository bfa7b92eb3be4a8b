import { europeanNames } from './european-section-names.ts';

/** Where a section of a CV belongs in JSON Resume; `extra` for everything that has no place there. */
export type CvSection =
  | 'summary'
  | 'work'
  | 'volunteer'
  | 'projects'
  | 'education'
  | 'certificates'
  | 'awards'
  | 'publications'
  | 'skills'
  | 'languages'
  | 'interests'
  | 'references'
  | 'contact'
  | 'extra';

/** Usual headings, most specific first. */
const names: [CvSection, RegExp][] = [
  ['volunteer', /\b(?:volunt|pro bono|community (?:service|work|involvement)|civic)/],
  ['publications', /\b(?:publications?|papers|articles|books)\b/],
  [
    'certificates',
    /\b(?:certificat|certified|certs|licen[cs]|accreditation|registrations?\b|professional bodies)/,
  ],
  ['awards', /\b(?:awards?|hono(?:u)?rs?|prizes?|scholarships?|grants|distinctions|achievements)\b/],
  ['projects', /\bprojects?\b|^portfolio$/],
  ['references', /\b(?:references?|referees)\b/],
  ['languages', /^(?:spoken |foreign |human )?languages?(?: skills)?$|^language proficiency$/],
  ['interests', /\b(?:interests|hobbies|activities)\b/],
  [
    'skills',
    /\b(?:skills?|competenc|technolog(?:y|ies)|tools|tech(?:nical)? stack|expertise|proficienc|technical (?:knowledge|profile)|strengths|areas of)/,
  ],
  [
    'education',
    /\b(?:education|academic|studies|degrees?|schooling|apprenticeship|training|qualifications?|coursework)\b/,
  ],
  [
    'work',
    /\b(?:experience|employment|work|career|positions?(?: held)?|jobs|professional background|roles|appointments|internships?|placements?)\b/,
  ],
  ['summary', /\b(?:summary|profile|about(?: me)?|objective|personal statement|introduction|overview|bio)\b/],
  ['contact', /^(?:contact|contact (?:details|information|me)|personal (?:details|information|data)|links)$/],
];

/** Sections that JSON Resume has no place for, with their plain meaning. */
const ownSection =
  /^(?:patents?|talks|invited talks|presentations|conferences|speaking|exhibitions|performances|military|security clearance|memberships?|affiliations|professional memberships?|bar admissions?|driving licen[cs]es?|driver['’\s]*s licen[cs]e|test scores|availability|additional information|extracurricular)\b|\b(?:memberships?|affiliations)$|^(?:student|leadership|extra-?curricular) activities/;

/** Headings that hold a word of one section and mean another. */
const exceptions: [CvSection, RegExp][] = [
  [
    'summary',
    /^(?:professional|career|executive|personal) (?:summary|profile|objective|statement|overview)$|^(?:summary|objective)\b/,
  ],
  ['skills', /^(?:programming|computer) languages|skills (?:and|&) |^core competencies/],
  ['education', /^education\b/],
  [
    'work',
    /^(?:work|professional|relevant|employment|career|clinical|teaching|research|industry|other|additional|earlier|previous) (?:experience|history)\b|^experience\b/,
  ],
  ['volunteer', /^volunt/],
  ['extra', ownSection],
];

/** Tells a heading's section by the common words of CVs, whatever the trade. */
export function sectionNamed(heading: string): CvSection {
  const text = plainHeading(heading);
  for (const [section, pattern] of [...exceptions, ...names, ...europeanNames])
    if (pattern.test(text)) return section;
  return 'extra';
}

/** Whether a heading is known to mean a section of its own, such as patents, memberships or military service. */
export function namesOwnSection(heading: string): boolean {
  return ownSection.test(plainHeading(heading));
}

function plainHeading(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}&/\s]+/gu, ' ')
    .replaceAll('_', ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
