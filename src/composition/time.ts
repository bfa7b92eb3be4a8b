/** The clocks of a process. */
export interface Time {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Monotonic, milliseconds. */
  clock(): number;
}

export const systemTime: Time = { now: Date.now, clock: () => performance.now() };
