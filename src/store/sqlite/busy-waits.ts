/**
 * So long a statement itself waits for another connection's lock. It holds up the event loop meanwhile, so that this
 * is short, and what takes longer is tried again.
 */
export const busyTimeoutMs = 50;

const firstWaitMs = 10;
const longestWaitMs = 250;
const allInAllMs = 5_000;

/**
 * How long to wait before each next try of what found the file locked: 5 s in all, the tries themselves included.
 * Counted and not measured, so that no clock that jumps cuts it short.
 */
export function* busyWaitsMs(): Generator<number, undefined> {
  let waitMs = firstWaitMs;
  let passedMs = busyTimeoutMs;
  while (passedMs < allInAllMs) {
    yield waitMs;
    passedMs += waitMs + busyTimeoutMs;
    waitMs = Math.min(2 * waitMs, longestWaitMs);
  }
}
