import { randomBytes } from 'node:crypto';
import type { Posting } from '../../posting/posting.ts';
import type { WebPage } from '../../providers/scraper.ts';
import type { MasterCv } from '../../resume/resume.ts';
import type { CompanyBrief } from '../company-brief.ts';
import type { OutreachInput } from '../extractive/outreach-input.ts';
import type { Fit } from '../fit.ts';
import type { Outreach } from '../outreach.ts';
import type { PainPoints } from '../pain-points.ts';
import type { Contact } from '../people.ts';
import type { Reasoner, ReasonerContext } from '../reasoner.ts';
import type { CvDraft } from '../tailored-cv.ts';
import { assessFit } from './assess-fit.ts';
import { describeCompany } from './describe-company.ts';
import { draftCv } from './draft-cv.ts';
import { askInTurn, type FailoverEvent } from './failover.ts';
import { findPainPoints } from './find-pain-points.ts';
import { type Ask, requestOf } from './question.ts';
import type { LayerModels } from './reasoning-model.ts';
import { suggestPeople } from './suggest-people.ts';
import { writeOutreach } from './write-outreach.ts';

export interface LlmReasonerOptions {
  models: LayerModels;
  /** Told of each change to another provider, a refused key among the reasons. */
  onFailover?(event: FailoverEvent): void;
  /** Letters and digits that nobody can foresee, anew for each call: they mark where others' text begins and ends. */
  nonce?(): string;
}

/**
 * Does every layer's thinking by language models, each layer's in the order of failover. Answers come back in the
 * contract's types with quotes verbatim, ids known and lengths kept; what a model leaves out is completed by text
 * analysis.
 *
 * Every method throws `ProvidersUnavailable` when no model of the layer can be used, or the signal's reason.
 */
export class LlmReasoner implements Reasoner {
  readonly name = 'llm';
  readonly #models: LayerModels;
  readonly #onFailover: (event: FailoverEvent) => void;
  readonly #nonce: () => string;

  constructor(options: LlmReasonerOptions) {
    this.#models = options.models;
    this.#onFailover = (event) => options.onFailover?.(event);
    this.#nonce = options.nonce ?? (() => randomBytes(12).toString('hex'));
  }

  findPainPoints(input: { posting: Posting }, context: ReasonerContext): Promise<PainPoints> {
    return findPainPoints(input, this.#ask(context));
  }

  describeCompany(
    input: { posting: Posting; pages?: readonly WebPage[] },
    context: ReasonerContext,
  ): Promise<CompanyBrief> {
    return describeCompany(input, this.#ask(context));
  }

  assessFit(
    input: { posting: Posting; painPoints: PainPoints; cv: MasterCv },
    context: ReasonerContext,
  ): Promise<Fit> {
    return assessFit(input, this.#ask(context));
  }

  suggestPeople(
    input: { posting: Posting; company: CompanyBrief; fit: Fit; pages?: readonly WebPage[] },
    context: ReasonerContext,
  ): Promise<Contact[]> {
    return suggestPeople(input, this.#ask(context));
  }

  draftCv(input: { posting: Posting; fit: Fit; cv: MasterCv }, context: ReasonerContext): Promise<CvDraft> {
    return draftCv(input, this.#ask(context));
  }

  writeOutreach(input: OutreachInput, context: ReasonerContext): Promise<Outreach> {
    return writeOutreach(input, this.#ask(context));
  }

  #ask(context: ReasonerContext): Ask {
    return async (question) => {
      context.signal.throwIfAborted();
      const request = await requestOf(question, this.#nonce());
      const { layer } = question;
      return askInTurn(layer, this.#models[layer], request, context, this.#onFailover);
    };
  }
}
