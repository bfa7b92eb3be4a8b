import type { Basics, Credential, Education, Language } from '../resume/resume.ts';

/** Wording together with the ids in the master CV that it came from; never empty. */
export interface SourcedText {
  text: string;
  sources: string[];
}

/** The tailored CV: what is printed, in the order in which it is printed. */
export interface TailoredCv {
  basics: Omit<Basics, 'summary' | 'label'>;
  label?: SourcedText;
  /** Sentences. */
  summary: SourcedText[];
  skills: TailoredSkillGroup[];
  work: TailoredEntry[];
  projects: TailoredEntry[];
  volunteer: TailoredEntry[];
  education: Education[];
  certificates: Credential[];
  awards: Credential[];
  publications: Credential[];
  languages: Language[];
  /** Sections of the master's own: patents, licences, memberships, talks, military service. */
  extra: TailoredSection[];
  /** Only where the CV is short. */
  interests: TailoredSkillGroup[];
  /** Words as a reader counts them: pieces of everything printed that hold a letter or a digit. */
  wordCount: number;
  grade: Grade;
  /** What was repaired or put back to its source, and why. */
  repairs: Repair[];
}

export interface TailoredEntry {
  sourceId: string;
  name: string;
  position?: string;
  location?: string;
  startDate?: string;
  endDate?: string;
  url?: string;
  bullets: SourcedText[];
}

export interface TailoredSection {
  sourceId: string;
  heading: string;
  bullets: SourcedText[];
}

export interface TailoredSkillGroup {
  sourceId: string;
  name: string;
  keywords: string[];
}

/** Each part 0–10. Weights: ATS .20, impact .25, alignment .25, executive presence .15, grounding .15. */
export interface Grade {
  ats: number;
  impact: number;
  alignment: number;
  executivePresence: number;
  grounding: number;
  total: number;
  /** Pass at 8.5. */
  passed: boolean;
  /** Whether the one improvement was made. */
  improved: boolean;
}

export interface Repair {
  where: string;
  /** What the wording claimed beyond its sources. */
  claim: string;
  action: 'reworded' | 'source used' | 'dropped';
}

/** A reasoner's proposal for the CV, per phase; the layer checks and fits it. */
export interface CvDraft {
  label?: SourcedText;
  summary: SourcedText[];
  /** Per role, project or voluntary post: bullets, best first. */
  entries: { sourceId: string; bullets: (SourcedText & { relevance: number })[] }[];
  /** Skill keywords to show, by group, best first; each must stand in the master CV. */
  skills: TailoredSkillGroup[];
}
