import type { Posting } from '../posting/posting.ts';
import type { CompanyBrief } from '../reasoner/company-brief.ts';
import type { Fit } from '../reasoner/fit.ts';
import type { Outreach } from '../reasoner/outreach.ts';
import type { PainPoints } from '../reasoner/pain-points.ts';
import type { Contact } from '../reasoner/people.ts';
import type { ReasonerName } from '../reasoner/reasoner.ts';
import type { TailoredCv } from '../reasoner/tailored-cv.ts';
import type { MasterCv } from '../resume/resume.ts';

/** Everything that an application job found out: what the artifacts are rendered from. */
export interface Dossier {
  posting: Posting;
  cv: MasterCv;
  painPoints: PainPoints;
  company: CompanyBrief;
  fit: Fit;
  contacts: Contact[];
  tailored: TailoredCv;
  outreach: Outreach;
  /** Who did the thinking, by layer. */
  reasoners: Readonly<Record<string, ReasonerName>>;
  /** Lesser means that were used, in words for people. */
  degraded: string[];
}
