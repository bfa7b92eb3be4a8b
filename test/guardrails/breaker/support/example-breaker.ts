import type {
  BreakerPermit,
  BreakerSettings,
  BreakerTransition,
} from '../../../../src/guardrails/breaker/breaker.ts';
import { breakerSettings } from '../../../../src/guardrails/breaker/default-settings.ts';
import { Breaker } from '../../../../src/guardrails/breaker/state-machine.ts';
import { FakeTime } from './fake-time.ts';

/** A breaker by OpenAI's defaults (5 in a row, 120 s open) unless said otherwise, in a time of its own. */
export function exampleBreaker(
  settings: Partial<BreakerSettings> = {},
  options: { probeTimeoutMs?: number } = {},
) {
  const time = new FakeTime();
  const transitions: BreakerTransition[] = [];
  const make = () =>
    new Breaker({
      provider: 'openai',
      settings: breakerSettings('openai', { openai: settings }),
      clock: time.clock,
      now: time.now,
      onTransition: (transition) => transitions.push(transition),
      ...options,
    });
  return { breaker: make(), time, transitions, another: make };
}

export function succeed(breaker: { enter(): BreakerPermit }, times = 1, durationMs = 100): void {
  for (let call = 0; call < times; call++) breaker.enter().succeeded(durationMs);
}

export function fail(breaker: { enter(): BreakerPermit }, times = 1, durationMs = 100): void {
  for (let call = 0; call < times; call++) breaker.enter().failed(durationMs);
}

/** Opens it and lets its open time pass. */
export function openUntilDue({ breaker, time }: ReturnType<typeof exampleBreaker>): void {
  fail(breaker, breaker.settings.consecutiveFailures);
  time.pass(breaker.openForMs());
}
