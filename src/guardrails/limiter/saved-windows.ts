import { z } from 'zod';
import type { ProviderName } from '../../providers/provider-name.ts';
import { DoubtedDay } from './doubted-day.ts';
import { dayMs, longestPauseMs } from './limiter-options.ts';
import type { MemoryRoom } from './memory-room.ts';
import type { LoggedSlot } from './sliding-log.ts';

/** How often windows are saved while they change: what a crash forgets at most. */
export const saveEveryMs = 1_000;
/** A restart that took no longer is one whose length the wall clock is believed at once. */
const shortRestartMs = 60 * 60_000;
/** The minute's calls are saved by the second, each second as old as its newest call. */
const minuteResolutionMs = 1_000;

/** What a restart must not forget of one provider, by the wall clock in milliseconds since the epoch. */
export interface SavedWindows {
  version: 2;
  savedAt: number;
  pausedUntil: number;
  /** The process went on after it was saved: what it let through afterwards may not stand here. */
  open: boolean;
  /** Set while the wall clock was not believed: as of when its calls were put back. */
  doubtedSince?: number;
  /** Of the day. Time of the first slot, then the distance of each from the one before, each followed by its calls. */
  calls: number[];
  /** Of the minute: likewise, each followed by calls and tokens. */
  minute: number[];
}

const savedWindows = z
  .object({
    version: z.union([z.literal(1), z.literal(2)]),
    savedAt: z.number(),
    pausedUntil: z.number(),
    open: z.boolean().default(false),
    doubtedSince: z.number().optional(),
    calls: z.array(z.number()),
    minute: z.array(z.number()).default([]),
  })
  .readonly();

export function windowsKey(provider: ProviderName): string {
  return `limiter:${provider}`;
}

export function savedWindowsOf(
  room: MemoryRoom,
  clockMs: number,
  nowMs: number,
  open: boolean,
): SavedWindows {
  const wallOf = ({ atMs, requests, tokens }: LoggedSlot) => ({
    at: Math.round(nowMs - (clockMs - atMs)),
    requests,
    tokens,
  });
  const { windows, doubted, pausedUntilMs } = room;
  const ofDay = doubted
    ? [...doubted.calls(), ...doubted.others().map(wallOf)].sort((a, b) => a.at - b.at)
    : windows.day.slots().map(wallOf);
  const ofMinute = windows.minute.gathered(minuteResolutionMs).map(wallOf);
  const pausedForMs = Math.max(0, pausedUntilMs - clockMs);
  return {
    version: 2,
    savedAt: nowMs,
    pausedUntil: pausedForMs > 0 ? nowMs + pausedForMs : 0,
    open,
    ...(doubted && !doubted.isProven ? { doubtedSince: doubted.asOf } : {}),
    calls: distances(ofDay, ({ requests }) => [requests]),
    minute: distances(ofMinute, ({ requests, tokens }) => [requests, tokens]),
  };
}

function distances<Slot extends { at: number }>(
  slots: readonly Slot[],
  amounts: (slot: Slot) => number[],
): number[] {
  const written: number[] = [];
  let before = 0;
  for (const slot of slots) {
    written.push(slot.at - before, ...amounts(slot));
    before = slot.at;
  }
  return written;
}

/**
 * Puts back what was saved, each call as old as the wall clock says; one that it places in the future counts as made
 * just now.
 *
 * The day's calls are not given up on the word of a clock that may not have been set yet: where it claims that more
 * than an hour has passed, they stay, as old as they were when saved, until the clock has proven itself (DoubtedDay).
 * The minute's are not doubted: a machine whose clock is wrong at the start has just taken that minute to boot.
 *
 * After a crash, the second that may not have been saved counts as one in which the limit's rate was used.
 *
 * @returns false where the document is damaged
 */
export function restoreWindows(stored: unknown, room: MemoryRoom, clockMs: number, nowMs: number): boolean {
  const parsed = savedWindows.safeParse(stored);
  if (!parsed.success) return false;
  const { calls, minute, pausedUntil, savedAt, open, doubtedSince } = parsed.data;
  const { windows } = room;
  const awayMs = nowMs - savedAt;

  const isShort = awayMs <= shortRestartMs;
  // A process that did not live to believe its clock leaves that to the next one; a clock that went back was set.
  const doubtedAsOf = isShort ? (awayMs >= 0 ? doubtedSince : undefined) : savedAt;
  const doubted =
    doubtedAsOf === undefined ? undefined : new DoubtedDay(windows.day, doubtedAsOf, { clockMs, nowMs });
  for (const { at, requests } of slotsOf(calls, 1)) {
    const ageMs = Math.max(0, (doubtedAsOf ?? nowMs) - at);
    if (ageMs >= dayMs) continue;
    if (doubted) doubted.add(clockMs - ageMs, requests, at);
    else windows.day.add(clockMs - ageMs, requests, 0);
  }
  room.doubted = doubted?.calls().length ? doubted : undefined;

  const ofMinute = slotsOf(minute, 2).map(({ at, ...amounts }) => ({
    ageMs: Math.max(0, nowMs - at),
    ...amounts,
  }));
  if (open) ofMinute.push({ ageMs: Math.max(0, awayMs - saveEveryMs), ...windows.secondOfMinute() });
  ofMinute.sort((a, b) => b.ageMs - a.ageMs);
  for (const { ageMs, requests, tokens } of ofMinute)
    windows.restoreInMinute(clockMs - ageMs, requests, tokens);
  windows.expire(clockMs);

  // A wall clock that was set back must not make a pause longer than it was.
  const pausedForMs = Math.min(pausedUntil - nowMs, pausedUntil - savedAt, longestPauseMs);
  if (pausedForMs > 0) room.pausedUntilMs = Math.max(room.pausedUntilMs, clockMs + pausedForMs);
  return true;
}

/** Oldest first. */
function slotsOf(
  written: readonly number[],
  amounts: 1 | 2,
): { at: number; requests: number; tokens: number }[] {
  const slots: { at: number; requests: number; tokens: number }[] = [];
  let at = 0;
  for (let index = 0; index + amounts < written.length; index += 1 + amounts) {
    at += written[index] as number;
    const requests = Math.max(0, written[index + 1] as number);
    const tokens = amounts === 2 ? Math.max(0, written[index + 2] as number) : 0;
    slots.push({ at, requests, tokens });
  }
  return slots.sort((a, b) => a.at - b.at);
}
