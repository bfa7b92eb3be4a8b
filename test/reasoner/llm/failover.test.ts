import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StrataError } from '../../../src/error.ts';
import { BreakerOpen, BudgetRefused, LimitExceeded } from '../../../src/guardrails/refusals.ts';
import { ProviderError } from '../../../src/providers/provider-error.ts';
import type { LlmProviderName } from '../../../src/providers/provider-name.ts';
import { askInTurn, type FailoverEvent } from '../../../src/reasoner/llm/failover.ts';
import { ProvidersUnavailable } from '../../../src/reasoner/llm/providers-unavailable.ts';
import type { ReasoningModel } from '../../../src/reasoner/llm/reasoning-model.ts';

const request = {
  system: 's',
  prompt: 'p',
  schemaName: 'answer',
  schema: z.string(),
  maxOutputTokens: 10,
  stream: false,
};

const answering = (provider: LlmProviderName): ReasoningModel => ({
  provider,
  model: `${provider}-1`,
  generate: async <T>() => ({ value: provider as T }),
});

const failing = (provider: LlmProviderName, cause: unknown): ReasoningModel => ({
  ...answering(provider),
  generate: async () => Promise.reject(cause),
});

const unused = (provider: LlmProviderName): ReasoningModel =>
  failing(provider, new Error(`${provider} must not be asked`));

async function ask(models: ReasoningModel[], signal = new AbortController().signal) {
  const events: FailoverEvent[] = [];
  const context = { scope: { user: 'local' }, signal };
  const answer = await askInTurn('fit', models, request, context, (event) => events.push(event));
  return { answer, events };
}

async function refusalOf(models: ReasoningModel[]): Promise<ProvidersUnavailable> {
  const cause = await ask(models).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (cause instanceof ProvidersUnavailable) return cause;
  throw cause ?? new Error('it was answered');
}

const keyRefused = new ProviderError('PROVIDER_KEY_REFUSED', 'openai refuses the key', {
  provider: 'openai',
  kind: 'configuration',
  charge: { kind: 'none' },
  breaker: 'ignored',
  retryable: false,
});
const open = new BreakerOpen('openai', { retryAfterMs: 9_000, forced: false });
const full = new LimitExceeded('anthropic', 'minute', { retryAfterMs: 4_000 });
const budget = (scope: string, budgetAction: 'fail' | 'skip' | 'park', retryAfterMs?: number) =>
  new BudgetRefused(`budget of ${scope}`, {
    scope,
    budgetAction,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

it('asks the first and nobody else when it answers', async () => {
  expect(await ask([answering('openai'), unused('anthropic')])).toEqual({ answer: 'openai', events: [] });
});

it.each([
  ['a refused key', keyRefused, 'PROVIDER_KEY_REFUSED'],
  ['an open breaker', open, 'BREAKER_OPEN'],
  ['a full limit', full, 'LIMIT_EXCEEDED'],
  ['a budget of its provider', budget('provider openai', 'park'), 'BUDGET_EXCEEDED'],
  ['no price', new StrataError('PRICE_UNKNOWN', 'no price', { kind: 'configuration' }), 'PRICE_UNKNOWN'],
])('goes to the next provider on %s, and tells', async (_what, cause, reason) => {
  const { answer, events } = await ask([failing('openai', cause), answering('anthropic')]);
  expect(answer).toBe('anthropic');
  expect(events).toEqual([{ layer: 'fit', from: 'openai', to: 'anthropic', reason, message: cause.message }]);
});

it('survives a listener that throws', async () => {
  const context = { scope: { user: 'local' }, signal: new AbortController().signal };
  const answer = askInTurn('fit', [failing('openai', open), answering('cohere')], request, context, () => {
    throw new Error('listener');
  });
  expect(await answer).toBe('cohere');
});

describe('when no model is left', () => {
  it('names each provider and why, and the shortest wait', async () => {
    const refusal = await refusalOf([failing('openai', open), failing('anthropic', full)]);
    expect(refusal).toMatchObject({
      code: 'PROVIDERS_UNAVAILABLE',
      kind: 'unavailable',
      retryAfterMs: 4_000,
      retryable: true,
    });
    expect(refusal.message).toMatch(/openai is left alone for another \d+ s/);
    expect(refusal.message).toContain('anthropic: the limit per minute');
    expect(refusal.budgetAction).toBeUndefined();
  });

  it('says so where none was configured', async () => {
    expect((await refusalOf([])).message).toContain('none is configured');
  });

  it('passes on what the budget wants where budgets alone refuse, the sternest of them', async () => {
    const refusal = await refusalOf([
      failing('openai', budget('provider openai', 'skip')),
      failing('cohere', budget('provider cohere', 'park', 7_000)),
    ]);
    expect(refusal.budgetAction).toBe('park');
    expect(refusal.retryAfterMs).toBe(7_000);
  });

  it('has no budget to obey where something else is in the way too', async () => {
    const models = [failing('openai', budget('provider openai', 'park')), failing('anthropic', full)];
    expect((await refusalOf(models)).budgetAction).toBeUndefined();
  });
});

it.each(['all', 'user anna', 'job 1', 'layer fit'])('a budget of %s ends it at once', async (scope) => {
  const refusal = await refusalOf([failing('openai', budget(scope, 'park', 60_000)), unused('anthropic')]);
  expect(refusal).toMatchObject({ budgetAction: 'park', retryAfterMs: 60_000 });
});

it('an abort is thrown as itself, whatever the provider made of it', async () => {
  const control = new AbortController();
  const reason = new Error('cancelled by the user');
  const aborted: ReasoningModel = {
    ...answering('openai'),
    generate: async () => {
      control.abort(reason);
      throw open;
    },
  };
  await expect(ask([aborted, unused('anthropic')], control.signal)).rejects.toBe(reason);
});

it('what is no matter of the provider is thrown as it is', async () => {
  const cause = new StrataError('STORE_UNAVAILABLE', 'the store is down', { kind: 'unavailable' });
  await expect(ask([failing('openai', cause), unused('anthropic')])).rejects.toBe(cause);
});
