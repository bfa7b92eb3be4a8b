import { createRoute } from '@hono/zod-openapi';
import type { App, AppParts } from '../app-environment.ts';
import { acceptedSchema, toAcceptedJob } from '../job-view.ts';
import { problemResponses } from '../problem-schema.ts';
import { mustBeAvailable } from '../request/pipeline-available.ts';
import { readSubmission } from '../request/read-submission.ts';
import { submissionProblems } from '../request/submission-problems.ts';
import { submissionFormSchema, submissionSchema } from '../request/submission-schema.ts';

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
    ...problemResponses(...submissionProblems),
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
    mustBeAvailable(pipeline);
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
