import { createRoute, z } from '@hono/zod-openapi';
import type { App, AppParts } from '../app-environment.ts';
import { docsPage } from '../docs-page.ts';
import { problemResponses } from '../problem-schema.ts';

const openApiRoute = createRoute({
  method: 'get',
  path: '/api/openapi.json',
  operationId: 'getOpenApi',
  tags: ['documentation'],
  summary: 'This API as an OpenAPI 3.1 document',
  responses: {
    200: {
      description: 'The document.',
      content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } },
    },
    ...problemResponses(),
  },
});

const docsRoute = createRoute({
  method: 'get',
  path: '/api/docs',
  operationId: 'getDocs',
  tags: ['documentation'],
  summary: 'This API as a page for people',
  responses: {
    200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } },
    ...problemResponses(),
  },
});

const rootRoute = createRoute({
  method: 'get',
  path: '/',
  operationId: 'getRoot',
  tags: ['documentation'],
  summary: 'Leads to the documentation',
  responses: {
    302: {
      description: 'To `/api/docs`.',
      headers: { Location: { schema: { type: 'string' as const } } },
    },
    ...problemResponses(),
  },
});

export function documentationRoutes(app: App, { version }: AppParts): void {
  const document = () =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Strata',
        version,
        description:
          'Runs layered pipelines as durable jobs. Every `GET` answers `HEAD` too. Errors are problem documents ' +
          '(RFC 9457) with a stable `code`; every answer carries `X-Request-Id`, and a caller’s `traceparent` is ' +
          'continued.',
        license: { name: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'jobs', description: 'Submitting jobs and seeing what became of them.' },
        { name: 'statistics', description: 'Counts over all jobs.' },
        { name: 'costs', description: 'What calls to providers cost, have cost and will cost.' },
        { name: 'administration', description: 'Breakers and budgets.' },
        { name: 'service', description: 'How the service itself is.' },
        { name: 'documentation', description: 'This description.' },
      ],
    });
  // Routes are still being added while this runs, so both wait for the first request.
  let json: string | undefined;
  let page: ReturnType<typeof docsPage> | undefined;

  app.openAPIRegistry.registerPath(openApiRoute);
  app.get(openApiRoute.path, (c) => {
    json ??= JSON.stringify(document());
    return c.body(json, 200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' });
  });

  app.openapi(docsRoute, (c) => {
    page ??= docsPage(document());
    return c.body(page.html, 200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': page.contentSecurityPolicy,
      'Cache-Control': 'no-cache',
    });
  });

  app.openapi(rootRoute, (c) => c.redirect('/api/docs', 302));
}
