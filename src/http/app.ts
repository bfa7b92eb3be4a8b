import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { StrataError } from '../error.ts';
import type { App, AppEnvironment, AppParts } from './app-environment.ts';
import { fieldErrors, invalidRequest } from './field-errors.ts';
import { crossSiteGuard } from './middleware/cross-site-guard.ts';
import { loopbackGuard } from './middleware/loopback-guard.ts';
import { requestTelemetry } from './middleware/request-telemetry.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { problemResponse } from './problem.ts';
import { RequestError } from './request-error.ts';
import { adminRoutes } from './routes/admin.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { costRoutes } from './routes/costs.ts';
import { documentationRoutes } from './routes/documentation.ts';
import { healthRoutes } from './routes/health.ts';
import { jobRoutes } from './routes/jobs.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { snapshotRoutes } from './routes/snapshot.ts';
import { statsRoutes } from './routes/stats.ts';
import { submissionRoutes } from './routes/submissions.ts';

/** Asked for every few seconds by machines; their spans would bury all others. */
const untracedRoutes = new Set(['/livez', '/metrics']);
/** Their answers say how the service is, and must not count as how it does. */
const askedByMachines = new Set(['/livez', '/readyz', '/metrics', '/api/health', '/api/metrics']);
/** Asked for under whatever name the machine has. */
const probes = new Set(['/livez', '/readyz']);
const maxRequestIdLength = 128;

/** The HTTP interface: routes, the guards before them, and one way to turn errors into answers. */
export function createApp(parts: AppParts): App {
  const { telemetry } = parts;
  const app: App = new OpenAPIHono<AppEnvironment>({
    defaultHook: (result) => {
      if (result.success) return;
      throw invalidRequest(fieldErrors(result.error, result.target === 'param' ? 'path' : 'query'));
    },
  });

  app.use(requestId({ limitLength: maxRequestIdLength }));
  app.use(requestTelemetry(telemetry, untracedRoutes));
  app.use(async (c, next) => {
    await next();
    if (!askedByMachines.has(c.req.path)) parts.onAnswer?.(c.res.status);
  });
  app.use(securityHeaders());
  app.use(loopbackGuard(probes));
  app.use(crossSiteGuard());
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => problemResponse(wrongMethod(methods), contextOf(c)),
    }),
  );

  submissionRoutes(app, parts);
  jobRoutes(app, parts);
  artifactRoutes(app, parts);
  costRoutes(app, parts);
  adminRoutes(app, parts);
  statsRoutes(app, parts);
  snapshotRoutes(app, parts);
  healthRoutes(app, parts);
  metricsRoutes(app, parts);
  documentationRoutes(app, parts);

  app.notFound((c) => problemResponse(routeUnknown(), contextOf(c)));
  app.onError((error, c) => {
    const response = problemResponse(error, contextOf(c));
    if (response.status >= 500) {
      const line = { err: error, request_id: c.get('requestId'), method: c.req.method, path: c.req.path };
      if (error instanceof StrataError) telemetry.log.warn(line, 'request refused');
      else telemetry.log.error(line, 'request failed');
    }
    return response;
  });
  return app;
}

function contextOf(c: Context): { requestId: string; instance: string } {
  return { requestId: c.get('requestId'), instance: c.req.path };
}

function routeUnknown(): StrataError {
  return new StrataError('ROUTE_UNKNOWN', 'no route has this path', {
    kind: 'not-found',
    action: 'see /api/docs for the routes there are',
  });
}

function wrongMethod(methods: string[]): RequestError {
  const allowed = methods.join(', ');
  return new RequestError(405, 'METHOD_NOT_ALLOWED', `the path is there for ${allowed} only`, {
    action: 'use one of these methods',
    headers: { Allow: allowed },
  });
}
