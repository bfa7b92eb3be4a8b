import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BreakerState } from '../../../../src/guardrails/breaker/breaker.ts';
import { answerTo } from '../../../support/process-answers.ts';
import type { ProofSettings } from './proof-setup.ts';

export interface CallingSettings extends ProofSettings {
  name: string;
  seed: number;
  /** Of one attempt. */
  timeoutMs: number;
  /** Length of the limiter's minute, for tests that cannot wait for one. */
  windowMs?: number;
}

export type Question =
  | { id: number; kind: 'call'; times: number }
  | { id: number; kind: 'loop'; callers: number }
  | { id: number; kind: 'end-loop' }
  | { id: number; kind: 'breaker' };

export interface Answer {
  id: number;
  /** How many calls ended how: `answered`, `aborted`, or the code of their error. */
  endings?: Record<string, number>;
  state?: BreakerState;
}

type Asked = Question extends infer Each ? (Each extends Question ? Omit<Each, 'id'> : never) : never;

const program = fileURLToPath(new URL('calling-process.ts', import.meta.url));

/** A real process that makes guarded calls to the simulated OpenAI. */
export class CallingProcess {
  readonly #child: ChildProcess;
  #asked = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.setMaxListeners(0);
  }

  static async start(settings: CallingSettings): Promise<CallingProcess> {
    const child = fork(program, [JSON.stringify(settings)], { execArgv: ['--no-warnings'] });
    const started = new CallingProcess(child);
    await answerTo<Answer>(started.#child, 0);
    return started;
  }

  /** Makes so many calls at once. */
  async call(times: number): Promise<Record<string, number>> {
    return (await this.#ask({ kind: 'call', times })).endings ?? {};
  }

  /** Has so many callers make one call after the other. */
  async loop(callers: number): Promise<void> {
    await this.#ask({ kind: 'loop', callers });
  }

  async endLoop(): Promise<void> {
    await this.#ask({ kind: 'end-loop' });
  }

  async breaker(): Promise<BreakerState | undefined> {
    return (await this.#ask({ kind: 'breaker' })).state;
  }

  /** Stands still, as a process does whose machine is suspended or overloaded. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  async #ask(question: Asked): Promise<Answer> {
    this.#asked += 1;
    const id = this.#asked;
    const answer = answerTo<Answer>(this.#child, id);
    this.#child.send({ ...question, id });
    return answer;
  }
}
