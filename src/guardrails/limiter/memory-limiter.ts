import { StrataError } from '../../error.ts';
import { type ProviderName, providerNames } from '../../providers/provider-name.ts';
import type { StateStore } from '../../store/state-store.ts';
import type { Limiter, LimiterGrant, LimiterRequest, LimiterUse } from './limiter.ts';
import { defaultMaxQueue, defaultMaxWaitMs, type LimiterOptions, minuteMs } from './limiter-options.ts';
import { MemoryRoom } from './memory-room.ts';
import { type Limits, limitsOf, usesOf } from './provider-windows.ts';
import { restoreWindows, savedWindowsOf, saveEveryMs, windowsKey } from './saved-windows.ts';
import { WaitingLine } from './waiting-line.ts';

export interface MemoryLimiterOptions extends LimiterOptions {
  /** Wall clock, milliseconds since the epoch: only for what is saved. */
  now: () => number;
  /** Keeps windows and pauses over a restart. */
  states?: StateStore;
  /** Told when they cannot be saved or read back; calls go on. What it throws is ignored. */
  onStateError?(cause: unknown): void;
}

interface Lane {
  provider: ProviderName;
  limits: Limits;
  room: MemoryRoom;
  line: WaitingLine;
  /** Changed since it was saved last. */
  unsaved: boolean;
  /** Saved as of a process that goes on. */
  savedOpen: boolean;
}

/** Limits of one process: all windows are in its memory, and saved to the store with the pauses. */
export class MemoryLimiter implements Limiter {
  readonly #options: MemoryLimiterOptions;
  readonly #lanes = new Map<ProviderName, Lane>();
  #started = false;
  #saveTimer: NodeJS.Timeout | undefined;
  #savedAtMs = Number.NEGATIVE_INFINITY;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: MemoryLimiterOptions) {
    this.#options = options;
    for (const provider of providerNames) this.#lanes.set(provider, this.#newLane(provider));
  }

  /** Reads back what was saved. @throws StrataError `STORE_UNAVAILABLE` */
  async start(): Promise<void> {
    if (this.#started) return;
    const { states, clock, now } = this.#options;
    if (states) {
      for (const { provider, room } of this.#lanes.values()) {
        const stored = await states.get(windowsKey(provider));
        if (stored === undefined || restoreWindows(stored, room, clock(), now())) continue;
        this.#tell(
          new StrataError('LIMITER_STATE_DAMAGED', 'what was saved of the use of limits cannot be read', {
            kind: 'failed',
            where: windowsKey(provider),
          }),
        );
      }
    }
    this.#started = true;
  }

  /** Turns waiting calls away and saves. */
  async stop(): Promise<void> {
    for (const { line } of this.#lanes.values()) line.stop();
    if (!this.#started) return;
    this.#started = false;
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    await this.#saving;
    await this.#save();
  }

  acquire(request: LimiterRequest, signal: AbortSignal): LimiterGrant | Promise<LimiterGrant> {
    return this.#lane(request.provider).line.acquire(request, signal);
  }

  pause(provider: ProviderName, forMs: number): void {
    this.#lane(provider).room.pause(forMs);
  }

  use(): LimiterUse[] {
    const nowMs = this.#options.clock();
    return [...this.#lanes.values()].flatMap(({ provider, limits, room, line }) => {
      const { windows, pausedUntilMs } = room;
      room.review();
      windows.expire(nowMs);
      const used = {
        minuteRequests: windows.minute.requests,
        minuteTokens: windows.minute.tokens,
        dayRequests: windows.day.requests,
      };
      const pausedForMs = Math.max(0, pausedUntilMs - nowMs);
      return usesOf(provider, limits, used, { waiting: line.size, pausedForMs });
    });
  }

  standIn(): undefined {
    return undefined;
  }

  #lane(provider: ProviderName): Lane {
    return this.#lanes.get(provider) as Lane;
  }

  #newLane(provider: ProviderName): Lane {
    const { rules, enabled, clock, onWarning } = this.#options;
    const limits = limitsOf(enabled ? rules[provider] : undefined);
    const room = new MemoryRoom({
      provider,
      limits,
      windowMs: this.#options.windowMs ?? minuteMs,
      clock,
      now: this.#options.now,
      onWarning: onWarning && ((use) => onWarning(use)),
      onChangeToSave: () => {
        lane.unsaved = true;
        this.#saveSoon();
      },
    });
    const line = new WaitingLine({
      provider,
      room,
      maxWaitMs: this.#options.maxWaitMs ?? defaultMaxWaitMs,
      maxQueue: this.#options.maxQueue ?? defaultMaxQueue,
      clock,
    });
    const lane: Lane = { provider, limits, room, line, unsaved: false, savedOpen: false };
    return lane;
  }

  /** At once after a quiet second, else when the second is over: a crash forgets the last second at most. */
  #saveSoon(): void {
    if (!this.#options.states || !this.#started || this.#saveTimer) return;
    const waitMs = this.#savedAtMs + saveEveryMs - this.#options.clock();
    this.#saveTimer = setTimeout(
      () => {
        this.#saveTimer = undefined;
        this.#savedAtMs = this.#options.clock();
        this.#saving = this.#saving.then(() => this.#save());
      },
      Math.max(0, waitMs),
    );
    // What has not been saved yet must not keep a process alive: `stop` saves it.
    this.#saveTimer.unref();
  }

  async #save(): Promise<void> {
    const { states, clock, now } = this.#options;
    if (!states) return;
    const open = this.#started;
    for (const lane of this.#lanes.values()) {
      if (!lane.unsaved && (open || !lane.savedOpen)) continue;
      lane.unsaved = false;
      lane.room.windows.expire(clock());
      try {
        await states.put(windowsKey(lane.provider), savedWindowsOf(lane.room, clock(), now(), open));
        lane.savedOpen = open;
      } catch (cause) {
        lane.unsaved = true;
        this.#tell(cause);
      }
    }
  }

  #tell(cause: unknown): void {
    try {
      this.#options.onStateError?.(cause);
    } catch {
      // Whoever listens must not cost the limiter its work.
    }
  }
}
