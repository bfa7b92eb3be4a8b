/*
 * A process that makes guarded calls of one provider as its parent says, and tells how they ended, when each attempt
 * was granted and when pauses were made known. Its argument: the settings as JSON. It ends with its parent.
 */

import { seededRandom } from '../../../../simulator/seeded-random.ts';
import { openGuard } from '../../../../src/composition/open-guard.ts';
import { CallGuard } from '../../../../src/guardrails/call-guard.ts';
import type { Guard } from '../../../../src/guardrails/guard.ts';
import { GuardedLanguageModel } from '../../../../src/guardrails/guarded-language-model.ts';
import { RedisLimiter } from '../../../../src/guardrails/limiter/redis-limiter.ts';
import { createLanguageModel } from '../../../../src/providers/create-language-model.ts';
import { startTelemetry } from '../../../../src/telemetry/start.ts';
import type { Answer, CallingSettings, Question } from './calling-processes.ts';
import { endingOf } from './ending-of.ts';
import { proofRequest } from './proof-request.ts';
import { proofConfig } from './proof-setup.ts';

const settings = JSON.parse(process.argv[2] ?? '') as CallingSettings;
process.once('disconnect', () => process.exit(1));
const config = proofConfig(settings);
const telemetry = await startTelemetry(config, { mode: 'run', keepSpans: false });
const open = await openGuard(config, telemetry);
const prices = await open.prices();
const clock = () => performance.now();
const random = seededRandom(settings.seed);
const guard = settings.windowMs === undefined ? open.guard : await withWindow(settings.windowMs);
const { apiKey = 'proof', baseUrl } = config.providers.llm.openai ?? {};
const client = await createLanguageModel({
  provider: 'openai',
  apiKey,
  ...(baseUrl === undefined ? {} : { baseUrl }),
});
const looping = new AbortController();
let loops: Promise<unknown> = Promise.resolve();
let calls = 0;

process.on('message', (question: Question) => {
  void answer(question).then((said) => process.send?.(said));
});
process.send?.({ id: 0 } satisfies Answer);

async function answer(question: Question): Promise<Answer> {
  const { id } = question;
  switch (question.kind) {
    case 'call': {
      const endings: Record<string, number> = {};
      await Promise.all(
        Array.from({ length: question.times }, async () => {
          const ending = await call(new AbortController().signal);
          endings[ending] = (endings[ending] ?? 0) + 1;
        }),
      );
      return { id, endings };
    }
    case 'loop':
      loops = Promise.all(Array.from({ length: question.callers }, () => loop(looping.signal)));
      return { id };
    case 'end-loop':
      looping.abort();
      await loops;
      return { id };
    case 'breaker':
      return { id, state: open.breakers.status('openai').state };
  }
}

async function loop(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await call(signal);
}

/** The model's name is that of the call, by which its arrivals are found in the simulator's journal. */
async function call(signal: AbortSignal): Promise<string> {
  calls += 1;
  const { provider: _, ...request } = proofRequest(random);
  const model = new GuardedLanguageModel({
    client,
    model: `${settings.name}-${calls}`,
    guard,
    prices,
    timeoutMs: settings.timeoutMs,
  });
  try {
    const scope = { user: `user-${calls % 3}` };
    await model.generate(request, { scope, signal });
    return 'answered';
  } catch (error) {
    return endingOf(error, signal);
  }
}

/** The same guard on the same Redis, with a window that a test can wait for. */
async function withWindow(windowMs: number): Promise<Guard> {
  const { redis, budgets, breakers, ledger } = open;
  if (!redis) throw new Error('a window of its own takes a Redis');
  const limiter = new RedisLimiter({
    rules: config.guard.limits.rules,
    enabled: true,
    maxWaitMs: config.guard.limits.maxWaitMs,
    clock,
    redis,
    windowMs,
  });
  await limiter.start();
  return new CallGuard({
    budgets,
    limiter,
    breakers,
    ledger,
    telemetry,
    clock,
    now: Date.now,
    random: Math.random,
    retry: { maxAttempts: config.guard.maxAttempts },
  });
}
