import type { ErrorKind } from '../error.ts';

/** What the command line answers a shell or a supervisor with, after sysexits(3). */
export const exitCodes = {
  done: 0,
  claimNotCovered: 1,
  wrongUsage: 2,
  badInput: 65,
  jobFailed: 70,
  /** Parked, or something that may be free again later: another process, a full disk, a server that is away. */
  tryLater: 75,
  badConfiguration: 78,
} as const;

export function exitCodeOf(kind: ErrorKind): number {
  switch (kind) {
    case 'usage':
    case 'not-found':
      return exitCodes.wrongUsage;
    case 'input':
      return exitCodes.badInput;
    case 'configuration':
      return exitCodes.badConfiguration;
    case 'unavailable':
    case 'conflict':
      return exitCodes.tryLater;
    case 'timeout':
    case 'cancelled':
    case 'failed':
      return exitCodes.jobFailed;
  }
}
