import { z } from 'zod';
import type { ProviderName } from '../../providers/provider-name.ts';
import { dayMs, longestPauseMs } from './limiter-options.ts';
import type { MemoryRoom } from './memory-room.ts';

/** What a restart must not forget of one provider, by the wall clock in milliseconds since the epoch. */
export interface DayState {
  version: 1;
  savedAt: number;
  pausedUntil: number;
  /** Time of the first slot, then the distance of each from the one before, each followed by its calls. */
  calls: number[];
}

const dayState = z.object({
  version: z.literal(1),
  savedAt: z.number(),
  pausedUntil: z.number(),
  calls: z.array(z.number()),
});

export function dayStateKey(provider: ProviderName): string {
  return `limiter:${provider}`;
}

export function dayStateOf(room: MemoryRoom, clockMs: number, nowMs: number): DayState {
  const calls: number[] = [];
  let before = 0;
  for (const slot of room.windows.day.slots()) {
    const at = Math.round(nowMs - (clockMs - slot.atMs));
    calls.push(at - before, slot.requests);
    before = at;
  }
  const pausedForMs = Math.max(0, room.pausedUntilMs - clockMs);
  return { version: 1, savedAt: nowMs, pausedUntil: pausedForMs > 0 ? nowMs + pausedForMs : 0, calls };
}

/**
 * Puts back what was saved. A call that the wall clock places in the future counts as made just now.
 *
 * @returns false where the document is damaged
 */
export function restoreDayState(stored: unknown, room: MemoryRoom, clockMs: number, nowMs: number): boolean {
  const parsed = dayState.safeParse(stored);
  if (!parsed.success) return false;
  const { calls, pausedUntil, savedAt } = parsed.data;
  const slots: { ageMs: number; requests: number }[] = [];
  let at = 0;
  for (let index = 0; index + 1 < calls.length; index += 2) {
    at += calls[index] as number;
    slots.push({ ageMs: Math.max(0, nowMs - at), requests: Math.max(0, calls[index + 1] as number) });
  }
  slots.sort((a, b) => b.ageMs - a.ageMs);
  for (const { ageMs, requests } of slots) {
    if (ageMs < dayMs) room.windows.day.add(clockMs - ageMs, requests, 0);
  }
  // A wall clock that was set back must not make a pause longer than it was.
  const pausedForMs = Math.min(pausedUntil - nowMs, pausedUntil - savedAt, longestPauseMs);
  if (pausedForMs > 0) room.pausedUntilMs = Math.max(room.pausedUntilMs, clockMs + pausedForMs);
  return true;
}
