import type { Posting } from '../../posting/posting.ts';
import type { MasterCv } from '../../resume/resume.ts';
import type { CompanyBrief } from '../company-brief.ts';
import type { Fit } from '../fit.ts';
import type { PainPoints } from '../pain-points.ts';
import type { Contact } from '../people.ts';
import type { TailoredCv } from '../tailored-cv.ts';

export interface OutreachInput {
  posting: Posting;
  painPoints: PainPoints;
  company: CompanyBrief;
  fit: Fit;
  cv: MasterCv;
  tailored: TailoredCv;
  contacts: Contact[];
}
