/**
 * A master CV: JSON Resume 1.0 (https://jsonresume.org/schema) in which everything that can be cited has an
 * id. Readers turn every format into this one. All text is plain: no emphasis markup, no link syntax.
 * Dates stay as the author wrote them in ISO form: `2021`, `2021-09` or `2021-09-01`.
 *
 * Ids are stable for the same input: `basics.summary`, `basics.label`, `w1` (first role), `w1.summary`,
 * `w1.b3` (its third bullet), likewise `v` volunteer, `p` projects, `e` education, `c` certificates,
 * `a` awards, `u` publications, `s` skills, `l` languages, `i` interests, `r` references and `x` extra sections.
 */
export interface MasterCv {
  basics: Basics;
  work: Entry[];
  volunteer: Entry[];
  projects: Entry[];
  education: Education[];
  certificates: Credential[];
  awards: Credential[];
  publications: Credential[];
  skills: SkillGroup[];
  languages: Language[];
  interests: SkillGroup[];
  references: Reference[];
  /** Sections that JSON Resume has no place for (patents, talks, …), kept as bullets under their heading. */
  extra: ExtraSection[];
  /** Words in everything above that a CV could print. */
  wordCount: number;
  source: CvSource;
  /** What the reader left out or doubted, in words for people. */
  notes: string[];
}

export interface Bullet {
  id: string;
  text: string;
}

export interface Basics {
  name: string;
  label?: string;
  email?: string;
  phone?: string;
  url?: string;
  summary?: string;
  location?: { address?: string; postalCode?: string; city?: string; region?: string; countryCode?: string };
  profiles: { network?: string; username?: string; url?: string }[];
}

/** A role, a voluntary post or a project: something with a span of time and bullets. */
export interface Entry {
  id: string;
  /** Employer, organisation or project name. */
  name: string;
  /** Title held there; for projects the roles, joined with a comma. */
  position?: string;
  location?: string;
  /** What the employer or project is. */
  description?: string;
  url?: string;
  startDate?: string;
  /** Absent: still running. */
  endDate?: string;
  summary?: string;
  bullets: Bullet[];
  keywords: string[];
}

export interface Education {
  id: string;
  institution: string;
  area?: string;
  studyType?: string;
  location?: string;
  url?: string;
  startDate?: string;
  endDate?: string;
  score?: string;
  courses: string[];
  bullets: Bullet[];
}

/** A certificate, an award or a publication. */
export interface Credential {
  id: string;
  name: string;
  /** Who issued, awarded or published it. */
  issuer?: string;
  date?: string;
  url?: string;
  summary?: string;
}

export interface SkillGroup {
  id: string;
  name: string;
  level?: string;
  keywords: string[];
}

export interface Language {
  id: string;
  language: string;
  fluency?: string;
}

export interface Reference {
  id: string;
  name: string;
  reference?: string;
}

export interface ExtraSection {
  id: string;
  heading: string;
  bullets: Bullet[];
}

export interface CvSource {
  format: 'json-resume' | 'markdown' | 'yaml';
  /** File name or `stdin` or `request`; no folders. */
  name: string;
  /** `sha256:` and the hex digest of the bytes as handed in. */
  hash: string;
  sizeBytes: number;
}
