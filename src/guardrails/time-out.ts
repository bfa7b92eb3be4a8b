/** How work within a time-out ended. */
export type End<T> =
  | { how: 'answered'; value: T }
  | { how: 'failed'; error: unknown }
  /** `error` is what the work's signal was aborted with. */
  | { how: 'timed-out'; error: unknown }
  /** By the caller's signal; `error` is its reason. */
  | { how: 'aborted'; error: unknown };

export interface TimeOut<T> {
  timeoutMs: number;
  signal: AbortSignal;
  /** Makes what the work's signal is aborted with at the time-out. */
  timedOut(): unknown;
  /** Told when work that was left behind comes to an end after all; what it throws is ignored. */
  onLate(end: Extract<End<T>, { how: 'answered' | 'failed' }>): void;
}

/** The longest that a timer can be set to; beyond it Node makes it one millisecond. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Runs work with a signal of its own until it ends, its time is over or the caller aborts, whichever is first. Work
 * that does not heed its signal is left behind. Never rejects.
 *
 * One timer and one listener cost 0.5 µs; cockatiel's time-out costs 7.5 µs and `AbortSignal.any` 3 µs.
 */
export function endOf<T>(work: (signal: AbortSignal) => Promise<T>, options: TimeOut<T>): Promise<End<T>> {
  const { signal: caller, timeoutMs } = options;
  return new Promise((resolve) => {
    const own = new AbortController();
    let over = false;

    const end = (how: End<T>) => {
      over = true;
      clearTimeout(timer);
      caller.removeEventListener('abort', onAbort);
      resolve(how);
    };
    const onAbort = () => {
      end({ how: 'aborted', error: caller.reason });
      own.abort(caller.reason);
    };
    const onTimeout = () => {
      const error = options.timedOut();
      end({ how: 'timed-out', error });
      own.abort(error);
    };
    const late = (how: Extract<End<T>, { how: 'answered' | 'failed' }>) => {
      try {
        options.onLate(how);
      } catch {
        // Nobody waits for it any more, and a rejection that nobody handles would end the process.
      }
    };
    const onValue = (value: T) => {
      if (over) late({ how: 'answered', value });
      else end({ how: 'answered', value });
    };
    const onError = (error: unknown) => {
      if (over) late({ how: 'failed', error });
      else end({ how: 'failed', error });
    };

    const timer = setTimeout(onTimeout, Math.min(timeoutMs, longestTimerMs));
    // Before the work begins, so that the caller's abort is seen here before the work can fail of it.
    caller.addEventListener('abort', onAbort);
    try {
      work(own.signal).then(onValue, onError);
    } catch (error) {
      onError(error);
    }
  });
}
