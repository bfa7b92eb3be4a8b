import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BreakerTransition } from '../../../src/guardrails/breaker/breaker.ts';
import { LocalBreakers, type LocalBreakersOptions } from '../../../src/guardrails/breaker/local-breakers.ts';
import { describeBreakers } from '../../conformance/breakers.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';
import { fail } from './support/example-breaker.ts';
import { FakeTime } from './support/fake-time.ts';

function localBreakers(options: Partial<LocalBreakersOptions> = {}): LocalBreakers {
  const time = new FakeTime();
  return new LocalBreakers({
    states: new MemoryStateStore(),
    clock: time.clock,
    now: time.now,
    onListenerError: () => {},
    onSaveError: (error) => {
      throw error;
    },
    ...options,
  });
}

describeBreakers('in one process', async () => {
  const time = new FakeTime();
  const states = new MemoryStateStore();
  return {
    probesToClose: 7,
    async make(settings) {
      const breakers = localBreakers({
        states,
        clock: time.clock,
        now: time.now,
        ...(settings && { settings }),
      });
      await breakers.start();
      return breakers;
    },
    async untilDue(breakers, provider) {
      time.pass(breakers.status(provider).retryAfterMs ?? 0);
    },
    async settled() {},
    async end() {},
  };
});

/** A disk that can be broken, and tells what is on it. */
class WatchedStates extends MemoryStateStore {
  puts = 0;
  broken: Error | undefined;

  override async put(key: string, value: unknown): Promise<void> {
    this.puts++;
    if (this.broken) throw this.broken;
    await super.put(key, value);
  }
}

describe('saving', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('writes a transition before the result that caused it is answered', async () => {
    const states = new WatchedStates();
    const breakers = localBreakers({ states });
    await breakers.start();
    fail({ enter: () => breakers.enter('openai') }, 5);
    expect(states.puts).toBe(1);
    await breakers.saved();
    expect(await states.get('breaker/openai')).toMatchObject({ state: 'open', openings: 1 });
  });

  it('writes counts at most once a second while they change, and not at all while they do not', async () => {
    const states = new WatchedStates();
    const breakers = localBreakers({ states });
    await breakers.start();
    for (let second = 0; second < 3; second++) {
      for (let call = 0; call < 100; call++) breakers.enter('openai').succeeded(1);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(states.puts).toBe(3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states.puts).toBe(3);
    await breakers.stop();
    expect(states.puts).toBe(3);
  });

  it('tells of a write that failed and tries again until it is done', async () => {
    const states = new WatchedStates();
    const errors: unknown[] = [];
    const breakers = localBreakers({
      states,
      onSaveError: (error, provider) => errors.push([provider, error]),
    });
    await breakers.start();
    states.broken = new Error('disk full');
    await breakers.control('openai', 'open');
    expect(errors).toEqual([['openai', states.broken]]);
    states.broken = undefined;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await states.get('breaker/openai')).toMatchObject({ state: 'forced_open' });
  });

  it('starts closed, and says so, where what was saved is damaged', async () => {
    const states = new MemoryStateStore();
    await states.put('breaker/openai', { version: 1, state: 'ajar' });
    const damaged: string[] = [];
    const breakers = localBreakers({ states, onSaveError: (_error, provider) => damaged.push(provider) });
    await breakers.start();
    expect(damaged).toEqual(['openai']);
    expect(breakers.status('openai').state).toBe('closed');
  });
});

describe('listeners', () => {
  it('that throw are told of, with what they were told', () => {
    const told: [unknown, BreakerTransition][] = [];
    const breakers = localBreakers({
      onListenerError: (error, transition) => told.push([error, transition]),
    });
    const error = new Error('broken listener');
    breakers.onTransition(() => {
      throw error;
    });
    fail({ enter: () => breakers.enter('cohere') }, 5);
    expect(told).toMatchObject([[error, { provider: 'cohere', to: 'open' }]]);
  });

  it('that take it in hand at once are followed: no probe gets through', () => {
    const time = new FakeTime();
    const breakers = localBreakers({ clock: time.clock, now: time.now });
    breakers.onTransition(({ provider, to }) => {
      if (to === 'half_open') void breakers.control(provider, 'open');
    });
    fail({ enter: () => breakers.enter('cohere') }, 5);
    time.pass(120_000);
    expect(() => breakers.enter('cohere')).toThrow(/switched off by hand/);
  });
});

describe('settings', () => {
  it.each([
    ['pdf_service', 3, 60_000, 30_000],
    ['openai', 5, 120_000, 60_000],
    ['anthropic', 5, 120_000, 60_000],
    ['openrouter', 5, 120_000, 60_000],
    ['cohere', 5, 120_000, 60_000],
    ['firecrawl', 3, 300_000, 30_000],
    ['docling', 5, 30_000, 30_000],
  ] as const)(
    'of %s are %i failures in a row, %i ms open, slow over %i ms',
    (provider, failures, openMs, slowCallMs) => {
      expect(localBreakers().breaker(provider).settings).toMatchObject({
        consecutiveFailures: failures,
        openMs,
        slowCallMs,
        failureRate: 0.5,
        minimumCalls: 10,
      });
    },
  );

  it.each([
    { consecutiveFailures: 0 },
    { failureRate: 0 },
    { slowCallRate: 1.1 },
    { windowCalls: 5 },
    { openMs: Number.NaN },
    { probeRounds: [] },
    { probeRounds: [1, 0] },
    { consecutiveWithinMs: -1 },
  ])('that make no sense are refused: %o', (wrong) => {
    expect(() => localBreakers({ settings: { openai: wrong } })).toThrow(
      expect.objectContaining({ code: 'BREAKER_SETTINGS_INVALID', where: 'breakers.openai' }),
    );
  });
});

it('goes on with its probes after a restart, so that short-lived processes close it together', async () => {
  const time = new FakeTime();
  const states = new MemoryStateStore();
  const started = async () => {
    const breakers = localBreakers({ states, clock: time.clock, now: time.now });
    await breakers.start();
    return breakers;
  };
  const first = await started();
  for (let failures = 0; failures < 5; failures++) first.enter('openai').failed(10);
  time.pass(first.status('openai').retryAfterMs ?? 0);
  // Seven probes close it, in rounds of one, two and four; each process makes three.
  let breakers = first;
  const seen: string[] = [];
  for (let processes = 0; processes < 3; processes++) {
    for (let calls = 0; calls < 3; calls++) breakers.enter('openai').succeeded(10);
    await breakers.stop();
    breakers = await started();
    seen.push(breakers.status('openai').state);
  }
  expect(seen).toEqual(['half_open', 'half_open', 'closed']);
});
