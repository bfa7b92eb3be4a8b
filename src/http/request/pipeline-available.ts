import type { PipelineName } from '../../jobs/job.ts';
import { RequestError } from '../request-error.ts';

/** @throws RequestError `PIPELINE_UNAVAILABLE` (422) */
export function mustBeAvailable(pipeline: PipelineName): void {
  if (pipeline !== 'document') return;
  throw new RequestError(422, 'PIPELINE_UNAVAILABLE', 'the document pipeline is not available', {
    kind: 'input',
    where: 'pipeline',
    action: 'submit to the pipeline application',
  });
}
