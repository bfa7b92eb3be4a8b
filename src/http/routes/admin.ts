import { createRoute, z } from '@hono/zod-openapi';
import { breakerStates } from '../../guardrails/breaker/breaker.ts';
import { type BudgetOrder, breakerCommands } from '../../operations/operations.ts';
import type { App, AppParts } from '../app-environment.ts';
import { fieldErrors, invalidRequest } from '../field-errors.ts';
import { problemResponses } from '../problem-schema.ts';
import { readJson } from '../request/read-json.ts';

const maxBodyBytes = 16 * 1024;

export const breakerSchema = z
  .object({
    provider: z.string().openapi({ example: 'openai' }),
    configured: z.boolean(),
    state: z.enum(breakerStates),
    since: z.iso.datetime(),
    failuresInARow: z.int(),
    calls: z.int().openapi({ description: 'In the window that the rates are taken of.' }),
    failures: z.int(),
    slowCalls: z.int(),
    retryAfterMs: z.number().optional().openapi({ description: 'While open: until the next trial.' }),
    opened: z.int(),
    recovered: z.int(),
  })
  .openapi('Breaker');

const usd = z.number().openapi({ description: 'USD.', example: 5 });
const action = z.enum(['fail', 'warn', 'skip', 'park'], 'must be fail, warn, skip or park');

export const budgetSchema = z
  .object({
    id: z.string().openapi({ example: 'provider:openai/day' }),
    account: z.string(),
    limitUsd: usd.optional(),
    limitTokens: z.int().optional(),
    action,
    warnAt: z.number(),
    spentUsd: usd,
    reservedUsd: usd,
    spentTokens: z.int(),
    reservedTokens: z.int(),
    usedRatio: z.number(),
    periodEndsAt: z.iso.datetime().optional(),
    projectedUsd: usd.optional(),
    source: z.enum(['settings', 'stored']),
  })
  .openapi('Budget');

const budgetOrderSchema = z
  .strictObject(
    {
      id: z.string('must be text').max(300, 'must not be longer than 300 characters').openapi({
        description:
          'Scope and period: `all/month`, `provider:openai/day`, `user:*/month`, `layer:cv/day`, `job:*/total`.',
        example: 'provider:openai/day',
      }),
      limitUsd: z.number('must be a number').optional(),
      limitTokens: z.number('must be a number').optional(),
      action: action
        .optional()
        .openapi({ description: 'Of a new budget, unset: that of TOKEN_BUDGET_ACTION.' }),
      warnAt: z.number('must be a number').optional(),
    },
    'must be a JSON object',
  )
  .openapi('BudgetOrder');

const breakersAnswer = z.object({ breakers: z.array(breakerSchema) }).openapi('Breakers');
const budgetsAnswer = z.object({ budgets: z.array(budgetSchema) }).openapi('Budgets');
const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

const listBreakers = createRoute({
  method: 'get',
  path: '/api/admin/breakers',
  operationId: 'listBreakers',
  tags: ['administration'],
  summary: 'The circuit breaker of each provider',
  responses: { 200: json('All of them.', breakersAnswer), ...problemResponses() },
});

const controlBreaker = createRoute({
  method: 'post',
  path: '/api/admin/breakers/{provider}/{command}',
  operationId: 'controlBreaker',
  tags: ['administration'],
  summary: 'Open, close, reset or disable a breaker by hand',
  description:
    '`open` lets nothing through until `close` or `reset`; `close` goes on as if it had recovered; `reset` forgets ' +
    'everything seen so far; `disable` lets everything through until `close` or `reset`.',
  request: {
    params: z.object({
      provider: z.string().openapi({ example: 'openai' }),
      command: z.enum(breakerCommands, `must be one of ${breakerCommands.join(', ')}`),
    }),
  },
  responses: {
    200: json('The breaker afterwards.', breakerSchema),
    ...problemResponses('PROVIDER_UNKNOWN', 'REQUEST_INVALID', 'CROSS_SITE_REFUSED', 'STORE_UNAVAILABLE'),
  },
});

const listBudgets = createRoute({
  method: 'get',
  path: '/api/admin/budgets',
  operationId: 'listBudgets',
  tags: ['administration'],
  summary: 'Every budget and how much of it is used',
  responses: { 200: json('All of them.', budgetsAnswer), ...problemResponses('STORE_UNAVAILABLE') },
});

const setBudget = createRoute({
  method: 'put',
  path: '/api/admin/budgets',
  operationId: 'setBudget',
  tags: ['administration'],
  summary: 'Set a budget, or change one',
  description:
    'Of a budget that is stored already, what is left out stays as it is; to take a limit away, remove the budget and ' +
    'set it anew.',
  request: { body: { required: true, content: { 'application/json': { schema: budgetOrderSchema } } } },
  responses: {
    200: json('The budget with its accounts.', budgetsAnswer),
    ...problemResponses(
      'REQUEST_INVALID',
      'JSON_MALFORMED',
      'BODY_EMPTY',
      'BODY_NOT_UTF8',
      'REQUEST_ABORTED',
      'REQUEST_TIMEOUT',
      'BODY_TOO_LARGE',
      'CONTENT_TYPE_UNSUPPORTED',
      'BUDGET_INVALID',
      'CROSS_SITE_REFUSED',
      'STORE_UNAVAILABLE',
    ),
  },
});

const removeBudget = createRoute({
  method: 'delete',
  path: '/api/admin/budgets',
  operationId: 'removeBudget',
  tags: ['administration'],
  summary: 'Remove a budget; what was spent stays on record',
  request: { query: z.strictObject({ id: z.string('must be given once').min(1, 'must not be empty') }) },
  responses: {
    204: { description: 'It is gone.' },
    ...problemResponses(
      'REQUEST_INVALID',
      'BUDGET_UNKNOWN',
      'BUDGET_INVALID',
      'CROSS_SITE_REFUSED',
      'STORE_UNAVAILABLE',
    ),
  },
});

/** What operators do about providers. Loopback only while there are no keys, like everything else. */
export function adminRoutes(app: App, { operations }: AppParts): void {
  app.openapi(listBreakers, async (c) => c.json({ breakers: await operations.breakers() }, 200));

  app.openapi(controlBreaker, async (c) => {
    const { provider, command } = c.req.valid('param');
    return c.json(await operations.controlBreaker(provider, command), 200);
  });

  app.openapi(listBudgets, async (c) => c.json({ budgets: await operations.budgets() }, 200));

  // Registered by hand, so that a body of any size is cut off and faults are told like those of a submission.
  app.openAPIRegistry.registerPath(setBudget);
  app.put(setBudget.path, async (c) => {
    const checked = budgetOrderSchema.safeParse(await readJson(c.req.raw, maxBodyBytes));
    if (!checked.success) throw invalidRequest(fieldErrors(checked.error, 'body'));
    return c.json({ budgets: await operations.setBudget(withoutUndefined(checked.data)) }, 200);
  });

  app.openapi(removeBudget, async (c) => {
    await operations.removeBudget(c.req.valid('query').id);
    return c.body(null, 204);
  });
}

function withoutUndefined(order: z.output<typeof budgetOrderSchema>): BudgetOrder {
  return Object.fromEntries(
    Object.entries(order).filter(([, value]) => value !== undefined),
  ) as unknown as BudgetOrder;
}
