import { context, trace } from '@opentelemetry/api';
import { outcomeOf } from '../../src/guardrails/attempt-outcome.ts';
import { GuardTelemetry } from '../../src/guardrails/guard-telemetry.ts';
import { endOf } from '../../src/guardrails/time-out.ts';
import { median } from '../figures.ts';
import { answer, chat, type Parts } from './parts.ts';

const { signal } = new AbortController();
const rounds = 7;
const times = 20_000;

/** What each part of the guard costs when it is called alone, in µs: the median of some rounds. */
export async function parts({ telemetry, budgets, limiter, breakers, ledger }: Parts): Promise<string[][]> {
  const call = chat(async () => answer, 'job-parts');
  const guardTelemetry = new GuardTelemetry(telemetry);
  const outcome = outcomeOf(call, { how: 'answered', value: answer }, 1);
  const ids: string[] = [];
  let next = 0;
  const measured: [string, () => unknown][] = [
    [
      'reservation: budgets and ledger',
      () => {
        const id = `parts-${ids.length}`;
        ids.push(id);
        return budgets.reserve(intent(id), call.scope);
      },
    ],
    ['settlement: ledger', () => ledger.settle(ids[next++] ?? '', outcome.settlement)],
    [
      'limiter',
      async () => {
        const granted = limiter.acquire({ provider: 'openai', user: 'local', tokens: 3000 }, signal);
        const grant = granted instanceof Promise ? await granted : granted;
        grant.settle(620);
      },
    ],
    [
      'breaker',
      async () => {
        const entered = breakers.enter('openai');
        const permit = entered instanceof Promise ? await entered : entered;
        permit.succeeded(1);
      },
    ],
    [
      'time-out',
      () => endOf(async () => 1, { timeoutMs: 60_000, signal, timedOut: () => 1, onLate: () => undefined }),
    ],
    ['outcome and price', () => outcomeOf(call, { how: 'answered', value: answer }, 1)],
    [
      'span and metrics',
      () => {
        const told = guardTelemetry.begin(call);
        told.reserved(call.worst.costNanoUsd);
        told.waited(0);
        told.ended(outcome);
        told.succeeded(answer);
      },
    ],
    ['of which a bare span', () => telemetry.tracer.startSpan('chat', {}, context.active()).end()],
    ['context', () => context.with(trace.deleteSpan(context.active()), () => 1)],
    ['nothing but an await', () => undefined],
  ];
  const rows: string[][] = [];
  for (const [name, part] of measured) rows.push([name, (await cost(part)).toFixed(2)]);
  return rows;

  function intent(id: string) {
    return {
      id,
      at: Date.now(),
      provider: 'openai' as const,
      operation: 'chat',
      user: 'local',
      jobId: `parts-${Math.floor(ids.length / 20)}`,
      layer: 'fit',
      attempt: 1,
      reservedNanoUsd: 2_000_000,
      reservedTokens: 3000,
      expiresAt: Date.now() + 60_000,
    };
  }
}

async function cost(part: () => unknown): Promise<number> {
  const costs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startMs = performance.now();
    for (let time = 0; time < times; time += 1) await part();
    costs.push(((performance.now() - startMs) / times) * 1000);
  }
  return median(costs);
}
