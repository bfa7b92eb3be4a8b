import { describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { CallGuard, type CallGuardOptions } from '../../src/guardrails/call-guard.ts';
import type { Answered } from '../../src/guardrails/guard.ts';
import { LimitExceeded } from '../../src/guardrails/refusals.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import type { Intent } from '../../src/store/ledger-store.ts';
import { withFakeTimeAndNoRejections } from '../guardrails/support/fake-time-and-rejections.ts';
import { chat, guarded, reserved } from '../guardrails/support/guarded-call.ts';
import { MemoryLedgerStore } from '../support/memory-ledger-store.ts';
import { started } from '../telemetry/support/started.ts';

const never = new AbortController().signal;
withFakeTimeAndNoRejections();

describe('a client that keeps to no contract', () => {
  const slips: [string, () => Promise<unknown>, string | undefined][] = [
    ['resolves without a usage', async () => ({ value: 'answer' }), 'answer'],
    ['resolves with nothing', async () => undefined, undefined],
    [
      'throws at once',
      () => {
        throw new TypeError('a slip');
      },
      undefined,
    ],
    ['gives no promise', () => 'answer' as never, undefined],
    ['rejects with nothing', () => Promise.reject(undefined), undefined],
  ];

  test.each(slips)(
    'and %s costs its reservation, and neither room nor the breaker’s trial',
    async (_, slip, value) => {
      const { guard, entries, breakers, limiter } = await guarded({ rule: { tokensPerMinute: 1_000 } });
      await breakers.control('openai', 'reset');
      const attempt = slip as () => Promise<Answered<string>>;
      for (let calls = 0; calls < 4; calls++) {
        const ended = await guard.call(chat({ attempt }), never).catch((error: unknown) => error);
        if (value === undefined) expect(ended).toBeInstanceOf(Error);
        else expect(ended).toBe(value);
      }
      await guard.idle();
      const found = await entries();
      expect(found).toHaveLength(4);
      for (const entry of found)
        expect(entry).toMatchObject({ state: 'unknown', costNanoUsd: reserved.costNanoUsd });
      expect(limiter.use()).toMatchObject([{ unit: 'tokens', used: 400, waiting: 0 }]);
    },
  );

  test.each(slips)('and %s too late ends nothing', async (_, slip) => {
    const { guard, entries } = await guarded();
    const attempt = () =>
      new Promise<Answered<string>>((resolve, reject) => {
        setTimeout(() => {
          try {
            Promise.resolve(slip()).then(resolve as (value: unknown) => void, reject);
          } catch (error) {
            reject(error);
          }
        }, 2_000);
      });
    const call = expect(guard.call(chat({ attempt }), never)).rejects.toMatchObject({
      code: 'PROVIDER_TIMED_OUT',
    });
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.advanceTimersByTimeAsync(500);
    await vi.advanceTimersByTimeAsync(10_000);
    await call;
    await guard.idle();
    for (const { state } of await entries()) expect(state).toBe('unknown');
  });
});

/** A guard of parts that can be put differently, on a ledger in memory. */
async function guardOf(parts: Partial<CallGuardOptions>) {
  const { telemetry } = await started({ level: 'info' });
  const ledger = new MemoryLedgerStore();
  const intents: Intent[] = [];
  const done: string[] = [];
  const guard = new CallGuard({
    budgets: {
      reserve(intent) {
        intents.push(intent);
        return ledger.reserve(intent, []);
      },
    },
    limiter: {
      acquire: () => ({
        waitedMs: 0,
        settle: () => done.push('settle'),
        release: () => done.push('release'),
      }),
      pause: () => undefined,
    },
    breakers: {
      enter: () => ({
        succeeded: () => done.push('succeeded'),
        failed: () => done.push('failed'),
        ignored: () => done.push('ignored'),
      }),
    },
    ledger,
    telemetry,
    clock: () => performance.now(),
    now: Date.now,
    random: () => 1,
    ...parts,
  });
  return { guard, ledger, intents, done };
}

test('a limiter that fails at its settlement keeps neither breaker nor job from theirs', async () => {
  const done: string[] = [];
  const { guard, ledger } = await guardOf({
    limiter: {
      acquire: () => ({
        waitedMs: 0,
        settle: () => {
          throw new Error('the limiter fails');
        },
        release: () => undefined,
      }),
      pause: () => undefined,
    },
    breakers: { enter: () => ({ succeeded: () => done.push('succeeded'), failed() {}, ignored() {} }) },
  });
  const scope = { user: 'anna', onSettled: () => void done.push('told') };
  expect(await guard.call(chat({ scope }), never)).toBe('answer');
  await guard.idle();
  expect(done).toEqual(['succeeded', 'told']);
  expect((await ledger.entries({ limit: 9 })).entries).toMatchObject([{ state: 'succeeded' }]);
});

test('a caller that aborts while its reservation hangs is let go, and the reservation given back', async () => {
  const hang = Promise.withResolvers<void>();
  const ledger = new MemoryLedgerStore();
  const { guard } = await guardOf({
    ledger,
    budgets: {
      async reserve(intent) {
        await hang.promise;
        return ledger.reserve(intent, [{ account: 'all/total', covers: {} }]);
      },
    },
  });
  const abort = new AbortController();
  const call = guard.call(chat(), abort.signal);
  const reason = new Error('by hand');
  abort.abort(reason);
  await expect(call).rejects.toBe(reason);
  hang.resolve();
  await expect
    .poll(async () => (await ledger.entries({ limit: 9 })).entries)
    .toMatchObject([{ state: 'released' }]);
  expect(await ledger.balances([{ account: 'all/total', covers: {} }])).toMatchObject([
    { reservedNanoUsd: 0, spentNanoUsd: 0 },
  ]);
});

test('an intent does not expire while its call may still wait for room or run', async () => {
  const { guard, intents } = await guardOf({ limiterMaxWaitMs: 3_600_000 });
  await guard.call(chat({ timeoutMs: 600_000 }), never);
  const [intent] = intents;
  expect((intent?.expiresAt ?? 0) - (intent?.at ?? 0)).toBeGreaterThan(3_600_000 + 600_000);
});

test('an intent holds whole milliseconds, whatever the time-out and the clock', async () => {
  const { guard, intents } = await guardOf({ now: () => 1_000.25 });
  await guard.call(chat({ timeoutMs: 1000.5 }), never);
  const [intent] = intents;
  expect(Number.isInteger(intent?.at)).toBe(true);
  expect(Number.isInteger(intent?.expiresAt)).toBe(true);
});

test('durations of the settings are whole milliseconds, and never nothing', () => {
  const { providers, guard } = loadConfig({
    LLM_TIMEOUT_SECONDS: '1.0005',
    RATE_LIMIT_MAX_WAIT_SECONDS: '0.0001',
    OPENAI_BREAKER_OPEN_SECONDS: '2.3',
  });
  expect(providers.llmTimeoutMs).toBe(1_001);
  expect(guard.limits.maxWaitMs).toBe(1);
  expect(guard.breakers.openai?.openMs).toBe(2_300);
});

describe('a provider that asks to be left alone', () => {
  const asking = (code: string, retryAfterMs: number | undefined) =>
    chat({
      attempt: () =>
        Promise.reject(
          new ProviderError(code, 'it is sick', {
            provider: 'openai',
            charge: { kind: 'none' },
            breaker: 'failure',
            retryable: true,
            pausesKey: true,
            ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
          }),
        ),
    });

  test('for a week is left alone for a week, and the next call says so at once', async () => {
    const { guard } = await guarded();
    const weekMs = 7 * 86_400_000;
    await expect(guard.call(asking('PROVIDER_FAILED', weekMs), never)).rejects.toMatchObject({
      code: 'PROVIDER_FAILED',
    });
    const refused = await guard.call(chat(), never).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(LimitExceeded);
    expect(refused).toMatchObject({ retryAfterMs: weekMs });
  });

  test('without saying how long, since it is sick, is left alone for a second', async () => {
    const { guard, steps } = await guarded({ retry: { maxAttempts: 1 } });
    await expect(guard.call(asking('PROVIDER_FAILED', undefined), never)).rejects.toThrow();
    expect(steps).toContain('pause 1000');
  });
});
