import { createRoute } from '@hono/zod-openapi';
import type { App, AppParts } from '../app-environment.ts';
import { acceptedSchema, toAcceptedJob } from '../job-view.ts';
import { problemResponses } from '../problem-schema.ts';
import { readSubmission } from '../request/read-submission.ts';
import { submissionFormSchema, submissionSchema } from '../request/submission-schema.ts';
import { RequestError } from '../request-error.ts';

const submitRoute = createRoute({
  method: 'post',
  path: '/api/jobs',
  operationId: 'submitJob',
  tags: ['jobs'],
  summary: 'Submit a job',
  description:
    'Stores the job, has it run, and answers at once. Follow `links.progress` to see how it goes. Every accepted ' +
    'request is a job of its own: an `Idempotency-Key` is not looked at.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: submissionSchema },
        'multipart/form-data': { schema: submissionFormSchema },
      },
    },
  },
  responses: {
    202: {
      description: 'The job is stored and will run.',
      headers: { Location: { description: 'The job.', schema: { type: 'string' as const } } },
      content: { 'application/json': { schema: acceptedSchema } },
    },
    ...problemResponses(
      'REQUEST_INVALID',
      'JSON_MALFORMED',
      'FORM_MALFORMED',
      'BODY_EMPTY',
      'BODY_NOT_UTF8',
      'REQUEST_ABORTED',
      'CROSS_SITE_REFUSED',
      'REQUEST_TIMEOUT',
      'BODY_TOO_LARGE',
      'POSTING_TOO_LARGE',
      'CV_TOO_LARGE',
      'CONTENT_TYPE_UNSUPPORTED',
      'CHARSET_UNKNOWN',
      'POSTING_EMPTY',
      'POSTING_NO_TEXT',
      'CV_EMPTY',
      'CV_INVALID',
      'CV_UNKNOWN_SHAPE',
      'CV_NOT_JSON',
      'CV_NOT_YAML',
      'CV_NO_WORK',
      'CV_NO_NAME',
      'POSTING_NOT_TEXT',
      'CV_NOT_TEXT',
      'POSTING_URL_UNSUPPORTED',
      'PIPELINE_UNAVAILABLE',
      'STORE_UNAVAILABLE',
    ),
  },
});

/** Without keys every job belongs to this user. */
const keylessUser = 'local';

export function submissionRoutes(app: App, { jobs, config }: AppParts): void {
  const maxInputBytes = config.input.maxPostingBytes + config.input.maxCvBytes;

  // Registered by hand: the generated validators would hold a body of any size in memory.
  app.openAPIRegistry.registerPath(submitRoute);
  app.post(submitRoute.path, async (c) => {
    const { pipeline, posting, cv, options } = await readSubmission(c.req.raw, maxInputBytes);
    if (pipeline === 'document') throw documentsUnavailable();
    const job = await jobs.submit({
      pipeline,
      input: { posting, cv },
      user: keylessUser,
      ...(options === undefined ? {} : { options }),
    });
    const accepted = toAcceptedJob(job);
    return c.json(accepted, 202, { Location: accepted.links.self });
  });
}

function documentsUnavailable(): RequestError {
  return new RequestError(422, 'PIPELINE_UNAVAILABLE', 'the document pipeline is not available', {
    kind: 'input',
    where: 'pipeline',
    action: 'submit to the pipeline application',
  });
}
