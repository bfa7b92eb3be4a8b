// Ours and not cockatiel's policy, of whose traps seven are in the doing: a hung probe blocks every caller; callers
// queue behind a probe; an ignored error as a probe closes it; a late result of an earlier state counts; it lives by
// the wall clock; a listener that throws hides the provider's error; a restored isolation cannot be released. The
// eighth, windows that outlive idleness, is why call-window.ts is ours too. Cockatiel counts failures in a row
// (failure-run.ts) and doubles the open time (open-times.ts).
import type { ProviderName } from '../../providers/provider-name.ts';
import { BreakerOpen } from '../refusals.ts';
import type {
  BreakerPermit,
  BreakerSettings,
  BreakerState,
  BreakerStatus,
  BreakerTransition,
} from './breaker.ts';
import { CallJudge } from './call-judge.ts';
import { openTimesMs } from './open-times.ts';
import { noOpPermit, Permit, type PermitOwner } from './permit.ts';
import { ProbeRounds } from './probe-rounds.ts';
import type { BreakerOrigin, SavedBreaker } from './saved-breaker.ts';

type State =
  | { kind: 'closed' }
  | { kind: 'open'; untilMs: number; openings: number }
  | { kind: 'half_open'; openings: number; rounds: ProbeRounds }
  | { kind: 'forced_open' }
  | { kind: 'disabled' };

/** A state that is decided elsewhere, by the fleet. */
export type LedState =
  | { kind: 'open'; remainingMs: number; openings: number }
  | { kind: 'half_open'; openings: number }
  | { kind: 'closed' | 'forced_open' | 'disabled' };

export type BreakerCommand = 'open' | 'close' | 'reset' | 'disable';

export interface BreakerOptions {
  provider: ProviderName;
  settings: BreakerSettings;
  /** Monotonic milliseconds: everything runs by it. */
  clock(): number;
  /** Milliseconds since the epoch: only shown and saved. */
  now(): number;
  /** After how long a probe that was never answered for is given up. */
  probeTimeoutMs?: number;
  /** Must not throw. */
  onTransition?(transition: BreakerTransition, origin: BreakerOrigin): void;
  /** Something that is saved has changed, though not the state. Must not throw. */
  onCount?(): void;
}

const defaultProbeTimeoutMs = 300_000;
const longestProbeWaitMs = 5_000;

/** One provider's breaker in this process. */
export class Breaker {
  readonly settings: BreakerSettings;
  readonly #options: BreakerOptions;
  readonly #probeTimeoutMs: number;
  /** The first time, the next one in a row, and so on; the last holds for all that follow. */
  readonly openTimesMs: readonly number[];
  readonly #judge: CallJudge;
  #state: State = { kind: 'closed' };
  /** Grows with every change of state; a permit of an earlier one changes nothing. */
  #generation = 0;
  #since: number;
  #changedAtMs: number;
  #origin: BreakerOrigin = 'initial';
  #fleetEpoch = 0;
  #opened = 0;
  #recovered = 0;

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.settings = options.settings;
    this.#probeTimeoutMs = options.probeTimeoutMs ?? defaultProbeTimeoutMs;
    this.openTimesMs = openTimesMs(options.settings.openMs);
    this.#judge = new CallJudge(options.settings, options.clock);
    this.#since = options.now();
    this.#changedAtMs = options.clock();
  }

  /** @throws BreakerOpen */
  enter(): BreakerPermit {
    const state = this.#state;
    switch (state.kind) {
      case 'closed':
        return new Permit(this.#settled, this.#generation, 0);
      case 'disabled':
        return noOpPermit;
      case 'forced_open':
        throw this.refusal();
      case 'open':
        if (this.openForMs() > 0) throw this.refusal();
        this.#becomeHalfOpen(state.openings, 'its open time is over', 'judged');
        return this.enter(); // by the state as it is now: a listener may have changed it
      case 'half_open':
        return this.#probe(state);
    }
  }

  get state(): BreakerState {
    return this.#state.kind;
  }

  get origin(): BreakerOrigin {
    return this.#origin;
  }

  /** Of the newest decision of the fleet that was followed here. */
  get fleetEpoch(): number {
    return this.#fleetEpoch;
  }

  /** How long ago the state last changed. */
  get stateAgeMs(): number {
    return Math.max(0, this.#options.clock() - this.#changedAtMs);
  }

  get openings(): number {
    return this.#state.kind === 'open' || this.#state.kind === 'half_open' ? this.#state.openings : 0;
  }

  /** Until it may be probed; 0 when that is now, or when it is not open. */
  openForMs(): number {
    return this.#state.kind === 'open' ? Math.max(0, this.#state.untilMs - this.#options.clock()) : 0;
  }

  openTimeMs(openings: number): number {
    const times = this.openTimesMs;
    return times[Math.min(openings, times.length) - 1] ?? this.settings.openMs;
  }

  /** What a call is told that is not let through now. */
  refusal(): BreakerOpen {
    const forced = this.#state.kind === 'forced_open';
    if (forced) return new BreakerOpen(this.#options.provider, { forced });
    // A probe's end cannot be known: it is asked for again soon, and never later than a whole open time.
    const probeWaitMs = Math.min(longestProbeWaitMs, this.settings.openMs);
    return new BreakerOpen(this.#options.provider, { forced, retryAfterMs: this.openForMs() || probeWaitMs });
  }

  control(command: BreakerCommand): void {
    switch (command) {
      case 'open':
        if (this.#state.kind !== 'forced_open') this.#change({ kind: 'forced_open' }, 'by hand', 'by_hand');
        break;
      case 'disable':
        if (this.#state.kind !== 'disabled') this.#change({ kind: 'disabled' }, 'by hand', 'by_hand');
        break;
      case 'reset':
        this.#judge.clear();
        this.#opened = this.#recovered = 0;
        if (this.#state.kind !== 'closed') this.#change({ kind: 'closed' }, 'by hand', 'by_hand');
        break;
      case 'close':
        if (this.#state.kind !== 'closed') this.#change({ kind: 'closed' }, 'by hand', 'by_hand');
    }
  }

  /** Follows a decision of the fleet. */
  follow(led: LedState, fleetEpoch: number, reason: string): void {
    this.#fleetEpoch = fleetEpoch;
    this.#origin = 'fleet';
    if (led.kind === 'open') {
      const untilMs = this.#options.clock() + Math.min(led.remainingMs, this.openTimeMs(led.openings));
      const open: State = { kind: 'open', untilMs, openings: led.openings };
      if (this.#state.kind !== 'open') this.#change(open, reason, 'fleet');
      else this.#state = open;
    } else if (led.kind !== this.#state.kind) {
      if (led.kind === 'half_open') this.#becomeHalfOpen(led.openings, reason, 'fleet');
      else this.#change({ kind: led.kind }, reason, 'fleet');
    }
    this.#options.onCount?.();
  }

  /** Keeps its own state, and remembers that the fleet's decision of this epoch was seen. */
  sawFleet(fleetEpoch: number): void {
    this.#fleetEpoch = fleetEpoch;
  }

  status(): BreakerStatus {
    return {
      provider: this.#options.provider,
      state: this.#state.kind,
      since: this.#since,
      ...this.#judge.counts(),
      ...(this.#state.kind === 'open' ? { retryAfterMs: this.openForMs() } : {}),
      opened: this.#opened,
      recovered: this.#recovered,
    };
  }

  save(): SavedBreaker {
    const savedAt = this.#options.now();
    return {
      version: 1,
      state: this.#state.kind,
      origin: this.#origin,
      fleetEpoch: this.#fleetEpoch,
      since: this.#since,
      savedAt,
      ...(this.#state.kind === 'open' ? { openUntil: savedAt + this.openForMs() } : {}),
      ...(this.#state.kind === 'half_open' ? { probes: this.#state.rounds.save() } : {}),
      openings: this.openings,
      ...this.#judge.save(),
    };
  }

  /**
   * Takes a saved state over, once, before the first call. Short-lived processes would never get through the rounds if
   * each began them anew: probes that succeeded count. Half-open by the fleet becomes open and due, since the fleet
   * hands out the probes.
   */
  restore(saved: SavedBreaker): void {
    const now = this.#options.now();
    const clock = this.#options.clock();
    const ageMs = Math.max(0, now - saved.since);
    this.#judge.restore(saved, Math.max(0, now - saved.savedAt));
    this.#origin = saved.origin;
    this.#fleetEpoch = saved.fleetEpoch;
    this.#since = Math.min(saved.since, now);
    this.#changedAtMs = clock - ageMs;
    this.#generation++;
    switch (saved.state) {
      case 'open':
      case 'half_open': {
        const openings = Math.max(1, saved.openings);
        if (saved.probes !== undefined && saved.origin !== 'fleet') {
          const rounds = new ProbeRounds(this.settings, this.#probeTimeoutMs);
          rounds.restore(saved.probes);
          this.#state = { kind: 'half_open', openings, rounds };
          break;
        }
        // A clock that went back makes the time left unknown: then it is one open time at most.
        const longestMs = now < saved.savedAt ? this.settings.openMs : this.openTimeMs(openings);
        const remainingMs = Math.max(0, (saved.openUntil ?? now) - now);
        this.#state = { kind: 'open', untilMs: clock + Math.min(remainingMs, longestMs), openings };
        break;
      }
      default:
        this.#state = { kind: saved.state };
    }
  }

  #settled: PermitOwner = (permit, outcome, durationMs) => {
    if (permit.generation !== this.#generation) return;
    const state = this.#state;
    if (state.kind === 'closed') {
      if (outcome === 'ignored') return;
      const reason = this.#judge.record(outcome === 'failed', durationMs);
      if (reason !== undefined) this.#open(1, reason);
      else this.#options.onCount?.();
    } else if (state.kind === 'half_open') {
      const verdict = state.rounds.settle(permit, outcome, durationMs);
      switch (verdict.kind) {
        case 'going_on':
          this.#options.onCount?.();
          break;
        case 'failed':
          this.#open(state.openings + 1, verdict.reason);
          break;
        case 'recovered':
          this.#change({ kind: 'closed' }, probesSucceeded(this.settings.probeRounds), 'judged');
      }
    }
  };

  #probe(state: Extract<State, { kind: 'half_open' }>): Permit {
    const permit = state.rounds.enter(this.#settled, this.#generation, this.#options.clock());
    if (!permit) throw this.refusal();
    return permit;
  }

  #open(openings: number, reason: string): void {
    const untilMs = this.#options.clock() + this.openTimeMs(openings);
    this.#change({ kind: 'open', untilMs, openings }, reason, 'judged');
  }

  #becomeHalfOpen(openings: number, reason: string, origin: BreakerOrigin): void {
    const rounds = new ProbeRounds(this.settings, this.#probeTimeoutMs);
    this.#change({ kind: 'half_open', openings, rounds }, reason, origin);
  }

  #change(to: State, reason: string, origin: BreakerOrigin): void {
    const from = this.#state.kind;
    this.#state = to;
    this.#generation++;
    this.#since = this.#options.now();
    this.#changedAtMs = this.#options.clock();
    this.#origin = origin;
    if (to.kind === 'open' && from === 'closed') this.#opened++;
    if (to.kind === 'closed') {
      if (origin !== 'by_hand' && (from === 'half_open' || from === 'open')) this.#recovered++;
      this.#judge.clear();
    }
    this.#options.onTransition?.({ provider: this.#options.provider, from, to: to.kind, reason }, origin);
  }
}

function probesSucceeded(rounds: readonly number[]): string {
  const probes = rounds.reduce((sum, size) => sum + size, 0);
  return probes === 1 ? 'its probe succeeded' : `${probes} probes succeeded`;
}
