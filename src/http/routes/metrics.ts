import { createRoute, z } from '@hono/zod-openapi';
import type { App, AppParts } from '../app-environment.ts';
import { problemResponses } from '../problem-schema.ts';

/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
const contentType = 'text/plain; version=0.0.4; charset=utf-8';

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  tags: ['service'],
  summary: "Metrics in Prometheus' text format",
  responses: {
    200: {
      description: 'All metrics.',
      content: {
        'text/plain': {
          schema: z.string(),
          example:
            'http_server_request_duration_seconds_count{method="GET",route="/api/jobs",status="200"} 3\n',
        },
      },
    },
    ...problemResponses(),
  },
});

export function metricsRoutes(app: App, { telemetry }: AppParts): void {
  app.openapi(metricsRoute, async (c) =>
    c.text(await telemetry.metricsText(), 200, { 'Content-Type': contentType }),
  );
}
