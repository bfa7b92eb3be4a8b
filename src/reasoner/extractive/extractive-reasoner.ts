import type { Posting } from '../../posting/posting.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { loadWordFrequencies } from '../../text/rarity.ts';
import type { CompanyBrief } from '../company-brief.ts';
import type { Fit } from '../fit.ts';
import type { Outreach } from '../outreach.ts';
import type { PainPoints } from '../pain-points.ts';
import type { Contact } from '../people.ts';
import type { Reasoner, ReasonerContext } from '../reasoner.ts';
import type { CvDraft } from '../tailored-cv.ts';
import { describeCompany } from './company.ts';
import { draftCv } from './draft-cv.ts';
import { assessFit } from './fit.ts';
import { writeOutreach } from './outreach.ts';
import { findPainPoints } from './pain-points.ts';
import { suggestPeople } from './people.ts';
import { loadLanguageNames } from './spoken-languages.ts';

/** Does every layer's thinking by text analysis: no model, no network, the same output for the same input. */
export class ExtractiveReasoner implements Reasoner {
  readonly name = 'extractive';

  /** Loads what the first job would have to wait for. May be called again, at no cost. */
  async prepare(): Promise<void> {
    loadWordFrequencies();
    loadLanguageNames();
  }

  async findPainPoints(input: { posting: Posting }, { signal }: ReasonerContext): Promise<PainPoints> {
    signal.throwIfAborted();
    return findPainPoints(input);
  }

  async describeCompany(input: { posting: Posting }, { signal }: ReasonerContext): Promise<CompanyBrief> {
    signal.throwIfAborted();
    return describeCompany(input);
  }

  async assessFit(
    input: { posting: Posting; painPoints: PainPoints; cv: MasterCv },
    { signal }: ReasonerContext,
  ): Promise<Fit> {
    signal.throwIfAborted();
    return assessFit(input);
  }

  async suggestPeople(
    input: { posting: Posting; company: CompanyBrief; fit: Fit },
    { signal }: ReasonerContext,
  ): Promise<Contact[]> {
    signal.throwIfAborted();
    return suggestPeople(input);
  }

  async draftCv(
    input: { posting: Posting; fit: Fit; cv: MasterCv },
    { signal }: ReasonerContext,
  ): Promise<CvDraft> {
    signal.throwIfAborted();
    return draftCv(input);
  }

  async writeOutreach(
    input: Parameters<Reasoner['writeOutreach']>[0],
    { signal }: ReasonerContext,
  ): Promise<Outreach> {
    signal.throwIfAborted();
    return writeOutreach(input);
  }
}
