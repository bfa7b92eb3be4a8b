import { createRoute, z } from '@hono/zod-openapi';
import { jobStates } from '../../jobs/job.ts';
import { parseTimeRange } from '../../jobs/time-range.ts';
import type { App, AppParts } from '../app-environment.ts';
import { jobIdOf, jobIdParameters } from '../job-id.ts';
import {
  jobSchema,
  jobSummarySchema,
  progressSchema,
  toJobSummary,
  toJobView,
  toProgressView,
} from '../job-view.ts';
import { limitSchema } from '../limit-schema.ts';
import { problemResponses } from '../problem-schema.ts';

const defaultLimit = 50;
const maxLimit = 200;

const once = (description: string, example: string) =>
  z.string('must be given once').min(1, 'must not be empty').optional().openapi({ description, example });

/** One or several states, parted by commas or given repeatedly. */
const statusSchema = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => [value].flat().flatMap((states) => states.split(',').map((state) => state.trim())))
  .pipe(z.array(z.enum(jobStates, `must be one or several of ${jobStates.join(', ')}`)))
  .optional()
  .openapi({
    param: { name: 'status', in: 'query', style: 'form', explode: false },
    type: 'array',
    items: { type: 'string', enum: [...jobStates] },
    description: 'One or several states, parted by commas.',
    example: ['failed', 'degraded'],
  });

const listRoute = createRoute({
  method: 'get',
  path: '/api/jobs',
  operationId: 'listJobs',
  tags: ['jobs'],
  summary: 'List jobs, newest first',
  description: 'By time of submission. `from` is in the interval, `to` is not.',
  request: {
    query: z.strictObject({
      since: once(
        'How far back: `1h`, `3h`, `6h`, `12h`, `24h` or `7d`; not together with `from` or `to`.',
        '3h',
      ),
      from: once('Date-time from which on; without an offset it is taken in `tz`.', '2026-11-01T00:00:00Z'),
      to: once('Date-time before which; without an offset it is taken in `tz`.', '2026-12-01T00:00:00Z'),
      tz: once('IANA time zone.', 'Europe/Warsaw'),
      status: statusSchema,
      pipeline: z.enum(['application', 'document'], 'must be application or document').optional(),
      cursor: once('`nextCursor` of the page before.', 'MTczMjM…'),
      limit: limitSchema(maxLimit, { default: defaultLimit }),
    }),
  },
  responses: {
    200: {
      description: 'A page of jobs.',
      content: {
        'application/json': {
          schema: z
            .object({
              jobs: z.array(jobSummarySchema),
              nextCursor: z.string().optional().openapi({ description: 'Absent on the last page.' }),
            })
            .openapi('JobPage'),
        },
      },
    },
    ...problemResponses(
      'REQUEST_INVALID',
      'TIME_RANGE_INVALID',
      'TIME_ZONE_UNKNOWN',
      'CURSOR_INVALID',
      'STORE_UNAVAILABLE',
    ),
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/api/jobs/{id}',
  operationId: 'getJob',
  tags: ['jobs'],
  summary: 'A job with its layers, attempts and artifacts',
  request: { params: jobIdParameters },
  responses: {
    200: { description: 'The job.', content: { 'application/json': { schema: jobSchema } } },
    ...problemResponses('JOB_UNKNOWN', 'STORE_UNAVAILABLE'),
  },
});

const progressRoute = createRoute({
  method: 'get',
  path: '/api/jobs/{id}/progress',
  operationId: 'getJobProgress',
  tags: ['jobs'],
  summary: 'How far a job has come',
  request: { params: jobIdParameters },
  responses: {
    200: { description: 'Its progress.', content: { 'application/json': { schema: progressSchema } } },
    ...problemResponses('JOB_UNKNOWN', 'STORE_UNAVAILABLE'),
  },
});

export function jobRoutes(app: App, { jobs, config, clock = Date.now }: AppParts): void {
  app.openapi(listRoute, async (c) => {
    const { since, from, to, tz, status, pipeline, cursor, limit } = c.req.valid('query');
    const times = {
      ...(since === undefined ? {} : { since }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    const page = await jobs.list({
      submitted: parseTimeRange(times, clock(), tz ?? config.timeZone),
      ...(status === undefined ? {} : { states: status }),
      ...(pipeline === undefined ? {} : { pipeline }),
      ...(cursor === undefined ? {} : { cursor }),
      limit: limit ?? defaultLimit,
    });
    const { nextCursor } = page;
    const listed = page.jobs.map(toJobSummary);
    return c.json({ jobs: listed, ...(nextCursor === undefined ? {} : { nextCursor }) }, 200);
  });

  app.openapi(getRoute, async (c) => {
    const job = await jobs.get(jobIdOf(c.req.valid('param').id));
    return c.json(toJobView(job), 200);
  });

  app.openapi(progressRoute, async (c) => {
    const job = await jobs.get(jobIdOf(c.req.valid('param').id));
    return c.json(toProgressView(jobs.progressOf(job)), 200);
  });
}
