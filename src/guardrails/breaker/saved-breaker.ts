import { z } from 'zod';
import { breakerStates } from './breaker.ts';

/**
 * Who brought a breaker into its state: nobody yet, its own calls, a person at this process, or the fleet (with the
 * fleet's epoch; a change by hand that the fleet knows of is the fleet's).
 */
export const breakerOrigins = ['initial', 'judged', 'by_hand', 'fleet'] as const;
export type BreakerOrigin = (typeof breakerOrigins)[number];

const wallMs = z.number().nonnegative();
const ageMs = z.number().nonnegative();

/** A breaker as it is saved. Times are milliseconds since the epoch, ages are milliseconds before `savedAt`. */
export const savedBreakerSchema = z.object({
  version: z.literal(1),
  state: z.enum(breakerStates),
  origin: z.enum(breakerOrigins),
  fleetEpoch: z.number().int().nonnegative(),
  since: wallMs,
  savedAt: wallMs,
  /** Of a state that will be probed: when. */
  openUntil: wallMs.optional(),
  /** How often it opened in a row; sets how long the next time is. */
  openings: z.number().int().nonnegative(),
  /** Of a half-open state: the probes that succeeded. Those under way when it was saved are made again. */
  probes: z
    .object({
      round: z.number().int().nonnegative(),
      succeeded: z.number().int().nonnegative(),
      slow: z.number().int().nonnegative(),
    })
    .optional(),
  failureAgesMs: z.array(ageMs),
  calls: z.array(z.tuple([ageMs, z.literal([0, 1]), z.literal([0, 1])])),
});

export type SavedBreaker = z.infer<typeof savedBreakerSchema>;
