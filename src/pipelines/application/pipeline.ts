import type { Pipeline } from '../../engine/layer.ts';
import type { JobInput } from '../../jobs/job.ts';
import type { PdfWriter } from '../../publishing/pdf-writer.ts';
import type { Reasoner } from '../../reasoner/reasoner.ts';
import { companyResearchLayer } from './company-research.ts';
import { cvLayer } from './cv.ts';
import { fitLayer } from './fit.ts';
import { type InputLimits, intakeLayer, readInput } from './intake.ts';
import { painPointsLayer } from './pain-points.ts';
import { peopleLayer } from './people.ts';
import { publishLayer } from './publish.ts';
import type { ApplicationResults } from './results.ts';

export interface ApplicationPipelineOptions {
  reasoner: Reasoner;
  pdfWriter: PdfWriter;
  inputLimits: InputLimits;
  cvLimits: { minWords: number; maxWords: number };
}

/** A job posting and a master CV in; a tailored CV, a report and outreach out. */
export function applicationPipeline(
  options: ApplicationPipelineOptions,
): Pipeline<JobInput, ApplicationResults> {
  const { reasoner } = options;
  return {
    name: 'application',
    layers: [
      intakeLayer(options.inputLimits),
      painPointsLayer(reasoner),
      companyResearchLayer(reasoner),
      fitLayer(reasoner),
      peopleLayer(reasoner),
      cvLayer(reasoner, options.cvLimits),
      publishLayer(options.pdfWriter),
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
