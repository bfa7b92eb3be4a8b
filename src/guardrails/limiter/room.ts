import type { LimiterGrant } from './limiter.ts';

/** As errors name them. */
export type WindowName = 'minute' | 'minute (tokens)' | 'day';

/** There is no room now. */
export class NoRoom {
  /** When there will be some if nobody gives anything back, by the monotonic clock; Infinity: not foreseeable. */
  readonly atMs: number;
  readonly window: WindowName | 'pause';
  /** Nothing can make room earlier: a pause, a full day. Whoever cannot wait so long need not wait at all. */
  readonly firm: boolean;
  /** When to ask again: earlier than `atMs` where others may give something back unheard. */
  readonly askAtMs: number;

  constructor(atMs: number, window: WindowName | 'pause', askAtMs = atMs) {
    this.atMs = atMs;
    this.askAtMs = askAtMs;
    this.window = window;
    this.firm = window === 'pause' || window === 'day';
  }
}

/** Room that was taken; the waiting line writes how long the call had to wait. */
export interface Taken extends LimiterGrant {
  waitedMs: number;
}

/** The windows and the pause of one provider, wherever they are kept. */
export interface Room {
  /** The window that could not hold so many tokens even when empty. */
  tooLarge(tokens: number): WindowName | undefined;
  /** Takes room or says when to ask again; `waited` once the call has been told to wait. Never rejects. */
  take(tokens: number, waited: boolean): Taken | NoRoom | Promise<Taken | NoRoom>;
  /** Told whenever there may be room earlier, or only later, than the last answer said. */
  onChange(listener: () => void): void;
}
