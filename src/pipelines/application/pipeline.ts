import type { Pipeline } from '../../engine/layer.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { CompanyPages } from './company-pages.ts';
import { companyResearchLayer } from './company-research.ts';
import { cvLayer } from './cv.ts';
import { fitLayer } from './fit.ts';
import { type InputLimits, intakeLayer, readInput } from './intake.ts';
import { painPointsLayer } from './pain-points.ts';
import { peopleLayer } from './people.ts';
import { type PdfWriters, publishLayer } from './publish.ts';
import type { ApplicationResults } from './results.ts';
import type { Reasoners } from './think.ts';

/** Layers whose thinking can be done by a model. */
export type ThinkingLayer = 'pain-points' | 'company-research' | 'fit' | 'people' | 'cv';

export interface ApplicationPipelineOptions {
  /** Who thinks, by layer. */
  reasonersOf(layer: ThinkingLayer): Reasoners;
  pdfWriters: PdfWriters;
  /** Absent: nothing is looked up on the web. */
  companyPages?: CompanyPages;
  inputLimits: InputLimits;
  cvLimits: { minWords: number; maxWords: number };
}

/** A job posting and a master CV in; a tailored CV, a report and outreach out. */
export function applicationPipeline(
  options: ApplicationPipelineOptions,
): Pipeline<JobInput, ApplicationResults> {
  const { reasonersOf } = options;
  return {
    name: 'application',
    layers: [
      intakeLayer(options.inputLimits),
      painPointsLayer(reasonersOf('pain-points')),
      companyResearchLayer(reasonersOf('company-research'), options.companyPages),
      fitLayer(reasonersOf('fit')),
      peopleLayer(reasonersOf('people'), options.companyPages),
      cvLayer(reasonersOf('cv'), options.cvLimits),
      publishLayer(options.pdfWriters),
    ],
    deliveringLayer: 'publish',
    async check(input) {
      const { posting } = await readInput(input, options.inputLimits);
      return {
        title: posting.company === undefined ? posting.title : `${posting.title} · ${posting.company}`,
      };
    },
  };
}
