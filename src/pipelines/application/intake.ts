import type { Layer } from '../../engine/layer.ts';
import type { JobInput } from '../../jobs/job.ts';
import { readPosting } from '../../posting/read-posting.ts';
import { readCv } from '../../resume/read-cv.ts';
import type { ApplicationResults } from './results.ts';

export interface InputLimits {
  maxPostingBytes: number;
  maxCvBytes: number;
}

export async function readInput(input: JobInput, limits: InputLimits): Promise<ApplicationResults['intake']> {
  const posting = await readPosting(input.posting, { maxBytes: limits.maxPostingBytes });
  const cv = await readCv(input.cv, { maxBytes: limits.maxCvBytes });
  return { posting, cv };
}

/** Layer 1: posting and master CV as typed data. */
export function intakeLayer(limits: InputLimits): Layer<JobInput, ApplicationResults> {
  return {
    name: 'intake',
    async run(input) {
      const result = await readInput(input, limits);
      return {
        result,
        metadata: {
          posting_format: result.posting.source.format,
          posting_blocks: result.posting.blocks.length,
          cv_format: result.cv.source.format,
          cv_words: result.cv.wordCount,
        },
      };
    },
  };
}
