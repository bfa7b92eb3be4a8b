import { LocalBreakers } from '../../../../src/guardrails/breaker/local-breakers.ts';
import { SharedBreakers } from '../../../../src/guardrails/breaker/shared-breakers.ts';
import { BreakerOpen } from '../../../../src/guardrails/refusals.ts';
import { RedisConnection } from '../../../../src/shared-state/redis-connection.ts';
import { SqliteStateStore } from '../../../../src/store/sqlite/sqlite-state-store.ts';
import type { StateStore } from '../../../../src/store/state-store.ts';
import { MemoryStateStore } from '../../../support/memory-state-store.ts';
import type { Answer, Question } from './breakers-process.ts';

/**
 * A process with breakers of its own, asked over IPC: `node process-with-breakers.ts <SQLite file or ''> <Redis URL
 * or ''> <open time in ms>`.
 */
const [file = '', redisUrl = '', openMs = '60000'] = process.argv.slice(2);
const states: StateStore = file === '' ? new MemoryStateStore() : new SqliteStateStore({ file });
const clock = () => performance.now();
const local = new LocalBreakers({
  settings: { pdf_service: { openMs: Number(openMs) } },
  states,
  clock,
  now: () => Date.now(),
  onListenerError() {},
  onSaveError(error) {
    throw error;
  },
});
await states.start();
const redis = redisUrl === '' ? undefined : new RedisConnection({ url: redisUrl });
await redis?.start();
const breakers = redis
  ? new SharedBreakers({ local, redis, clock, pollMs: 20, probeLeaseMs: 400, voteDelayMs: 100 })
  : local;
await breakers.start();

process.on('message', async (question: Question) => {
  process.send?.({ id: question.id, ...(await answer(question)) } satisfies Answer);
});
process.on('disconnect', () => process.exit());
process.send?.({ id: 0 } satisfies Answer);

async function answer(question: Question): Promise<Omit<Answer, 'id'>> {
  switch (question.kind) {
    case 'call': {
      let entered = 0;
      let refused = 0;
      for (let call = 0; call < question.times; call++) {
        try {
          const permit = await breakers.enter('pdf_service');
          entered++;
          if (question.outcome !== 'hang') permit[question.outcome](1);
        } catch (error) {
          if (!(error instanceof BreakerOpen)) throw error;
          refused++;
        }
      }
      return { entered, refused, state: breakers.status('pdf_service').state };
    }
    case 'control':
      return { state: (await breakers.control('pdf_service', question.command)).state };
    case 'status':
      return breakers.status('pdf_service');
  }
}
