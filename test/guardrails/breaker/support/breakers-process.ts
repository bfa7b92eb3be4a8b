import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { BreakerState } from '../../../../src/guardrails/breaker/breaker.ts';
import { answerTo } from '../../../support/process-answers.ts';

export type Question =
  | { id: number; kind: 'call'; times: number; outcome: 'succeeded' | 'failed' | 'ignored' | 'hang' }
  | { id: number; kind: 'control'; command: 'open' | 'close' | 'reset' | 'disable' }
  | { id: number; kind: 'status' };

export interface Answer {
  id: number;
  entered?: number;
  refused?: number;
  state?: BreakerState;
  retryAfterMs?: number;
}

type Asked = Question extends infer Each ? (Each extends Question ? Omit<Each, 'id'> : never) : never;

/** A real process with breakers of `pdf_service` (three failures in a row). */
export class BreakersProcess {
  readonly #child: ChildProcess;
  #asked = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.setMaxListeners(0);
  }

  static async start(options: {
    file?: string;
    redisUrl?: string;
    openMs?: number;
  }): Promise<BreakersProcess> {
    const program = new URL('./process-with-breakers.ts', import.meta.url);
    const { file = '', redisUrl = '', openMs = 60_000 } = options;
    const child = fork(program, [file, redisUrl, String(openMs)], { execArgv: ['--no-warnings'] });
    const started = new BreakersProcess(child);
    await answerTo<Answer>(started.#child, 0);
    return started;
  }

  async ask(question: Asked): Promise<Answer> {
    const id = ++this.#asked;
    const answer = answerTo<Answer>(this.#child, id);
    this.#child.send({ ...question, id });
    return answer;
  }

  call(outcome: 'succeeded' | 'failed' | 'ignored' | 'hang', times = 1): Promise<Answer> {
    return this.ask({ kind: 'call', outcome, times });
  }

  async state(): Promise<BreakerState | undefined> {
    return (await this.ask({ kind: 'status' })).state;
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
