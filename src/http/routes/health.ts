import { createRoute, z } from '@hono/zod-openapi';
import { StrataError } from '../../error.ts';
import type { App, AppParts } from '../app-environment.ts';
import { problemResponses } from '../problem-schema.ts';

const healthSchema = z
  .object({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    reasons: z.array(z.string()).openapi({ description: 'Why it is not healthy; empty when it is.' }),
    version: z.string(),
    uptimeSeconds: z.number(),
    components: z.array(
      z.object({
        name: z.string(),
        status: z.enum(['up', 'down']),
        latencyMs: z.number().optional(),
        detail: z.string().optional(),
      }),
    ),
    capacity: z.object({
      activeRuns: z.int(),
      maxRuns: z.int(),
      percent: z.number(),
      acceptsMore: z.int().openapi({
        description:
          'Jobs that could start now, and that limits, budgets and breakers leave room for; more are taken, and wait or are degraded.',
      }),
    }),
  })
  .openapi('Health');

const healthRoute = createRoute({
  method: 'get',
  path: '/api/health',
  operationId: 'getHealth',
  tags: ['service'],
  summary: 'How the service is, and why',
  responses: {
    200: { description: 'Healthy or degraded.', content: { 'application/json': { schema: healthSchema } } },
    503: {
      description: 'Unhealthy; the body says why.',
      content: { 'application/json': { schema: healthSchema } },
    },
  },
});

const livenessRoute = createRoute({
  method: 'get',
  path: '/livez',
  operationId: 'getLiveness',
  tags: ['service'],
  summary: 'Whether the process answers at all',
  responses: {
    200: {
      description: 'It does.',
      content: { 'application/json': { schema: z.object({ alive: z.literal(true) }) } },
    },
  },
});

const readinessRoute = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  tags: ['service'],
  summary: 'Whether the service takes work: not while starting, draining or without a store',
  responses: {
    200: {
      description: 'It does.',
      content: { 'application/json': { schema: z.object({ ready: z.literal(true) }) } },
    },
    ...problemResponses('NOT_READY'),
  },
});

export function healthRoutes(app: App, { health }: AppParts): void {
  app.openapi(healthRoute, async (c) => {
    const report = await health.report();
    return c.json(report, report.status === 'unhealthy' ? 503 : 200);
  });

  app.openapi(livenessRoute, (c) => c.json({ alive: true as const }, 200));

  app.openapi(readinessRoute, async (c) => {
    const { ready, reason } = await health.ready();
    if (!ready) {
      throw new StrataError('NOT_READY', reason ?? 'the service is not ready', {
        kind: 'unavailable',
        action: 'try again in a moment',
      });
    }
    return c.json({ ready: true as const }, 200);
  });
}
