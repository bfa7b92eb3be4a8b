import { StrataError } from '../../error.ts';
import type { ProviderName } from '../../providers/provider-name.ts';
import { LimitExceeded } from '../refusals.ts';
import { FairQueue } from './fair-queue.ts';
import type { LimiterGrant, LimiterRequest } from './limiter.ts';
import { NoRoom, type Room, type Taken } from './room.ts';

interface Waiter {
  readonly user: string;
  readonly tokens: number;
  readonly sinceMs: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly onAbort: () => void;
  readonly resolve: (grant: LimiterGrant) => void;
  readonly reject: (reason: unknown) => void;
}

export interface WaitingLineOptions {
  provider: ProviderName;
  room: Room;
  /** The longest that a call waits. */
  maxWaitMs: number;
  /** The most calls that wait at once. */
  maxQueue: number;
  /** Monotonic, in milliseconds. */
  clock: () => number;
}

/**
 * The calls that wait for one provider. Only the head asks for room, so a large call at the head is not overtaken by
 * small ones; a bounded wait keeps it from blocking for ever. One timer, and only while somebody waits.
 */
export class WaitingLine {
  readonly #options: WaitingLineOptions;
  readonly #queue = new FairQueue<Waiter>();
  #timer: NodeJS.Timeout | undefined;
  #asking = false;
  // An answer that was on its way when room was given back does not know of it.
  #changedMeanwhile = false;
  #lastNoRoom: NoRoom | undefined;

  constructor(options: WaitingLineOptions) {
    this.#options = options;
    options.room.onChange(() => {
      this.#changedMeanwhile = this.#asking;
      this.#serve();
    });
  }

  get size(): number {
    return this.#queue.size;
  }

  /** @throws LimitExceeded, or the signal's reason */
  acquire(request: LimiterRequest, signal: AbortSignal): LimiterGrant | Promise<LimiterGrant> {
    if (signal.aborted) throw signal.reason;
    const { provider, room, maxQueue } = this.#options;
    const tokens = request.tokens > 0 ? Math.ceil(request.tokens) : 0;
    const tooLarge = room.tooLarge(tokens);
    if (tooLarge) throw new LimitExceeded(provider, tooLarge, { reason: 'too-large' });
    let answer: NoRoom | Promise<Taken | NoRoom> | undefined;
    if (this.#queue.size === 0 && !this.#asking) {
      const taken = room.take(tokens, false);
      if (!(taken instanceof Promise) && !(taken instanceof NoRoom)) return taken;
      answer = taken;
    }
    if (answer instanceof NoRoom) this.#lastNoRoom = answer;
    if (this.#queue.size >= maxQueue && !(answer instanceof Promise)) {
      throw this.#exceeded(this.#options.clock(), 'queue-full');
    }
    return this.#join(request.user, tokens, signal, answer);
  }

  /** Turns everybody away who is still waiting. */
  stop(): void {
    for (const waiter of [...this.#queue]) {
      this.#leave(waiter);
      waiter.reject(
        new StrataError('LIMITER_STOPPED', 'the service stopped while the call waited for a rate limit', {
          kind: 'cancelled',
          retryable: true,
        }),
      );
    }
    this.#arm(undefined);
  }

  #join(
    user: string,
    tokens: number,
    signal: AbortSignal,
    answer: NoRoom | Promise<Taken | NoRoom> | undefined,
  ): Promise<LimiterGrant> {
    return new Promise((resolve, reject) => {
      const sinceMs = this.#options.clock();
      const onAbort = () => {
        this.#leave(waiter);
        reject(signal.reason);
        this.#serve();
      };
      const deadlineMs = sinceMs + this.#options.maxWaitMs;
      const waiter: Waiter = { user, tokens, sinceMs, deadlineMs, signal, onAbort, resolve, reject };
      this.#queue.add(waiter);
      signal.addEventListener('abort', onAbort, { once: true });
      if (answer instanceof NoRoom) this.#wait(answer);
      else if (answer) void this.#await(waiter, answer);
      else this.#serveIfUnattended();
    });
  }

  #serveIfUnattended(): void {
    if (this.#timer === undefined && !this.#asking) this.#serve();
  }

  /** Lets in as many as there is room for, in turn; then waits for what the last answer said. */
  #serve(): void {
    while (!this.#asking) {
      const head = this.#queue.head();
      if (!head) {
        this.#arm(undefined);
        return;
      }
      const answer = this.#options.room.take(head.tokens, true);
      if (answer instanceof Promise) void this.#await(head, answer);
      else if (answer instanceof NoRoom) {
        this.#wait(answer);
        if (this.#queue.head() === head || this.#queue.size === 0) return;
      } else this.#admit(head, answer);
    }
  }

  async #await(head: Waiter, asked: Promise<Taken | NoRoom>): Promise<void> {
    this.#asking = true;
    this.#arm(this.#queue.oldest()?.deadlineMs);
    const answer = await asked;
    const askAgain = this.#changedMeanwhile;
    this.#asking = false;
    this.#changedMeanwhile = false;
    if (!(answer instanceof NoRoom)) {
      this.#admit(head, answer);
      this.#serve();
      return;
    }
    const stillHead = this.#queue.head() === head;
    this.#wait(answer);
    if (askAgain || !stillHead || this.#queue.head() !== head) this.#serve();
  }

  #admit(waiter: Waiter, grant: Taken): void {
    if (!this.#queue.has(waiter)) {
      grant.release();
      return;
    }
    this.#queue.served(waiter);
    waiter.signal.removeEventListener('abort', waiter.onAbort);
    grant.waitedMs = this.#options.clock() - waiter.sinceMs;
    waiter.resolve(grant);
  }

  #wait(answer: NoRoom): void {
    this.#lastNoRoom = answer;
    this.#refuse(answer.firm ? answer.atMs : Number.NEGATIVE_INFINITY);
    const oldest = this.#queue.oldest();
    this.#arm(oldest && Math.min(answer.askAtMs, oldest.deadlineMs));
  }

  /** Turns away those whose wait is over, and those whose wait would be over before there can be room. */
  #refuse(hopelessBeforeMs: number): void {
    const nowMs = this.#options.clock();
    for (const waiter of this.#queue) {
      if (waiter.deadlineMs > nowMs && waiter.deadlineMs >= hopelessBeforeMs) return;
      this.#leave(waiter);
      waiter.reject(this.#exceeded(nowMs, 'no-room'));
    }
  }

  #arm(atMs: number | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (atMs === undefined) return;
    // Timers count whole milliseconds and may fire a little early; the clock decides, not the timer.
    const delayMs = Math.max(1, Math.ceil(atMs - this.#options.clock()));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#asking) {
        this.#serve();
        return;
      }
      this.#refuse(Number.NEGATIVE_INFINITY);
      this.#arm(this.#queue.oldest()?.deadlineMs);
    }, delayMs);
  }

  #leave(waiter: Waiter): void {
    this.#queue.remove(waiter);
    waiter.signal.removeEventListener('abort', waiter.onAbort);
  }

  #exceeded(nowMs: number, reason: 'no-room' | 'queue-full'): LimitExceeded {
    const last = this.#lastNoRoom;
    const waitMs = (last?.atMs ?? nowMs) - nowMs;
    // Where nothing is foreseeable, another try makes sense after as long a wait as this one.
    const retryAfterMs = Number.isFinite(waitMs) ? Math.max(1, Math.ceil(waitMs)) : this.#options.maxWaitMs;
    return new LimitExceeded(this.#options.provider, last?.window ?? 'minute', {
      retryAfterMs,
      reason: last?.window === 'pause' && reason === 'no-room' ? 'paused' : reason,
    });
  }
}
