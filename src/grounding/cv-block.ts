/** A piece of a CV that makes claims: a heading line of a role, a bullet, a paragraph. */
export interface CvBlock {
  text: string;
  section: CvSection;
  /**
   * header: names an entry (employer, title, dates, …); consecutive headers belong together. item: a bullet or
   * a list's item. prose: a paragraph.
   */
  role: 'header' | 'item' | 'prose';
  /** In data, where entries cannot run into one another: the first block of one. */
  startsEntry?: true;
  /** 1-based line of the file for an offset into `text`. */
  lineAt(offset: number): number;
}

/** `top` is what stands above the first heading, or under one for contacts; `other` any section without a meaning of its own. */
export type CvSection =
  | 'top'
  | 'summary'
  | 'work'
  | 'projects'
  | 'volunteer'
  | 'education'
  | 'certificates'
  | 'awards'
  | 'publications'
  | 'skills'
  | 'languages'
  | 'interests'
  | 'other';

/** In this order: "volunteer experience" is no work, "language skills" are languages. */
const headings: [CvSection, RegExp][] = [
  ['top', /^(?:contact|contact (?:details|information|me)|personal (?:details|information|data)|links)$/iu],
  ['volunteer', /volunt|community|non-?profit|pro bono|civic/iu],
  ['languages', /^(?:spoken |foreign |human )?languages?(?: skills| proficiency)?$/iu],
  ['certificates', /certif|licen[cs]es?|licensure|accreditation|credentials|registrations?/iu],
  ['publications', /publication|papers|articles|talks|presentations|patents/iu],
  ['awards', /awards?|hono(?:u)?rs|prizes|distinctions/iu],
  ['projects', /projects?|portfolio|open source/iu],
  ['education', /education|academic|studies|qualifications|training|degrees?|apprenticeship/iu],
  ['skills', /skills|technolog|tools|competenc|expertise|proficienc|tech stack|strengths|programming/iu],
  ['work', /experience|employment|work|career|positions|history|practice|appointments/iu],
  ['summary', /summary|profile|about|objective|statement|introduction|overview/iu],
  ['interests', /interests|hobbies|activities/iu],
  ['other', /achievements|accomplishments|references?|additional|miscellaneous|other|contact|personal/iu],
];

/** The section that a heading opens; undefined where the heading is none of the usual ones. */
export function sectionOf(heading: string): CvSection | undefined {
  return headings.find(([, pattern]) => pattern.test(heading))?.[0];
}

export function hasEntries(section: CvSection): boolean {
  return section === 'work' || section === 'projects' || section === 'volunteer' || section === 'education';
}
