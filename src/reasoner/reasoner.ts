import type { CallScope } from '../guardrails/call-scope.ts';
import type { Posting } from '../posting/posting.ts';
import type { WebPage } from '../providers/scraper.ts';
import type { MasterCv } from '../resume/resume.ts';
import type { CompanyBrief } from './company-brief.ts';
import type { Fit } from './fit.ts';
import type { Outreach } from './outreach.ts';
import type { PainPoints } from './pain-points.ts';
import type { Contact } from './people.ts';
import type { CvDraft, TailoredCv } from './tailored-cv.ts';

export type ReasonerName = 'extractive' | 'llm';

export interface ReasonerContext {
  signal: AbortSignal;
  /** Whom the calls to providers belong to. */
  scope: CallScope;
}

/**
 * Does a layer's thinking. A reasoner proposes; the layers check what it proposes against posting and master
 * CV, so that nothing ungrounded gets further whoever thought it.
 *
 * @throws StrataError of kind `unavailable` when it cannot be used at all, so that a substitute can stand in
 */
export interface Reasoner {
  readonly name: ReasonerName;
  findPainPoints(input: { posting: Posting }, context: ReasonerContext): Promise<PainPoints>;
  /** @param input.pages of the employer's own site, where they were looked up */
  describeCompany(
    input: { posting: Posting; pages?: readonly WebPage[] },
    context: ReasonerContext,
  ): Promise<CompanyBrief>;
  assessFit(
    input: { posting: Posting; painPoints: PainPoints; cv: MasterCv },
    context: ReasonerContext,
  ): Promise<Fit>;
  suggestPeople(
    input: { posting: Posting; company: CompanyBrief; fit: Fit; pages?: readonly WebPage[] },
    context: ReasonerContext,
  ): Promise<Contact[]>;
  /** Candidate wording for the CV, more than fits; the layer stitches it within the word budget. */
  draftCv(input: { posting: Posting; fit: Fit; cv: MasterCv }, context: ReasonerContext): Promise<CvDraft>;
  writeOutreach(
    input: {
      posting: Posting;
      painPoints: PainPoints;
      company: CompanyBrief;
      fit: Fit;
      cv: MasterCv;
      tailored: TailoredCv;
      contacts: Contact[];
    },
    context: ReasonerContext,
  ): Promise<Outreach>;
}
