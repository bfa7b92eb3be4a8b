import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { StrataError } from '../../src/error.ts';
import type { SettledCall } from '../../src/guardrails/call-scope.ts';
import type { Answered } from '../../src/guardrails/guard.ts';
import { BreakerOpen, BudgetRefused, LimitExceeded } from '../../src/guardrails/refusals.ts';
import { ProviderError, type ProviderErrorOptions } from '../../src/providers/provider-error.ts';
import { entryUnknown } from '../../src/store/ledger-errors.ts';
import { spansOf } from '../support/otlp-receiver.ts';
import { withFakeTimeAndNoRejections } from './support/fake-time-and-rejections.ts';
import { chat, guarded, reserved } from './support/guarded-call.ts';

const never = new AbortController().signal;
const answer: Answered<string> = { value: 'answer', usage: { inputTokens: 20, outputTokens: 10 } };

function failure(code: string, options: Partial<ProviderErrorOptions> = {}): ProviderError {
  return new ProviderError(code, 'it failed', {
    provider: 'openai',
    charge: { kind: 'none' },
    breaker: 'failure',
    retryable: false,
    ...options,
  });
}

withFakeTimeAndNoRejections();

describe('a call', () => {
  test('goes reservation, limiter, breaker, attempt, settlement, and gives the value', async () => {
    const { guard, steps, entries } = await guarded();
    const attempt = async () => {
      steps.push('attempt');
      return answer;
    };
    expect(await guard.call(chat({ attempt }), never)).toBe('answer');
    await guard.idle();
    expect(steps).toEqual(['reserve', 'acquire', 'enter', 'attempt', 'settle succeeded']);
    expect(await entries()).toMatchObject([
      {
        state: 'succeeded',
        costNanoUsd: 30,
        reservedNanoUsd: 1000,
        reservedTokens: 100,
        usage: answer.usage,
        user: 'anna',
        jobId: 'j1',
        layer: 'fit',
        attempt: 1,
      },
    ]);
  });

  test('tells its job at once, and survives a job that throws', async () => {
    const { guard, lines } = await guarded();
    const told: SettledCall[] = [];
    const scope = (onSettled: (call: SettledCall) => void) => ({ user: 'anna', onSettled });
    await guard.call(chat({ scope: scope((call) => told.push(call)) }), never);
    expect(told).toEqual([
      { provider: 'openai', model: 'small', costNanoUsd: 30, usage: answer.usage, outcome: 'succeeded' },
    ]);
    const throwing = scope(() => {
      throw new Error('listener');
    });
    expect(await guard.call(chat({ scope: throwing }), never)).toBe('answer');
    expect(lines()).toHaveLength(1);
  });

  test.each([
    ['that is empty', {}],
    ['without what was written', { inputTokens: 5 }],
    ['that is no number', { inputTokens: Number.NaN, outputTokens: 1 }],
  ])('with a usage %s gives its value and counts as spent in full', async (_, usage) => {
    const { guard, entries } = await guarded();
    const told: SettledCall[] = [];
    const scope = { user: 'anna', onSettled: (call: SettledCall) => void told.push(call) };
    expect(await guard.call(chat({ scope, attempt: async () => ({ value: 'v', usage }) }), never)).toBe('v');
    await guard.idle();
    expect(await entries()).toMatchObject([{ state: 'unknown', costNanoUsd: reserved.costNanoUsd }]);
    expect(told).toMatchObject([{ outcome: 'unknown', costNanoUsd: reserved.costNanoUsd }]);
  });

  test('whose provider says so counts as spent in full', async () => {
    const { guard, entries } = await guarded();
    await guard.call(chat({ attempt: async () => ({ ...answer, usageKnown: false }) }), never);
    await guard.idle();
    expect(await entries()).toMatchObject([{ state: 'unknown', costNanoUsd: reserved.costNanoUsd }]);
  });

  test('is priced by the model asked for where the one that answered has no price', async () => {
    const { guard, entries } = await guarded();
    const priceOf = (_: unknown, model?: string) => {
      if (model !== 'small') throw new Error('no price');
      return 7;
    };
    await guard.call(chat({ priceOf, attempt: async () => ({ ...answer, model: 'small-2026' }) }), never);
    const nowhere = () => {
      throw new Error('no price');
    };
    await guard.call(chat({ priceOf: nowhere, attempt: async () => answer }), never);
    await guard.idle();
    expect(await entries()).toMatchObject([
      { state: 'succeeded', costNanoUsd: 7 },
      { state: 'unknown', costNanoUsd: reserved.costNanoUsd },
    ]);
    // Providers may say any name, and what is added up by it must not grow without end.
    expect((await entries())[0]).not.toHaveProperty('answeredBy');
  });

  test('costs the dearer of list price and reported cost, and the drift is told', async () => {
    const compared: unknown[] = [];
    const { guard, entries } = await guarded({ drift: { record: (...seen) => compared.push(seen) } });
    const reporting = (reportedCostUsd: number) =>
      guard.call(chat({ attempt: async () => ({ ...answer, reportedCostUsd }) }), never);
    await reporting(45e-9);
    expect(compared).toEqual([['openai', 30, 45]]);
    await reporting(3e-9);
    await guard.idle();
    expect(await entries()).toMatchObject([
      { costNanoUsd: 45, reportedNanoUsd: 45 },
      { costNanoUsd: 30, reportedNanoUsd: 3 },
    ]);
  });
});

describe('a refusal before anything is sent', () => {
  const unsent = () => {
    throw new Error('must not be called');
  };

  test('by the store lets nothing through', async () => {
    const down = new StrataError('STORE_UNAVAILABLE', 'away', { kind: 'unavailable' });
    const { guard, steps, lines } = await guarded({
      beforeReserve: () => {
        throw down;
      },
      settle: (id) => Promise.reject(entryUnknown(id)),
    });
    await expect(guard.call(chat({ attempt: unsent }), never)).rejects.toBe(down);
    await guard.idle();
    // In case the reservation was made and only its answer was lost.
    expect(steps).toEqual(['settle released']);
    expect(lines()).toEqual([]);
  });

  test('by a budget goes no further', async () => {
    const { guard, steps } = await guarded({ limitNanoUsd: 999 });
    await expect(guard.call(chat({ attempt: unsent }), never)).rejects.toBeInstanceOf(BudgetRefused);
    expect(steps).toEqual([]);
  });

  test('by the limiter releases the reservation and is not tried again', async () => {
    const { guard, steps, ledger } = await guarded({ rule: { tokensPerMinute: 99 } });
    await expect(guard.call(chat({ attempt: unsent }), never)).rejects.toBeInstanceOf(LimitExceeded);
    await guard.idle();
    expect(steps).toEqual(['reserve', 'acquire', 'settle released']);
    expect(await ledger.balances([{ account: 'all/total', covers: {} }])).toMatchObject([
      { spentNanoUsd: 0, reservedNanoUsd: 0 },
    ]);
  });

  test('by the breaker gives the room in the limiter back', async () => {
    const { guard, steps, breakers, limiter, telemetry } = await guarded({ rule: { requestsPerMinute: 5 } });
    await breakers.control('openai', 'open');
    await expect(guard.call(chat({ attempt: unsent }), never)).rejects.toBeInstanceOf(BreakerOpen);
    await guard.idle();
    expect(steps).toEqual(['reserve', 'acquire', 'enter', 'settle released']);
    expect(limiter.use()).toEqual([expect.objectContaining({ unit: 'requests', used: 0 })]);
    expect(await telemetry.metricsText()).toContain('strata_breaker_rejections_total{provider="openai"} 1');
  });

  test('by an abort while waiting in the limiter releases everything', async () => {
    const { guard, steps, limiter } = await guarded({ rule: { requestsPerMinute: 1 } });
    await guard.call(chat(), never);
    const caller = new AbortController();
    const call = guard.call(chat({ attempt: unsent }), caller.signal);
    const rejected = expect(call).rejects.toBe('enough');
    await vi.waitUntil(() => (limiter.use() as { waiting: number }[])[0]?.waiting === 1);
    caller.abort('enough');
    await rejected;
    await guard.idle();
    expect(steps.slice(-2)).toEqual(['acquire', 'settle released']);
    expect(limiter.use()).toEqual([expect.objectContaining({ used: 1, waiting: 0 })]);
  });

  test('by a signal that is aborted already reserves nothing', async () => {
    const { guard, steps } = await guarded();
    const call = guard.call(chat({ attempt: unsent }), AbortSignal.abort('enough'));
    await expect(call).rejects.toBe('enough');
    expect(steps).toEqual([]);
  });

  test('by an abort while the reservation is written gives it back', async () => {
    const caller = new AbortController();
    const { guard, entries } = await guarded({ beforeReserve: () => caller.abort('enough') });
    await expect(guard.call(chat({ attempt: unsent }), caller.signal)).rejects.toBe('enough');
    await guard.idle();
    expect(await entries()).toMatchObject([{ state: 'released', costNanoUsd: 0 }]);
  });
});

describe('a failed attempt', () => {
  const foreign = new TypeError('sk-canary0123456789 secret prompt');
  test.each([
    ['unbilled', failure('PROVIDER_FAILED'), 'failed', 0, 0, 1],
    [
      'billed',
      failure('PROVIDER_ANSWER_INVALID', {
        charge: { kind: 'used', usage: { inputTokens: 4, outputTokens: 6 } },
        breaker: 'ignored',
      }),
      'failed',
      10,
      10,
      0,
    ],
    [
      'of unknown charge',
      failure('PROVIDER_CONNECTION_LOST', { charge: { kind: 'unknown' } }),
      'unknown',
      1000,
      100,
      1,
    ],
    ['of an unforeseen kind', foreign, 'unknown', 1000, 100, 1],
  ])('%s is settled, counted and judged', async (_, error, state, costNanoUsd, tokens, failures) => {
    const { guard, entries, limiter, breakers } = await guarded({
      rule: { requestsPerMinute: 9, tokensPerMinute: 900 },
    });
    const thrown = guard.call(chat({ attempt: () => Promise.reject(error) }), never);
    await expect(thrown).rejects.toBeInstanceOf(ProviderError);
    await guard.idle();
    expect(await entries()).toMatchObject([{ state, costNanoUsd }]);
    expect(limiter.use()).toEqual([
      expect.objectContaining({ unit: 'requests', used: 1 }),
      expect.objectContaining({ unit: 'tokens', used: tokens }),
    ]);
    expect(breakers.status('openai').failuresInARow).toBe(failures);
  });

  test('that throws before it gives a promise counts like one that rejects', async () => {
    const { guard, entries } = await guarded();
    const attempt = () => {
      throw failure('PROVIDER_REQUEST_REFUSED');
    };
    await expect(guard.call(chat({ attempt }), never)).rejects.toMatchObject({
      code: 'PROVIDER_REQUEST_REFUSED',
    });
    await guard.idle();
    expect(await entries()).toMatchObject([{ state: 'failed', errorCode: 'PROVIDER_REQUEST_REFUSED' }]);
  });

  test('for a refused key is told in the log once, and anew after it worked', async () => {
    const { guard, lines } = await guarded();
    const refused = failure('PROVIDER_KEY_REFUSED', { breaker: 'ignored' });
    const fail = () => guard.call(chat({ attempt: () => Promise.reject(refused) }), never).catch(() => 0);
    await fail();
    await fail();
    expect(lines()).toEqual([expect.objectContaining({ level: 'error', code: 'PROVIDER_KEY_REFUSED' })]);
    await guard.call(chat(), never);
    await fail();
    expect(lines()).toHaveLength(2);
  });
});

describe('a time-out', () => {
  const hanging = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  test('is a failure that may have cost all, and is not taken for an abort', async () => {
    const { guard, entries, breakers } = await guarded({ retry: { maxAttempts: 1 } });
    const call = expect(guard.call(chat({ attempt: hanging }), never)).rejects.toMatchObject({
      code: 'PROVIDER_TIMED_OUT',
      retryable: true,
    });
    await vi.advanceTimersByTimeAsync(1000);
    await call;
    await guard.idle();
    expect(await entries()).toMatchObject([
      { state: 'unknown', costNanoUsd: 1000, errorCode: 'PROVIDER_TIMED_OUT', durationMs: 1000 },
    ]);
    expect(breakers.status('openai').failuresInARow).toBe(1);
  });

  test('comes after the whole time and no sooner', async () => {
    const { guard } = await guarded();
    const call = guard.call(
      chat({ attempt: () => new Promise((resolve) => setTimeout(resolve, 999, answer)) }),
      never,
    );
    await vi.advanceTimersByTimeAsync(999);
    expect(await call).toBe('answer');
  });

  test('leaves behind an attempt that does not listen, whose late result is settled', async () => {
    const { guard, entries, steps } = await guarded({ retry: { maxAttempts: 1 } });
    const deaf = Promise.withResolvers<Answered<string>>();
    const call = expect(guard.call(chat({ attempt: () => deaf.promise }), never)).rejects.toMatchObject({
      code: 'PROVIDER_TIMED_OUT',
    });
    await vi.advanceTimersByTimeAsync(1000);
    await call;
    deaf.resolve(answer);
    await vi.waitUntil(() => steps.includes('settle succeeded'));
    await guard.idle();
    expect(await entries()).toMatchObject([{ state: 'succeeded', costNanoUsd: 30 }]);
  });

  test('whose attempt fails late and unbilled is settled so, and otherwise stays unknown', async () => {
    const { guard, entries } = await guarded({ retry: { maxAttempts: 1 } });
    for (const late of [failure('PROVIDER_UNREACHABLE'), new Error('foreign')]) {
      const deaf = Promise.withResolvers<Answered<string>>();
      const call = expect(guard.call(chat({ attempt: () => deaf.promise }), never)).rejects.toThrow();
      await vi.advanceTimersByTimeAsync(1000);
      await call;
      deaf.reject(late);
      await vi.advanceTimersByTimeAsync(0);
      await guard.idle();
    }
    expect((await entries()).map(({ state }) => state)).toEqual(['failed', 'unknown']);
  });
});

test('an abort in mid-call is told at once, counts as spent, and says nothing of the provider', async () => {
  const { guard, entries, breakers } = await guarded();
  const caller = new AbortController();
  let seen: unknown;
  const attempt = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      seen = signal.reason;
    });
    queueMicrotask(() => caller.abort('enough'));
    return new Promise<never>(() => undefined);
  };
  await expect(guard.call(chat({ attempt }), caller.signal)).rejects.toBe('enough');
  await guard.idle();
  expect(seen).toBe('enough');
  expect(await entries()).toMatchObject([{ state: 'unknown', errorCode: 'CALL_ABORTED' }]);
  expect(breakers.status('openai')).toMatchObject({ failuresInARow: 0, calls: 0 });
});

describe('retries', () => {
  /** Fails until it has been called so often; tells when it was called. */
  function flaky(failures: number, error: ProviderError) {
    const atMs: number[] = [];
    return {
      atMs,
      attempt: async () => {
        atMs.push(performance.now());
        if (atMs.length <= failures) throw error;
        return answer;
      },
    };
  }

  test('back off, each with a reservation of its own, round limiter and breaker', async () => {
    const { guard, steps, entries, telemetry } = await guarded();
    const { atMs, attempt } = flaky(2, failure('PROVIDER_FAILED', { retryable: true }));
    const startMs = performance.now();
    const call = guard.call(chat({ attempt }), never);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await call).toBe('answer');
    expect(atMs.map((at) => Math.round(at - startMs))).toEqual([0, 500, 1500]);
    const around = ['reserve', 'acquire', 'enter'];
    expect(steps).toEqual([
      ...around,
      'settle failed',
      ...around,
      'settle failed',
      ...around,
      'settle succeeded',
    ]);
    expect((await entries()).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(await telemetry.metricsText()).toContain('strata_retries_total{provider="openai"} 2');
  });

  test('end after the last attempt, with its error', async () => {
    const { guard } = await guarded();
    const { atMs, attempt } = flaky(9, failure('PROVIDER_FAILED', { retryable: true }));
    const call = expect(guard.call(chat({ attempt }), never)).rejects.toMatchObject({
      code: 'PROVIDER_FAILED',
    });
    await vi.advanceTimersByTimeAsync(60_000);
    await call;
    expect(atMs).toHaveLength(3);
  });

  test.each([
    ['is not to be tried again', { retryable: false }],
    ['asks for too long a wait', { retryable: true, retryAfterMs: 60_001 }],
  ])('do not happen where the failure %s', async (_, options) => {
    const { guard } = await guarded();
    const { atMs, attempt } = flaky(1, failure('PROVIDER_FAILED', options));
    await expect(guard.call(chat({ attempt }), never)).rejects.toMatchObject({ code: 'PROVIDER_FAILED' });
    expect(atMs).toHaveLength(1);
  });

  test('wait as long as the provider asks, and so does every other call after a 429', async () => {
    const { guard, steps, limiter } = await guarded({ rule: { requestsPerMinute: 100 } });
    const limited = failure('PROVIDER_RATE_LIMITED', {
      breaker: 'ignored',
      retryable: true,
      retryAfterMs: 20_000,
      pausesKey: true,
    });
    const { atMs, attempt } = flaky(1, limited);
    const startMs = performance.now();
    const first = guard.call(chat({ attempt }), never);
    await vi.waitUntil(() => steps.includes('pause 20000'));
    const other = flaky(0, limited);
    const second = guard.call(chat({ attempt: other.attempt }), never);
    await vi.advanceTimersByTimeAsync(19_900);
    expect([atMs.length, other.atMs.length]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(40_000);
    await Promise.all([first, second]);
    for (const at of [atMs[1], other.atMs[0]]) expect((at ?? 0) - startMs).toBeGreaterThanOrEqual(20_000);
    expect(limiter.use()).toBeDefined();
  });

  test('pause the key for a while where a 429 does not say how long', async () => {
    const { guard, steps } = await guarded();
    const limited = failure('PROVIDER_RATE_LIMITED', { breaker: 'ignored', pausesKey: true });
    await expect(guard.call(chat({ attempt: () => Promise.reject(limited) }), never)).rejects.toMatchObject({
      code: 'PROVIDER_RATE_LIMITED',
    });
    expect(steps).toContain('pause 5000');
  });

  test('stop waiting when the caller aborts', async () => {
    const { guard, steps } = await guarded();
    const caller = new AbortController();
    const { atMs, attempt } = flaky(1, failure('PROVIDER_FAILED', { retryable: true }));
    const call = expect(guard.call(chat({ attempt }), caller.signal)).rejects.toBe('enough');
    await vi.waitUntil(() => steps.includes('settle failed'));
    await vi.advanceTimersByTimeAsync(100);
    caller.abort('enough');
    await call;
    expect(atMs).toHaveLength(1);
  });

  test('end at the breaker when it opens meanwhile', async () => {
    const { guard, breakers } = await guarded();
    const attempt = async () => {
      await breakers.control('openai', 'open');
      throw failure('PROVIDER_FAILED', { retryable: true });
    };
    const call = expect(guard.call(chat({ attempt }), never)).rejects.toBeInstanceOf(BreakerOpen);
    await vi.advanceTimersByTimeAsync(60_000);
    await call;
  });
});

describe('settlements', () => {
  const away = new StrataError('STORE_UNAVAILABLE', 'away', { kind: 'unavailable' });

  test('do not hold up the caller, and are tried again until the store is back', async () => {
    let down = true;
    const settled: string[] = [];
    const { guard, lines } = await guarded({
      settle: async (_, { outcome }) => {
        if (down) throw away;
        settled.push(outcome);
      },
    });
    expect(await guard.call(chat(), never)).toBe('answer');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(settled).toEqual([]);
    down = false;
    await vi.advanceTimersByTimeAsync(30_000);
    await guard.idle();
    expect(settled).toEqual(['succeeded']);
    expect(lines().map(({ level }) => level)).toEqual(['warn']);
  });

  test('that a stop cannot wait for are tried once more, given up and told', async () => {
    const { guard, lines } = await guarded({ settle: () => Promise.reject(away) });
    await guard.call(chat(), never);
    await guard.stop();
    expect(lines().at(-1)).toMatchObject({ level: 'error', outcome: 'succeeded' });
  });

  test('that the ledger will not take are told and not tried again', async () => {
    let tries = 0;
    const { guard, lines } = await guarded({
      settle: async () => {
        tries += 1;
        throw new RangeError('no cost');
      },
    });
    expect(await guard.call(chat(), never)).toBe('answer');
    await guard.idle();
    expect(tries).toBe(1);
    expect(lines()).toEqual([expect.objectContaining({ level: 'error', outcome: 'succeeded' })]);
  });

  test('are waited for no longer than the caller wants', async () => {
    const { guard } = await guarded({ settle: () => new Promise(() => undefined) });
    await guard.call(chat(), never);
    const caller = new AbortController();
    const idle = expect(guard.idle(caller.signal)).rejects.toBe('enough');
    caller.abort('enough');
    await idle;
  });
});

describe('what can be seen', () => {
  test('is one span for all attempts, with usage, cost and the guard’s decisions', async () => {
    const { guard, telemetry } = await guarded();
    let calls = 0;
    const attempt = async (): Promise<Answered<string>> => {
      calls += 1;
      if (calls === 1) throw failure('PROVIDER_FAILED', { retryable: true, charge: { kind: 'unknown' } });
      return {
        value: 'answer',
        usage: { inputTokens: 20, outputTokens: 10, cacheReadTokens: 5, reasoningTokens: 4 },
        model: 'small-2026',
        finishReason: 'stop',
        timeToFirstChunkMs: 30,
      };
    };
    const call = guard.call(chat({ attempt }), never);
    await vi.advanceTimersByTimeAsync(1000);
    await call;
    const spans = spansOf(JSON.parse((await telemetry.traceJson()) ?? ''));
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: 'chat small',
      kind: 3,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'small',
        'gen_ai.response.model': 'small-2026',
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.usage.output_tokens': 10,
        'gen_ai.usage.cache_read.input_tokens': 5,
        'gen_ai.usage.reasoning.output_tokens': 4,
        'gen_ai.usage.cost': 1030e-9,
        'strata.call.attempts': 2,
      },
    });
    const names = JSON.parse((await telemetry.traceJson()) ?? '').resourceSpans[0].scopeSpans[0].spans[0]
      .events;
    expect(names.map(({ name }: { name: string }) => name)).toEqual([
      'budget.reserved',
      'retry',
      'budget.reserved',
    ]);
    const text = await telemetry.metricsText();
    const labels = 'gen_ai_provider_name="openai",gen_ai_request_model="small"';
    const scope = 'provider="openai",model="small",pipeline="application",layer="fit"';
    for (const line of [
      `gen_ai_client_inference_usage_input_tokens_total{${labels}} 20`,
      `gen_ai_client_inference_usage_output_tokens_total{${labels}} 10`,
      `gen_ai_client_inference_usage_cache_read_input_tokens_total{${labels}} 5`,
      `gen_ai_client_inference_usage_reasoning_output_tokens_total{${labels}} 4`,
      `strata_tokens_total{${scope}} 30`,
      `strata_cost_usd_total{${scope}} 0.00000102`,
      `gen_ai_client_inference_duration_seconds_count{${labels},gen_ai_operation_name="chat"} 1`,
      `gen_ai_client_inference_duration_seconds_count{${labels},gen_ai_operation_name="chat",error_type="PROVIDER_FAILED"} 1`,
      `gen_ai_client_inference_time_to_first_chunk_seconds_bucket{${labels},gen_ai_operation_name="chat",le="0.04"} 1`,
      `gen_ai_client_inference_time_to_first_chunk_seconds_bucket{${labels},gen_ai_operation_name="chat",le="0.02"} 0`,
      'strata_provider_call_duration_seconds_count{provider="openai",operation="chat",outcome="failed"} 1',
      'strata_provider_call_duration_seconds_count{provider="openai",operation="chat",outcome="succeeded"} 1',
      'strata_limiter_wait_seconds_count{provider="openai"} 2',
    ]) {
      expect(text).toContain(line);
    }
  });

  test('of another provider is named by provider and operation', async () => {
    const { guard, telemetry } = await guarded();
    const attempt = async () => ({ value: 'page', usage: { units: 1 } });
    const { model, ...rest } = chat({
      provider: 'firecrawl',
      operation: 'scrape',
      attempt,
      priceOf: () => 9,
    });
    expect(model).toBe('small');
    await guard.call(rest, never);
    const [span] = spansOf(JSON.parse((await telemetry.traceJson()) ?? ''));
    expect(span?.name).toBe('firecrawl scrape');
    expect(span?.attributes).toMatchObject({
      'strata.provider.operation': 'scrape',
      'gen_ai.usage.cost': 9e-9,
    });
    expect(await telemetry.metricsText()).toContain('strata_cost_usd_total{provider="firecrawl",');
  });

  test('is active while the attempt runs, also over what it waits for', async () => {
    const { guard, telemetry, lines } = await guarded();
    const attempt = async () => {
      await Promise.resolve();
      telemetry.log.info('inside');
      return answer;
    };
    await guard.call(chat({ attempt }), never);
    const [span] = spansOf(JSON.parse((await telemetry.traceJson()) ?? ''));
    expect(lines()).toEqual([expect.objectContaining({ span_id: span?.spanId })]);
  });

  test('holds neither key nor prompt nor user, whatever goes wrong', async () => {
    const { guard, telemetry, text, breakers } = await guarded({
      limitNanoUsd: 1500,
      retry: { maxAttempts: 1 },
    });
    const canary = 'sk-canary0123456789abcdef my secret prompt';
    const errors: unknown[] = [];
    const run = (attempt: () => Promise<never>) =>
      guard.call(chat({ attempt }), never).catch((error: unknown) => errors.push(error));
    await run(() => Promise.reject(new Error(canary)));
    await run(() => Promise.reject(new Error(canary)));
    await breakers.control('openai', 'open');
    await run(() => Promise.reject(canary));
    expect(errors).toHaveLength(3);
    const shown = [
      text(),
      await telemetry.traceJson(),
      await telemetry.metricsText(),
      ...errors.map((error) => (error as StrataError).toLine()),
    ].join('\n');
    expect(shown).toContain('budget.refused');
    expect(shown).not.toMatch(/canary|secret prompt|anna/);
  });
});

test('many calls on one signal leave no listener and no timer behind', async () => {
  const { guard } = await guarded();
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => void warnings.push(warning);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  const { signal } = new AbortController();
  await guard.call(chat(), signal);
  // Breakers and limiter save themselves by timers of their own.
  const timers = vi.getTimerCount();
  await Promise.all(Array.from({ length: 100 }, () => guard.call(chat(), signal)));
  const { getEventListeners } = await import('node:events');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(vi.getTimerCount()).toBe(timers);
  expect(warnings).toEqual([]);
});
