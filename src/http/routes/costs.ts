import { createRoute, z } from '@hono/zod-openapi';
import { assertTimeZone, parseTimeRange } from '../../jobs/time-range.ts';
import type { App, AppParts } from '../app-environment.ts';
import { limitSchema } from '../limit-schema.ts';
import { problemResponses } from '../problem-schema.ts';
import { mustBeAvailable } from '../request/pipeline-available.ts';
import { readSubmission } from '../request/read-submission.ts';
import { submissionProblems } from '../request/submission-problems.ts';
import { submissionFormSchema, submissionSchema } from '../request/submission-schema.ts';

const costKeys = ['provider', 'model', 'pipeline', 'layer', 'user', 'job', 'hour', 'day', 'month'] as const;
const usd = z.number().openapi({ description: 'USD.' });
const text = () => z.string('must be given once').min(1, 'must not be empty').optional();

const costsSchema = z
  .object({
    by: z.enum(costKeys),
    timeZone: z.string(),
    from: z.string().optional(),
    to: z.string().optional(),
    totalUsd: usd,
    rows: z.array(
      z.object({
        key: z.string(),
        costUsd: usd,
        unknownUsd: usd.openapi({
          description: 'Part whose outcome is not known and that is counted as spent.',
        }),
        calls: z.int(),
        inputTokens: z.int(),
        outputTokens: z.int(),
      }),
    ),
  })
  .openapi('Costs');

const costsRoute = createRoute({
  method: 'get',
  path: '/api/costs',
  operationId: 'getCosts',
  tags: ['costs'],
  summary: 'What calls have cost, by provider, model, layer, user, job or time',
  request: {
    query: z.strictObject({
      by: z.enum(costKeys, `must be one of ${costKeys.join(', ')}`).default('day'),
      since: text().openapi({ description: '1h, 3h, 6h, 12h, 24h or 7d.' }),
      from: text().openapi({ description: 'ISO 8601 date or date-time.' }),
      to: text().openapi({ description: 'ISO 8601 date or date-time, not included.' }),
      tz: text().openapi({ description: 'IANA time zone in which days begin.' }),
      limit: limitSchema(1000),
    }),
  },
  responses: {
    200: { description: 'The costs.', content: { 'application/json': { schema: costsSchema } } },
    ...problemResponses('REQUEST_INVALID', 'TIME_RANGE_INVALID', 'TIME_ZONE_UNKNOWN', 'STORE_UNAVAILABLE'),
  },
});

const forecastRoute = createRoute({
  method: 'get',
  path: '/api/costs/forecast',
  operationId: 'getCostForecast',
  tags: ['costs'],
  summary: 'What the month will have cost at its end, and how long each budget lasts',
  request: { query: z.strictObject({ tz: text().openapi({ description: 'IANA time zone.' }) }) },
  responses: {
    200: {
      description: 'The forecast.',
      content: {
        'application/json': {
          schema: z
            .object({
              timeZone: z.string(),
              month: z.object({
                from: z.string(),
                to: z.string(),
                spentUsd: usd,
                projectedUsd: usd,
                lowUsd: usd,
                highUsd: usd,
              }),
              usdPerHour: usd,
              budgets: z.array(
                z.object({
                  id: z.string(),
                  account: z.string(),
                  hoursLeft: z.number().optional(),
                  projectedUsd: usd.optional(),
                }),
              ),
            })
            .openapi('CostForecast'),
        },
      },
    },
    ...problemResponses('REQUEST_INVALID', 'TIME_ZONE_UNKNOWN', 'STORE_UNAVAILABLE'),
  },
});

const quoteRoute = createRoute({
  method: 'post',
  path: '/api/quote',
  operationId: 'quoteJob',
  tags: ['costs'],
  summary: 'What a job would cost, without starting it',
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
    200: {
      description: 'The quote.',
      content: {
        'application/json': {
          schema: z
            .object({
              expectedUsd: usd,
              worstUsd: usd,
              layers: z.array(
                z.object({
                  layer: z.string(),
                  calls: z.int(),
                  by: z.string(),
                  expectedUsd: usd,
                  worstUsd: usd,
                  expectedTokens: z.int(),
                }),
              ),
              fits: z.boolean().openapi({
                description: 'Whether every call finds room in every budget, at what is expected.',
              }),
              refusals: z.array(
                z.object({
                  budget: z.string(),
                  layer: z.string(),
                  action: z.string(),
                  message: z.string(),
                  consequence: z.string(),
                }),
              ),
              notes: z.array(z.string()),
            })
            .openapi('Quote'),
        },
      },
    },
    ...problemResponses(...submissionProblems, 'PRICE_UNKNOWN'),
  },
});

export function costRoutes(app: App, { operations, config, clock = Date.now }: AppParts): void {
  app.openapi(costsRoute, async (c) => {
    const { by, since, from, to, tz, limit } = c.req.valid('query');
    const timeZone = tz ?? config.timeZone;
    const range = parseTimeRange(
      {
        ...(since === undefined ? {} : { since }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
      clock(),
      timeZone,
    );
    const report = await operations.costs({
      by,
      timeZone,
      ...range,
      ...(limit === undefined ? {} : { limit }),
    });
    return c.json(report, 200);
  });

  app.openapi(forecastRoute, async (c) => {
    const timeZone = c.req.valid('query').tz ?? config.timeZone;
    assertTimeZone(timeZone);
    return c.json(await operations.forecast(timeZone), 200);
  });

  app.openAPIRegistry.registerPath(quoteRoute);
  app.post(quoteRoute.path, async (c) => {
    const maxInputBytes = config.input.maxPostingBytes + config.input.maxCvBytes;
    const { pipeline, posting, cv, options } = await readSubmission(c.req.raw, maxInputBytes);
    mustBeAvailable(pipeline);
    return c.json(await operations.quote({ posting, cv }, options), 200);
  });
}
