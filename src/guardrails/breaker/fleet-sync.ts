import type { ProviderName } from '../../providers/provider-name.ts';
import type { RedisConnection } from '../../shared-state/redis-connection.ts';
import type { BreakerTransition } from './breaker.ts';
import type { CircuitReply, FleetCircuits } from './fleet-circuit.ts';
import type { FleetMember } from './fleet-member.ts';
import { followCircuit } from './follow-circuit.ts';
import type { BreakerOrigin } from './saved-breaker.ts';

export interface FleetSyncOptions {
  redis: RedisConnection;
  circuits: FleetCircuits;
  members: ReadonlyMap<ProviderName, FleetMember>;
  clock(): number;
  pollMs: number;
  probeLeaseMs: number;
  probeTimeoutMs: number;
  voteDelayMs: number;
  onError?(error: unknown): void;
}

/** Keeps this process and the fleet's circuits of one mind: polls, votes, renews leases, and merges after a parting. */
export class FleetSync {
  readonly #options: FleetSyncOptions;
  readonly #sending = new Set<Promise<void>>();
  #started = false;
  #synced = false;
  #trouble: string | undefined;
  #votesFromMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(options: FleetSyncOptions) {
    this.#options = options;
  }

  /** Whether this process and Redis know of each other's states; local judgement stands in until then. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Why they do not, if so. */
  get reason(): string | undefined {
    const { redis } = this.#options;
    if (!redis.up) return `Redis cannot be used (${redis.reason ?? 'it is stopped'})`;
    return this.#synced ? undefined : (this.#trouble ?? 'Redis is being read');
  }

  async start(): Promise<void> {
    this.#started = true;
    this.#unsubscribe = this.#options.redis.onChange((up) => this.#redisChanged(up));
    await this.refresh();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#started = false;
    clearTimeout(this.#timer);
    this.#unsubscribe?.();
    await this.#polling;
    for (const [provider, member] of this.#options.members) {
      member.probe?.ignored();
      if (member.beatAtMs === Number.NEGATIVE_INFINITY || !this.#options.redis.up) continue;
      this.send(async () => void (await this.#options.circuits.member(provider, 'leave', member.breaker)));
    }
    await Promise.all(this.#sending);
    this.#synced = false;
  }

  /** Reads the circuits now, and delivers what is not delivered, instead of at the next poll. */
  async refresh(): Promise<void> {
    await this.#polling;
    this.#polling ??= this.try(() => this.#poll()).finally(() => {
      this.#polling = undefined;
    });
    await this.#polling;
  }

  /** Takes in what the fleet says of a circuit; `always` where it is the answer to this process's own state. */
  heard(member: FleetMember, reply: CircuitReply, always = false): void {
    const { probe } = reply.circuit;
    member.probedUntilMs = probe ? this.#options.clock() + probe.ends - reply.serverNowMs : 0;
    followCircuit(member.breaker, reply, always);
  }

  /** Takes in what this process did or found out by itself. */
  transition({ provider, to, reason }: BreakerTransition, origin: BreakerOrigin): void {
    const member = this.#options.members.get(provider);
    if (!member || (origin === 'judged' && to === 'half_open')) return;
    member.withdraws = member.vote !== undefined && origin === 'judged' && to === 'closed';
    member.vote = origin === 'judged' && to === 'open' ? { reason, delivered: false } : undefined;
    if (this.#synced && (member.vote || member.withdraws)) this.send(() => this.#speak(provider, member));
  }

  /** Tells the fleet that this process uses the provider. */
  beat(provider: ProviderName, member: FleetMember): void {
    const { redis, clock, circuits } = this.#options;
    if (!redis.up || !this.#started) return;
    member.beatAtMs = clock();
    this.send(async () => this.heard(member, await circuits.member(provider, 'beat', member.breaker)));
  }

  /** Does something with Redis in the background; `stop()` waits for it. */
  send(work: () => Promise<void>): void {
    const sending = this.try(work).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  /** Never rejects. */
  async try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failed(error);
    }
  }

  /** What could not be said is said again when the states are put together, at the next poll. */
  failed(error: unknown): void {
    this.#synced = false;
    this.#trouble = error instanceof Error ? error.message : String(error);
    if (this.#options.redis.up) this.#options.onError?.(error);
  }

  #schedule(): void {
    this.#timer = setTimeout(async () => {
      await this.refresh();
      if (this.#started) this.#schedule();
    }, this.#options.pollMs);
    this.#timer.unref();
  }

  async #poll(): Promise<void> {
    const { redis, circuits, members } = this.#options;
    if (!redis.up) return;
    if (!this.#synced) {
      await Promise.all([...members].map(([provider, member]) => this.#merge(provider, member)));
      this.#synced = redis.up;
    } else {
      const { serverNowMs, circuits: read } = await circuits.read();
      for (const [provider, member] of members) {
        const circuit = read.get(provider);
        const { fleetEpoch, origin } = member.breaker;
        if (origin === 'by_hand' || (circuit?.epoch ?? 0) < fleetEpoch) await this.#merge(provider, member);
        else if (circuit) this.heard(member, { serverNowMs, circuit });
      }
    }
    for (const [provider, member] of members) {
      await this.#speak(provider, member);
      await this.#renew(provider, member);
    }
    this.#trouble = undefined;
  }

  /** Puts this process's state and the shared one together. */
  async #merge(provider: ProviderName, member: FleetMember): Promise<void> {
    if (member.vote) member.vote.delivered = false;
    this.heard(member, await this.#options.circuits.merge(provider, member.breaker), true);
  }

  async #speak(provider: ProviderName, member: FleetMember): Promise<void> {
    const { circuits, clock } = this.#options;
    const { vote, breaker } = member;
    if (member.withdraws) {
      this.heard(member, await circuits.member(provider, 'withdraw', breaker));
      member.withdraws = false;
    } else if (vote && !vote.delivered && breaker.state === 'open' && clock() >= this.#votesFromMs) {
      vote.delivered = true;
      try {
        this.heard(member, await circuits.member(provider, 'vote', breaker, vote.reason));
      } catch (error) {
        vote.delivered = false;
        throw error;
      }
    }
  }

  async #renew(provider: ProviderName, member: FleetMember): Promise<void> {
    const { circuits, clock, probeLeaseMs, probeTimeoutMs } = this.#options;
    const { probe } = member;
    const now = clock();
    if (!probe || now - probe.renewedAtMs < probeLeaseMs / 3) return;
    if (now - probe.startedAtMs >= probeTimeoutMs) {
      member.probe = undefined;
      return;
    }
    probe.renewedAtMs = now;
    this.heard(member, await circuits.probe(provider, probe.token, 'renew', member.breaker));
  }

  #redisChanged(up: boolean): void {
    const { clock, members, voteDelayMs } = this.#options;
    this.#synced = false;
    if (!up) return;
    this.#votesFromMs = clock() + voteDelayMs;
    for (const member of members.values()) member.beatAtMs = Number.NEGATIVE_INFINITY;
    this.send(() => this.refresh());
  }
}
