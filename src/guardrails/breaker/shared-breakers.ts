import { randomUUID } from 'node:crypto';
import { type ProviderName, providerNames } from '../../providers/provider-name.ts';
import type { RedisConnection } from '../../shared-state/redis-connection.ts';
import type { BreakerPermit, BreakerStatus, Breakers } from './breaker.ts';
import { FleetCircuits } from './fleet-circuit.ts';
import { type FleetMember, newFleetMember } from './fleet-member.ts';
import { FleetProbe } from './fleet-probe.ts';
import { FleetSync } from './fleet-sync.ts';
import type { LocalBreakers, TransitionListener } from './local-breakers.ts';
import type { PermitOutcome } from './permit.ts';
import type { Breaker, BreakerCommand } from './state-machine.ts';

export interface SharedBreakersOptions {
  /** Started and stopped by these. */
  local: LocalBreakers;
  /** Started and stopped by whoever made it. */
  redis: RedisConnection;
  /** Monotonic milliseconds, the same as the local ones'. */
  clock(): number;
  /** Told of what went wrong with the shared state beyond Redis being away. Must not throw. */
  onError?(error: unknown): void;
  processId?: string;
  /** How soon a change made elsewhere is followed; 500 ms. */
  pollMs?: number;
  /** For how long a process counts in a provider's quorum after it used the provider; 60 s. */
  activeMs?: number;
  /** After how long the fleet's probe is free again when its process died; 15 s. */
  probeLeaseMs?: number;
  /** For how long the lease of a call that does not end is renewed; 5 min. */
  probeTimeoutMs?: number;
  /** How long votes wait after Redis came back, so that the other processes are there to be counted; 3 s. */
  voteDelayMs?: number;
}

/**
 * Breakers that all processes share through Redis. Each process judges by its own calls and opens for itself at
 * once; the fleet opens when more than half of the processes that use the provider agree, so that one with a broken
 * network cannot open it for all. While the fleet's circuit is open one probe at a time runs in the whole fleet, and
 * closes it for all after as many successes as there are rounds. Without Redis each process goes on by itself.
 */
export class SharedBreakers implements Breakers {
  readonly #local: LocalBreakers;
  readonly #circuits: FleetCircuits;
  readonly #members: ReadonlyMap<ProviderName, FleetMember>;
  readonly #sync: FleetSync;
  readonly #clock: () => number;
  readonly #beatMs: number;
  #started = false;
  #unsubscribe: (() => void) | undefined;

  constructor(options: SharedBreakersOptions) {
    const { local, redis, clock, activeMs = 60_000, probeLeaseMs = 15_000 } = options;
    this.#local = local;
    this.#clock = clock;
    this.#beatMs = activeMs / 6;
    const processId = options.processId ?? randomUUID();
    this.#circuits = new FleetCircuits({ redis, processId, activeMs, probeLeaseMs });
    this.#members = new Map(
      providerNames.map((provider) => [provider, newFleetMember(local.breaker(provider))]),
    );
    this.#sync = new FleetSync({
      redis,
      circuits: this.#circuits,
      members: this.#members,
      clock,
      pollMs: options.pollMs ?? 500,
      probeLeaseMs,
      probeTimeoutMs: options.probeTimeoutMs ?? 300_000,
      voteDelayMs: options.voteDelayMs ?? 3_000,
      ...(options.onError === undefined ? {} : { onError: options.onError }),
    });
  }

  /** @throws StrataError `STORE_UNAVAILABLE` when the saved states cannot be read; Redis may be away */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    await this.#local.start();
    this.#unsubscribe = this.#local.onTransition((transition, origin) =>
      this.#sync.transition(transition, origin),
    );
    await this.#sync.start();
  }

  /** Gives up a probe that is under way, leaves the quorums, writes what is not written. */
  async stop(): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    this.#unsubscribe?.();
    await this.#sync.stop();
    await this.#local.stop();
  }

  /**
   * A promise only where the fleet is asked for a probe.
   *
   * @throws BreakerOpen with `retryAfterMs`
   */
  enter(provider: ProviderName): BreakerPermit | Promise<BreakerPermit> {
    const member = this.#member(provider);
    const { breaker } = member;
    const now = this.#clock();
    if (now - member.beatAtMs >= this.#beatMs) this.#sync.beat(provider, member);
    if (!this.#sync.synced || !mayProbeForFleet(breaker)) return breaker.enter();
    if (breaker.openForMs() > 0 || member.asking || member.probedUntilMs > now) throw breaker.refusal();
    return this.#askForProbe(provider, member);
  }

  status(provider: ProviderName): BreakerStatus {
    return this.#local.status(provider);
  }

  statuses(): BreakerStatus[] {
    return this.#local.statuses();
  }

  /** Holds here at once; for all when resolved, or, with Redis away, as soon as it is back. */
  async control(provider: ProviderName, command: BreakerCommand): Promise<BreakerStatus> {
    const member = this.#member(provider);
    await this.#local.control(provider, command);
    await this.#sync.try(async () => {
      this.#sync.heard(member, await this.#circuits.control(provider, stateAfter(command)), true);
    });
    return this.status(provider);
  }

  onTransition(listener: TransitionListener): () => void {
    return this.#local.onTransition(listener);
  }

  standIn(): string | undefined {
    const { reason } = this.#sync;
    return reason === undefined ? undefined : `each process judges the providers by itself: ${reason}`;
  }

  /** Resolves when every write to the store that was begun is over. */
  saved(): Promise<void> {
    return this.#local.saved();
  }

  /** Reads the fleet's circuits now, and delivers what is not delivered, instead of at the next poll. */
  refresh(): Promise<void> {
    return this.#sync.refresh();
  }

  async #askForProbe(provider: ProviderName, member: FleetMember): Promise<BreakerPermit> {
    const { breaker } = member;
    member.asking = true;
    try {
      const reply = await this.#circuits.askForProbe(provider);
      this.#sync.heard(member, reply);
      if (reply.token !== undefined) {
        const probe = new FleetProbe({
          token: reply.token,
          startedAtMs: this.#clock(),
          local: placeOf(breaker),
          onSettled: (outcome, durationMs) => this.#probed(provider, member, probe, outcome, durationMs),
        });
        if (isLedByFleet(breaker)) {
          member.probe = probe;
          return probe;
        }
        probe.ignored(); // taken in hand meanwhile
      }
    } catch (error) {
      this.#sync.failed(error);
      return breaker.enter();
    } finally {
      member.asking = false;
    }
    if (isLedByFleet(breaker)) throw breaker.refusal();
    return breaker.enter();
  }

  #probed(
    provider: ProviderName,
    member: FleetMember,
    probe: FleetProbe,
    outcome: PermitOutcome,
    durationMs: number,
  ): void {
    if (member.probe === probe) member.probe = undefined;
    const { breaker } = member;
    const slow = outcome === 'succeeded' && durationMs > breaker.settings.slowCallMs;
    const says = slow ? 'failed' : outcome;
    const reason = slow ? 'a probe was slow' : 'a probe failed';
    this.#sync.send(async () => {
      try {
        this.#sync.heard(member, await this.#circuits.probe(provider, probe.token, says, breaker, reason));
        probe.local?.ignored();
      } catch (error) {
        if (outcome === 'ignored') probe.local?.ignored();
        else probe.local?.[outcome](durationMs);
        throw error;
      }
    });
  }

  #member(provider: ProviderName): FleetMember {
    const member = this.#members.get(provider);
    if (!member) throw new Error(`there is no breaker of ${provider}`);
    return member;
  }
}

function isLedByFleet({ origin, state }: Breaker): boolean {
  return origin === 'fleet' && (state === 'open' || state === 'half_open');
}

/** One that opened by itself asks as well before its first probe: the fleet may have opened since the last poll. */
function mayProbeForFleet(breaker: Breaker): boolean {
  return isLedByFleet(breaker) || (breaker.state === 'open' && breaker.openForMs() === 0);
}

/** A hung probe of before may hold the only place; then the fleet's probe has none. */
function placeOf(breaker: Breaker): BreakerPermit | undefined {
  if (breaker.state !== 'half_open') return undefined;
  try {
    return breaker.enter();
  } catch {
    return undefined;
  }
}

function stateAfter(command: BreakerCommand): 'forced_open' | 'disabled' | 'closed' {
  switch (command) {
    case 'open':
      return 'forced_open';
    case 'disable':
      return 'disabled';
    case 'close':
    case 'reset':
      return 'closed';
  }
}
