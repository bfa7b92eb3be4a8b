import { describe, expect, it } from 'vitest';
import { exampleBreaker, fail, succeed } from './support/example-breaker.ts';

/** So many that failures in a row never decide. */
const ratesOnly = { consecutiveFailures: 1_000 };

describe('failures in a row', () => {
  it('open it at the fifth of five, not at the fourth', () => {
    const { breaker } = exampleBreaker();
    fail(breaker, 4);
    expect(breaker.state).toBe('closed');
    fail(breaker);
    expect(breaker.state).toBe('open');
  });

  it('begin again after a success', () => {
    const { breaker } = exampleBreaker();
    fail(breaker, 4);
    succeed(breaker);
    fail(breaker, 4);
    expect(breaker.state).toBe('closed');
    expect(breaker.status().failuresInARow).toBe(4);
  });

  it('are not interrupted by calls that say nothing', () => {
    const { breaker } = exampleBreaker();
    fail(breaker, 4);
    breaker.enter().ignored();
    expect(breaker.status()).toMatchObject({ failuresInARow: 4, calls: 4 });
    fail(breaker);
    expect(breaker.state).toBe('open');
  });

  it('count however old they are where no time is set', () => {
    const { breaker, time } = exampleBreaker();
    fail(breaker, 4);
    time.pass(86_400_000);
    fail(breaker);
    expect(breaker.state).toBe('open');
  });

  it('count only while young where a time is set, exactly that age included', () => {
    const within = { consecutiveWithinMs: 30_000 };
    const old = exampleBreaker(within);
    fail(old.breaker);
    old.time.pass(30_001);
    fail(old.breaker, 4);
    expect(old.breaker.state).toBe('closed');
    expect(old.breaker.status().failuresInARow).toBe(4);

    const young = exampleBreaker(within);
    fail(young.breaker);
    young.time.pass(30_000);
    fail(young.breaker, 4);
    expect(young.breaker.state).toBe('open');
  });

  it('that come slowly never open it where a time is set, and quick ones after them do', () => {
    const { breaker, time } = exampleBreaker({ consecutiveWithinMs: 30_000, minimumCalls: 20 });
    for (let call = 0; call < 12; call++) {
      fail(breaker);
      time.pass(10_000);
    }
    expect(breaker.state).toBe('closed');
    fail(breaker, 2);
    expect(breaker.state).toBe('open');
  });
});

describe('the failure rate', () => {
  it('opens at exactly half of the last calls, whichever call makes it so', () => {
    const { breaker, transitions } = exampleBreaker(ratesOnly);
    fail(breaker, 5);
    succeed(breaker, 4);
    expect(breaker.state).toBe('closed');
    succeed(breaker);
    expect(transitions.at(-1)?.reason).toBe('5 of the last 10 calls failed');
  });

  it('does not open just below half', () => {
    const { breaker } = exampleBreaker(ratesOnly);
    succeed(breaker, 11);
    fail(breaker, 9);
    expect(breaker.state).toBe('closed');
    expect(breaker.status()).toMatchObject({ calls: 20, failures: 9 });
  });

  it('is not asked before the minimum of calls', () => {
    const { breaker } = exampleBreaker(ratesOnly);
    fail(breaker, 9);
    expect(breaker.state).toBe('closed');
    fail(breaker);
    expect(breaker.state).toBe('open');
  });

  it('is taken of the last calls alone: the twenty-first pushes out the first', () => {
    const { breaker } = exampleBreaker({ ...ratesOnly, minimumCalls: 20 });
    succeed(breaker, 1);
    fail(breaker, 9);
    succeed(breaker, 10);
    expect(breaker.status()).toMatchObject({ calls: 20, failures: 9 });
    fail(breaker); // in the place of the first success
    expect(breaker.state).toBe('open');
  });

  it('stays right however often the window has gone round', () => {
    const { breaker } = exampleBreaker({ ...ratesOnly, windowCalls: 7, minimumCalls: 7 });
    for (let round = 0; round < 100; round++) {
      fail(breaker);
      succeed(breaker, 2);
    }
    expect(breaker.status()).toMatchObject({ calls: 7, failures: 2, state: 'closed' });
    fail(breaker, 2); // s s f s s f f: three of seven
    expect(breaker.status()).toMatchObject({ failures: 3, state: 'closed' });
    fail(breaker); // s f s s f f f: four of seven
    expect(breaker.state).toBe('open');
  });

  it('holds for rates that binary fractions cannot say', () => {
    const { breaker } = exampleBreaker({
      ...ratesOnly,
      failureRate: 0.07,
      windowCalls: 100,
      minimumCalls: 100,
    });
    succeed(breaker, 93);
    fail(breaker, 7);
    expect(breaker.state).toBe('open');
  });

  it('forgets results that grew old in idleness', () => {
    const { breaker, time } = exampleBreaker(ratesOnly);
    fail(breaker, 9);
    time.pass(600_001);
    expect(breaker.status()).toMatchObject({ calls: 0, failures: 0 });
    fail(breaker, 9);
    expect(breaker.state).toBe('closed');
    fail(breaker);
    expect(breaker.state).toBe('open');
  });

  it('keeps a result that is exactly as old as the window', () => {
    const { breaker, time } = exampleBreaker(ratesOnly);
    fail(breaker, 9);
    time.pass(600_000);
    fail(breaker);
    expect(breaker.state).toBe('open');
  });
});

describe('slow calls', () => {
  it('open it at the rate though all of them succeeded', () => {
    const { breaker, transitions } = exampleBreaker();
    succeed(breaker, 2);
    succeed(breaker, 7, 60_001);
    expect(breaker.state).toBe('closed');
    succeed(breaker, 1, 60_001);
    expect(transitions.at(-1)?.reason).toBe('8 of the last 10 calls took longer than 60 s');
  });

  it('are those that took longer, not as long', () => {
    const { breaker } = exampleBreaker();
    succeed(breaker, 20, 60_000);
    expect(breaker.state).toBe('closed');
    expect(breaker.status().slowCalls).toBe(0);
  });

  it('count as slow when they fail as well', () => {
    const { breaker } = exampleBreaker();
    fail(breaker, 1, 120_000);
    expect(breaker.status()).toMatchObject({ calls: 1, failures: 1, slowCalls: 1 });
  });
});
