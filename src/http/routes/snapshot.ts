import { createRoute, z } from '@hono/zod-openapi';
import type { CostReport } from '../../operations/operations.ts';
import type { App, AppParts } from '../app-environment.ts';
import { problemResponses } from '../problem-schema.ts';
import { breakerSchema, budgetSchema } from './admin.ts';

const spent = z.object({
  costUsd: z.number(),
  calls: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
});

const snapshotSchema = z
  .object({
    at: z.iso.datetime(),
    month: z.object({
      total: spent,
      byProvider: z.record(z.string(), spent),
      byLayer: z.record(z.string(), spent),
    }),
    budgets: z.array(budgetSchema),
    limits: z.array(
      z.object({
        provider: z.string(),
        window: z.enum(['minute', 'day']),
        unit: z.enum(['requests', 'tokens']),
        used: z.number(),
        limit: z.number(),
        waiting: z.int(),
        pausedForMs: z.number().optional(),
      }),
    ),
    breakers: z.array(breakerSchema),
    health: z.object({ status: z.enum(['healthy', 'degraded', 'unhealthy']), reasons: z.array(z.string()) }),
  })
  .openapi('Snapshot');

const snapshotRoute = createRoute({
  method: 'get',
  path: '/api/metrics',
  operationId: 'getSnapshot',
  tags: ['service'],
  summary: 'Tokens, cost, limits, breakers and health at a glance',
  description: 'One look for programs without Prometheus; `/metrics` has everything else.',
  responses: {
    200: { description: 'As of now.', content: { 'application/json': { schema: snapshotSchema } } },
    ...problemResponses('STORE_UNAVAILABLE'),
  },
});

export function snapshotRoutes(app: App, { operations, health, config, clock = Date.now }: AppParts): void {
  app.openapi(snapshotRoute, async (c) => {
    const now = clock();
    const { timeZone } = config;
    const from = startOfMonth(now, timeZone);
    const [byProvider, byLayer, budgets, limits, breakers, report] = await Promise.all([
      operations.costs({ by: 'provider', from, timeZone }),
      operations.costs({ by: 'layer', from, timeZone }),
      operations.budgets(),
      operations.limits(),
      operations.breakers(),
      health.report(),
    ]);
    return c.json(
      {
        at: new Date(now).toISOString(),
        month: { total: totalOf(byProvider), byProvider: byKey(byProvider), byLayer: byKey(byLayer) },
        budgets,
        limits,
        breakers,
        health: { status: report.status, reasons: report.reasons },
      },
      200,
    );
  });
}

function startOfMonth(now: number, timeZone: string): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  return today.with({ day: 1 }).startOfDay().epochMilliseconds;
}

type Spent = z.infer<typeof spent>;

function totalOf({ totalUsd, rows }: CostReport): Spent {
  const sum = (key: 'calls' | 'inputTokens' | 'outputTokens') => rows.reduce((all, row) => all + row[key], 0);
  return {
    costUsd: totalUsd,
    calls: sum('calls'),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
  };
}

function byKey({ rows }: CostReport): Record<string, Spent> {
  return Object.fromEntries(
    rows.map(({ key, costUsd, calls, inputTokens, outputTokens }) => [
      key,
      { costUsd, calls, inputTokens, outputTokens },
    ]),
  );
}
