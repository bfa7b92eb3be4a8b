import { describe, expect, it } from 'vitest';
import { BreakerOpen } from '../../../src/guardrails/refusals.ts';
import { exampleBreaker, fail, openUntilDue, succeed } from './support/example-breaker.ts';

function refusalOf(enter: () => unknown): BreakerOpen {
  try {
    enter();
  } catch (error) {
    if (error instanceof BreakerOpen) return error;
    throw error;
  }
  throw new Error('it was let through');
}

describe('an open breaker', () => {
  it('refuses and says when to come back', () => {
    const { breaker, time } = exampleBreaker();
    fail(breaker, 5);
    time.pass(20_000);
    const refusal = refusalOf(() => breaker.enter());
    expect(refusal).toMatchObject({
      code: 'BREAKER_OPEN',
      provider: 'openai',
      retryAfterMs: 100_000,
      retryable: true,
    });
    expect(breaker.status()).toMatchObject({ state: 'open', retryAfterMs: 100_000, opened: 1, recovered: 0 });
  });

  it('lets a probe through when its open time is over, not a millisecond before', () => {
    const { breaker, time } = exampleBreaker();
    fail(breaker, 5);
    time.pass(119_999);
    refusalOf(() => breaker.enter());
    time.pass(1);
    breaker.enter();
    expect(breaker.state).toBe('half_open');
  });

  it('is not moved by results of calls that began before it opened', () => {
    const { breaker, transitions } = exampleBreaker();
    const late = [breaker.enter(), breaker.enter()];
    fail(breaker, 5);
    late[0]?.succeeded(100);
    late[1]?.failed(100);
    expect(transitions).toHaveLength(1);
    expect(breaker.state).toBe('open');
  });

  it.each([-3_600_000, 3_600_000])('does not care that the wall clock steps by %i ms', (stepMs) => {
    const { breaker, time } = exampleBreaker();
    fail(breaker, 5);
    time.stepWallClock(stepMs);
    expect(breaker.status().retryAfterMs).toBe(120_000);
    time.pass(119_999);
    refusalOf(() => breaker.enter());
    time.pass(1);
    breaker.enter();
    expect(breaker.state).toBe('half_open');
  });
});

describe('a half-open breaker', () => {
  it('closes after rounds of one, two and four probes', () => {
    const example = exampleBreaker();
    openUntilDue(example);
    const { breaker, transitions } = example;
    for (const size of [1, 2, 4]) {
      const probes = Array.from({ length: size }, () => breaker.enter());
      refusalOf(() => breaker.enter());
      for (const probe of probes) {
        expect(breaker.state).toBe('half_open');
        probe.succeeded(100);
      }
    }
    expect(breaker.state).toBe('closed');
    expect(transitions.map(({ to, reason }) => `${to}: ${reason}`)).toEqual([
      'open: 5 failures in a row',
      'half_open: its open time is over',
      'closed: 7 probes succeeded',
    ]);
    expect(breaker.status()).toMatchObject({ opened: 1, recovered: 1, calls: 0, failuresInARow: 0 });
  });

  it('lets exactly one of 500 concurrent callers probe, and refuses the others at once', () => {
    const example = exampleBreaker();
    openUntilDue(example);
    const outcomes = Array.from({ length: 500 }, () => {
      try {
        return example.breaker.enter();
      } catch (error) {
        return error;
      }
    });
    const refused = outcomes.filter((outcome) => outcome instanceof BreakerOpen);
    expect(refused).toHaveLength(499);
    expect(new Set(refused.map(({ retryAfterMs }) => retryAfterMs))).toEqual(new Set([5_000]));
  });

  it('does not count a call from before it opened once it is closed again', () => {
    const example = exampleBreaker({ probeRounds: [1] });
    const late = example.breaker.enter();
    openUntilDue(example);
    succeed(example.breaker);
    late.failed(100);
    expect(example.breaker.status()).toMatchObject({ state: 'closed', calls: 0, failuresInARow: 0 });
  });

  it('opens at any failed probe, and late probes of that round change nothing', () => {
    const example = exampleBreaker();
    openUntilDue(example);
    const { breaker } = example;
    succeed(breaker);
    const [first, second] = [breaker.enter(), breaker.enter()];
    first.failed(100);
    expect(breaker.state).toBe('open');
    second.succeeded(100);
    expect(breaker.status()).toMatchObject({ state: 'open', retryAfterMs: 240_000 });
  });

  it('stays open twice as long after each failed probe, up to eight times, and as at first after a recovery', () => {
    const example = exampleBreaker({ probeRounds: [1] });
    const { breaker, time } = example;
    openUntilDue(example);
    const openTimes = [1, 2, 3, 4, 5].map(() => {
      fail(breaker);
      const openForMs = breaker.openForMs();
      time.pass(openForMs);
      return openForMs / 1_000;
    });
    expect(openTimes).toEqual([240, 480, 960, 960, 960]);
    succeed(breaker);
    expect(breaker.state).toBe('closed');
    fail(breaker, 5);
    expect(breaker.openForMs()).toBe(120_000);
  });

  it('neither closes nor opens by a probe that says nothing, and gives its place to the next', () => {
    const example = exampleBreaker();
    openUntilDue(example);
    const { breaker } = example;
    breaker.enter().ignored();
    expect(breaker.state).toBe('half_open');
    const next = breaker.enter();
    refusalOf(() => breaker.enter());
    next.succeeded(100);
    expect(breaker.state).toBe('half_open');
  });

  it('is not moved by a late failure of a call that began while it was closed', () => {
    const example = exampleBreaker();
    const late = example.breaker.enter();
    openUntilDue(example);
    const probe = example.breaker.enter();
    late.failed(100);
    expect(example.breaker.state).toBe('half_open');
    probe.succeeded(100);
    expect(example.breaker.state).toBe('half_open');
  });

  it('is not moved by a probe of an earlier half-open time', () => {
    const example = exampleBreaker({ probeRounds: [2] });
    const { breaker, time } = example;
    openUntilDue(example);
    const [late, failing] = [breaker.enter(), breaker.enter()];
    failing.failed(100);
    time.pass(breaker.openForMs());
    succeed(breaker);
    late.succeeded(100);
    expect(breaker.state).toBe('half_open');
    succeed(breaker);
    expect(breaker.state).toBe('closed');
  });

  it('gives up a probe that hangs after its bound, and what comes of it late is nothing', () => {
    const example = exampleBreaker({ probeRounds: [1] }, { probeTimeoutMs: 300_000 });
    openUntilDue(example);
    const { breaker, time } = example;
    const hung = breaker.enter();
    time.pass(299_999);
    refusalOf(() => breaker.enter());
    time.pass(1);
    const next = breaker.enter();
    hung.failed(300_000);
    expect(breaker.state).toBe('half_open');
    next.succeeded(100);
    expect(breaker.state).toBe('closed');
  });

  it('counts an answer once, whichever comes first', () => {
    const example = exampleBreaker({ probeRounds: [1, 1] });
    openUntilDue(example);
    const probe = example.breaker.enter();
    probe.succeeded(100);
    probe.succeeded(100);
    probe.failed(100);
    expect(example.breaker.state).toBe('half_open');
  });

  it('opens again when a round of probes is slow', () => {
    const example = exampleBreaker();
    openUntilDue(example);
    succeed(example.breaker, 1, 60_001);
    expect(example.transitions.at(-1)).toMatchObject({ to: 'open', reason: 'probes were slow' });
  });

  it('refuses no longer than its open time where that is short', () => {
    const example = exampleBreaker({ openMs: 100 });
    openUntilDue(example);
    example.breaker.enter();
    expect(refusalOf(() => example.breaker.enter()).retryAfterMs).toBe(100);
  });
});

describe('by hand', () => {
  it('it opens until it is closed, whatever time passes and whatever comes in', () => {
    const { breaker, time } = exampleBreaker();
    const late = breaker.enter();
    breaker.control('open');
    late.succeeded(1);
    time.pass(10 * 86_400_000);
    const refusal = refusalOf(() => breaker.enter());
    expect(refusal).toMatchObject({ retryable: false });
    expect(refusal.retryAfterMs).toBeUndefined();
    breaker.control('close');
    succeed(breaker);
    expect(breaker.status()).toMatchObject({ state: 'closed', opened: 0, recovered: 0 });
  });

  it('it is disabled: lets everything through and counts nothing', () => {
    const { breaker } = exampleBreaker();
    breaker.control('disable');
    fail(breaker, 100);
    expect(breaker.status()).toMatchObject({ state: 'disabled', calls: 0, failuresInARow: 0 });
  });

  it('a reset forgets what was counted', () => {
    const { breaker, transitions } = exampleBreaker();
    fail(breaker, 4);
    breaker.control('reset');
    fail(breaker, 4);
    expect(transitions).toEqual([]);
    expect(breaker.status()).toMatchObject({ failuresInARow: 4, calls: 4 });
  });

  it('saying it twice is one transition', () => {
    const { breaker, transitions } = exampleBreaker();
    breaker.control('open');
    breaker.control('open');
    expect(transitions).toEqual([
      { provider: 'openai', from: 'closed', to: 'forced_open', reason: 'by hand' },
    ]);
  });
});

describe('a breaker that is restored', () => {
  it('goes on with the counts of its last run', () => {
    const { breaker, time, another } = exampleBreaker();
    fail(breaker, 4);
    time.pass(60_000);
    const restored = another();
    restored.restore(breaker.save());
    expect(restored.status()).toMatchObject({ failuresInARow: 4, calls: 4, failures: 4 });
    fail(restored);
    expect(restored.state).toBe('open');
  });

  it('has forgotten what grew old meanwhile', () => {
    const { breaker, time, another } = exampleBreaker({ consecutiveWithinMs: 30_000 });
    fail(breaker, 4);
    const saved = breaker.save();
    time.pass(600_001);
    const restored = another();
    restored.restore(saved);
    expect(restored.status()).toMatchObject({ failuresInARow: 0, calls: 0 });
  });

  it('stays open for the time that is left', () => {
    const { breaker, time, another } = exampleBreaker();
    fail(breaker, 5);
    const saved = breaker.save();
    time.pass(50_000);
    const restored = another();
    restored.restore(saved);
    expect(restored.openForMs()).toBe(70_000);
  });

  it.each([
    { steppedMs: -3_600_000, openForMs: 120_000 },
    { steppedMs: 3_600_000, openForMs: 0 },
  ])(
    'stays open at most one open time when the wall clock stepped by $steppedMs ms',
    ({ steppedMs, openForMs }) => {
      const { breaker, time, another } = exampleBreaker({ probeRounds: [1] });
      fail(breaker, 5);
      time.pass(120_000);
      fail(breaker);
      expect(breaker.openForMs()).toBe(240_000);
      const saved = breaker.save();
      time.stepWallClock(steppedMs);
      const restored = another();
      restored.restore(saved);
      expect(restored.openForMs()).toBe(openForMs);
    },
  );

  it('asks for a probe at once where it was half-open, and remembers how often it failed', () => {
    const example = exampleBreaker();
    openUntilDue(example);
    example.breaker.enter();
    const restored = example.another();
    restored.restore(example.breaker.save());
    fail(restored);
    expect(restored.openForMs()).toBe(240_000);
  });

  it.each(['open', 'disable'] as const)('by hand (%s) is still so, and can be released', (command) => {
    const { breaker, time, another } = exampleBreaker();
    breaker.control(command);
    time.pass(30 * 86_400_000);
    const restored = another();
    restored.restore(breaker.save());
    expect(restored.state).toBe(breaker.state);
    restored.control('close');
    succeed(restored);
    fail(restored, 5);
    expect(restored.state).toBe('open');
  });
});
