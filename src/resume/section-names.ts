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
    /\b(?:certificat|certified|certs|licen[cs]|accreditation|registrations?\b|professional (?:memberships?|bodies))/,
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
  [
    'extra',
    /^(?:patents?|talks|invited talks|presentations|conferences|speaking|military|security clearance)\b/,
  ],
];

/** Tells a heading's section by the common words of CVs, whatever the trade. */
export function sectionNamed(heading: string): CvSection {
  const text = heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}&/\s]+/gu, ' ')
    .replaceAll('_', ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  for (const [section, pattern] of [...exceptions, ...names]) if (pattern.test(text)) return section;
  return 'extra';
}
