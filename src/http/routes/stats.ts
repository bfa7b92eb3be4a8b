import { createRoute, z } from '@hono/zod-openapi';
import type { App, AppParts } from '../app-environment.ts';
import { problemResponses } from '../problem-schema.ts';

const statsRoute = createRoute({
  method: 'get',
  path: '/api/stats',
  operationId: 'getStats',
  tags: ['statistics'],
  summary: 'Applications today, this week, this month and in total',
  description: 'Application jobs that ended with a CV, by the time they ended. Weeks begin on Monday.',
  request: {
    query: z.strictObject({
      tz: z
        .string('must be given once')
        .min(1, 'must not be empty')
        .optional()
        .openapi({ description: 'IANA time zone in which days begin.', example: 'Europe/Warsaw' }),
    }),
  },
  responses: {
    200: {
      description: 'The counts.',
      content: {
        'application/json': {
          schema: z
            .object({
              timeZone: z.string().openapi({ example: 'Europe/Warsaw' }),
              applications: z.object({
                today: z.int(),
                week: z.int(),
                month: z.int(),
                total: z.int(),
              }),
            })
            .openapi('Stats'),
        },
      },
    },
    ...problemResponses('REQUEST_INVALID', 'TIME_ZONE_UNKNOWN', 'STORE_UNAVAILABLE'),
  },
});

export function statsRoutes(app: App, { jobs, config }: AppParts): void {
  app.openapi(statsRoute, async (c) => {
    const zone = c.req.valid('query').tz ?? config.timeZone;
    const { timeZone, ...applications } = await jobs.applicationStats(zone);
    return c.json({ timeZone, applications }, 200);
  });
}
