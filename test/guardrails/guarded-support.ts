import type { Answered, Guard, GuardedCall } from '../../src/guardrails/guard.ts';

/** A guard that lets everything through once, and keeps what it was given. */
export function openGuard() {
  const calls: GuardedCall<unknown>[] = [];
  const answers: Answered<unknown>[] = [];
  const guard = {
    calls,
    answers,
    /** Given to attempts in place of the caller's. */
    signal: undefined as AbortSignal | undefined,
    async call<T>(call: GuardedCall<T>, signal: AbortSignal): Promise<T> {
      calls.push(call as GuardedCall<unknown>);
      const answered = await call.attempt(guard.signal ?? signal);
      answers.push(answered);
      return answered.value;
    },
  };
  return guard satisfies Guard;
}
