import type { ProviderName } from '../../providers/provider-name.ts';
import type { LimiterRule, LimiterUse } from './limiter.ts';
import { dayMs } from './limiter-options.ts';
import { NoRoom, type WindowName } from './room.ts';
import { SlidingLog } from './sliding-log.ts';

/** The most of each in its window; Infinity where nothing limits it. */
export interface Limits {
  requestsPerMinute: number;
  tokensPerMinute: number;
  requestsPerDay: number;
}

export function limitsOf(rule: LimiterRule | undefined): Limits {
  return {
    requestsPerMinute: rule?.requestsPerMinute ?? Number.POSITIVE_INFINITY,
    tokensPerMinute: rule?.tokensPerMinute ?? Number.POSITIVE_INFINITY,
    requestsPerDay: rule?.requestsPerDay ?? Number.POSITIVE_INFINITY,
  };
}

/** The window that could not hold the call even when empty. */
export function windowTooSmall(limits: Limits, tokens: number): WindowName | undefined {
  if (tokens > limits.tokensPerMinute) return 'minute (tokens)';
  if (limits.requestsPerMinute < 1) return 'minute';
  return limits.requestsPerDay < 1 ? 'day' : undefined;
}

const mostExactDayCalls = 2_048;
const coarseDayMs = 30_000;

/**
 * Small day limits are counted to the call. Large ones by the half minute, where a call leaves its window up to so
 * much too late: that bounds what is kept, saved and sent.
 */
export function dayResolutionMs(limits: Limits): number {
  return limits.requestsPerDay <= mostExactDayCalls ? 0 : coarseDayMs;
}

/** The windows of one provider as this process counts them. */
export class ProviderWindows {
  readonly minute: SlidingLog;
  readonly day: SlidingLog;
  /** What `fits` holds to; the stand-in of a shared limiter lowers it to this process's part. */
  caps: Limits;
  readonly #minuteLimited: boolean;
  readonly #dayLimited: boolean;

  constructor(limits: Limits, windowMs: number) {
    this.caps = limits;
    this.#dayLimited = limits.requestsPerDay < Number.POSITIVE_INFINITY;
    this.#minuteLimited =
      limits.requestsPerMinute < Number.POSITIVE_INFINITY ||
      limits.tokensPerMinute < Number.POSITIVE_INFINITY;
    this.minute = new SlidingLog({ windowMs });
    this.day = new SlidingLog({ windowMs: dayMs, resolutionMs: dayResolutionMs(limits) });
  }

  expire(nowMs: number): void {
    this.minute.expire(nowMs);
    this.day.expire(nowMs);
  }

  /** After `expire`. */
  fits(tokens: number): boolean {
    const { minute, day, caps } = this;
    return (
      minute.requests < caps.requestsPerMinute &&
      (tokens === 0 || minute.tokens + tokens <= caps.tokensPerMinute) &&
      day.requests < caps.requestsPerDay
    );
  }

  /** Why it does not fit, and when it will. */
  noRoom(tokens: number): NoRoom {
    const { minute, day, caps } = this;
    const requestsOver = minute.requests + 1 - caps.requestsPerMinute;
    const tokensOver = tokens === 0 ? 0 : minute.tokens + tokens - caps.tokensPerMinute;
    const dayOver = day.requests + 1 - caps.requestsPerDay;
    const minuteAtMs =
      requestsOver > 0 || tokensOver > 0 ? minute.freeAt(requestsOver, tokensOver) : Number.NEGATIVE_INFINITY;
    const dayAtMs = dayOver > 0 ? day.freeAt(dayOver, 0) : Number.NEGATIVE_INFINITY;
    if (dayAtMs >= minuteAtMs) return new NoRoom(dayAtMs, 'day');
    return new NoRoom(minuteAtMs, tokensOver > 0 ? 'minute (tokens)' : 'minute');
  }

  /** Counts a call in the minute, whether it fits or not. @returns its slot; −1 where nothing is limited */
  countInMinute(nowMs: number, tokens: number): number {
    return this.#minuteLimited ? this.minute.add(nowMs, 1, tokens) : -1;
  }

  /** Puts back what was saved, before anything else is counted. */
  restoreInMinute(atMs: number, requests: number, tokens: number): void {
    if (this.#minuteLimited) this.minute.add(atMs, requests, tokens);
  }

  /** What a second of the limit's rate holds, and one call at least. */
  secondOfMinute(): { requests: number; tokens: number } {
    const seconds = this.minute.windowMs / 1_000;
    const { requestsPerMinute, tokensPerMinute } = this.caps;
    const part = (limit: number) => (Number.isFinite(limit) ? Math.ceil(limit / seconds) : 0);
    return { requests: Math.max(1, part(requestsPerMinute)), tokens: part(tokensPerMinute) };
  }

  /** Counts a call in the day. @returns its slot; −1 where nothing is limited */
  countInDay(nowMs: number): number {
    return this.#dayLimited ? this.day.add(nowMs, 1, 0) : -1;
  }
}

/** The figures of one provider's windows, one entry for each limit. */
export function usesOf(
  provider: ProviderName,
  limits: Limits,
  used: { minuteRequests: number; minuteTokens: number; dayRequests: number },
  line: { waiting: number; pausedForMs: number },
): LimiterUse[] {
  const uses: LimiterUse[] = [];
  const add = (window: 'minute' | 'day', unit: 'requests' | 'tokens', usedNow: number, limit: number) => {
    if (limit === Number.POSITIVE_INFINITY) return;
    uses.push({
      provider,
      window,
      unit,
      used: usedNow,
      limit,
      waiting: line.waiting,
      ...(line.pausedForMs > 0 ? { pausedForMs: line.pausedForMs } : {}),
    });
  };
  add('minute', 'requests', used.minuteRequests, limits.requestsPerMinute);
  add('minute', 'tokens', used.minuteTokens, limits.tokensPerMinute);
  add('day', 'requests', used.dayRequests, limits.requestsPerDay);
  return uses;
}
