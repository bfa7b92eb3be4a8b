import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakerPermit, BreakerSettings } from '../../../src/guardrails/breaker/breaker.ts';
import { BreakerOpen } from '../../../src/guardrails/refusals.ts';
import { exampleBreaker } from './support/example-breaker.ts';
import { ReferenceBreaker } from './support/reference-breaker.ts';

const probeTimeoutMs = 500;

const settings: fc.Arbitrary<Partial<BreakerSettings>> = fc.record(
  {
    consecutiveFailures: fc.integer({ min: 1, max: 6 }),
    consecutiveWithinMs: fc.integer({ min: 1, max: 300 }),
    failureRate: fc.constantFrom(0.3, 0.5, 1),
    slowCallRate: fc.constantFrom(0.5, 0.8, 1),
    windowCalls: fc.integer({ min: 4, max: 8 }),
    minimumCalls: fc.integer({ min: 1, max: 4 }),
    windowMs: fc.constantFrom(50, 400, 100_000),
    probeRounds: fc.constantFrom([1], [1, 2], [1, 2, 4], [3]),
  },
  { requiredKeys: ['windowCalls', 'minimumCalls'] },
);

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'enter' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      /** Counted from the newest call. */
      back: fc.nat({ max: 5 }),
      outcome: fc.constantFrom(
        'succeeded' as const,
        'failed' as const,
        'failed' as const,
        'ignored' as const,
      ),
      durationMs: fc.constantFrom(1, 20, 21),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 49, 50, 51, 100, 399, 500),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('step wall clock' as const),
      ms: fc.constantFrom(-5_000, 5_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('control' as const),
      command: fc.constantFrom('open' as const, 'close' as const, 'reset' as const, 'disable' as const),
    }),
  },
);

describe('the state machine', () => {
  it('does what its rules say, whatever happens in whatever order', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(settings, fc.array(step, { maxLength: 120, size: 'max' }), (chosen, steps) => {
        const { breaker, time } = exampleBreaker(
          { openMs: 100, slowCallMs: 20, ...chosen },
          { probeTimeoutMs },
        );
        const model = new ReferenceBreaker(breaker.settings, probeTimeoutMs);
        const permits: BreakerPermit[] = [];
        for (const each of steps) {
          switch (each.kind) {
            case 'enter': {
              const permit = enterOrRefused(breaker);
              expect(permit !== undefined).toBe(model.enter());
              if (permit) permits.push(permit);
              break;
            }
            case 'answer': {
              const index = permits.length - 1 - each.back;
              permits[index]?.[each.outcome](each.durationMs);
              model.answer(index, each.outcome, each.durationMs);
              break;
            }
            case 'pass':
              time.pass(each.ms);
              model.now += each.ms;
              break;
            case 'step wall clock':
              time.stepWallClock(each.ms);
              break;
            case 'control':
              breaker.control(each.command);
              model.control(each.command);
          }
          const { state, calls, failures, slowCalls, failuresInARow } = breaker.status();
          expect({
            state,
            openForMs: breaker.openForMs(),
            calls,
            failures,
            slowCalls,
            failuresInARow,
          }).toEqual({
            state: model.state,
            openForMs: model.openForMs,
            ...model.counts,
          });
          reached.add(state);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(reached).toEqual(new Set(['closed', 'open', 'half_open', 'forced_open', 'disabled']));
  });
});

function enterOrRefused(breaker: { enter(): BreakerPermit }): BreakerPermit | undefined {
  try {
    return breaker.enter();
  } catch (error) {
    if (error instanceof BreakerOpen) return undefined;
    throw error;
  }
}
