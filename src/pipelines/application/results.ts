import { StrataError } from '../../error.ts';
import type { Posting } from '../../posting/posting.ts';
import type { CompanyBrief } from '../../reasoner/company-brief.ts';
import type { Fit } from '../../reasoner/fit.ts';
import type { Outreach } from '../../reasoner/outreach.ts';
import type { PainPoints } from '../../reasoner/pain-points.ts';
import type { Contact } from '../../reasoner/people.ts';
import type { TailoredCv } from '../../reasoner/tailored-cv.ts';
import type { MasterCv } from '../../resume/resume.ts';

/** What each layer of the application pipeline leaves for the later ones. */
export interface ApplicationResults {
  intake: { posting: Posting; cv: MasterCv };
  'pain-points': PainPoints;
  'company-research': CompanyBrief;
  fit: Fit;
  people: Contact[];
  cv: { tailored: TailoredCv; outreach: Outreach };
  publish: { artifacts: string[] };
}

/** The result of an earlier layer. @throws StrataError `LAYER_RESULT_MISSING` when it has not run */
export function resultOf<Name extends keyof ApplicationResults>(
  results: Readonly<Partial<ApplicationResults>>,
  name: Name,
): ApplicationResults[Name] {
  const result = results[name];
  if (result === undefined) {
    throw new StrataError('LAYER_RESULT_MISSING', `the result of layer ${name} is not there`, {
      kind: 'failed',
      action: 'retry the job from the start',
    });
  }
  return result as ApplicationResults[Name];
}
