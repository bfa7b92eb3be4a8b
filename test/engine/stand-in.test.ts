import { describe, expect, test } from 'vitest';
import { ParkJob } from '../../src/engine/park.ts';
import { reasonToStandIn } from '../../src/engine/stand-in.ts';
import { StrataError } from '../../src/error.ts';
import { BreakerOpen, type BudgetAction, BudgetRefused } from '../../src/guardrails/refusals.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';

const signal = new AbortController().signal;
const down = new BreakerOpen('openai', { retryAfterMs: 5000, forced: false });

function refused(budgetAction: Exclude<BudgetAction, 'warn'>): BudgetRefused {
  return new BudgetRefused('used up', { scope: 'all', budgetAction, retryAfterMs: 60_000 });
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (cause) {
    return cause;
  }
  throw new Error('nothing was thrown');
}

describe('a provider that cannot be used', () => {
  test('is stood in for where the job allows it', () => {
    expect(reasonToStandIn({ signal, onUnavailable: 'substitute' }, down)).toBe(down);
  });

  test('parks the job where the job would rather wait, until it can be tried again', () => {
    const thrown = thrownBy(() => reasonToStandIn({ signal, onUnavailable: 'park' }, down));
    expect(thrown).toBeInstanceOf(ParkJob);
    expect(thrown).toMatchObject({ cause: down, retryAfterMs: 5000 });
  });
});

describe('a budget that refuses', () => {
  test.each(['substitute', 'park'] as const)(
    'decides itself, whatever the job says (%s)',
    (onUnavailable) => {
      const context = { signal, onUnavailable };
      expect(reasonToStandIn(context, refused('skip'))).toBeInstanceOf(BudgetRefused);
      expect(thrownBy(() => reasonToStandIn(context, refused('park')))).toBeInstanceOf(ParkJob);
      expect(thrownBy(() => reasonToStandIn(context, refused('fail')))).toBeInstanceOf(BudgetRefused);
    },
  );
});

test('a fault that is not outside is thrown on', () => {
  const fault = new StrataError('CV_INVALID', 'no', { kind: 'input' });
  const bug = new TypeError('undefined is not a function');
  expect(thrownBy(() => reasonToStandIn({ signal, onUnavailable: 'substitute' }, fault))).toBe(fault);
  expect(thrownBy(() => reasonToStandIn({ signal, onUnavailable: 'substitute' }, bug))).toBe(bug);
});

test('an abort is never taken for trouble outside', () => {
  const aborted = AbortSignal.abort(new Error('cancelled by the user'));
  expect(() => reasonToStandIn({ signal: aborted, onUnavailable: 'substitute' }, down)).toThrow(
    'cancelled by the user',
  );
});

test('whatever a provider did is a reason to stand in, also that it takes the request for a wrong one', () => {
  const refusal = new ProviderError('PROVIDER_REQUEST_REFUSED', 'Firecrawl refused the request', {
    provider: 'firecrawl',
    kind: 'failed',
    charge: { kind: 'none' },
    breaker: 'ignored',
    retryable: false,
  });
  expect(reasonToStandIn({ signal, onUnavailable: 'substitute' }, refusal)).toBe(refusal);
});
