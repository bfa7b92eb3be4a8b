import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ProviderName } from '../../providers/provider-name.ts';
import { providerNames } from '../../providers/provider-name.ts';
import type { RedisConnection, RedisScript } from '../../shared-state/redis-connection.ts';
import { breakerStates } from './breaker.ts';
import {
  controlScript,
  memberScript,
  mergeScript,
  probeResultScript,
  probeScript,
  readScript,
} from './fleet-scripts.ts';
import type { Breaker } from './state-machine.ts';

/** The part of `circuit:{service}` that processes act on; times are milliseconds by the server's clock. */
const circuitSchema = z.object({
  version: z.literal(1),
  state: z.enum(breakerStates),
  epoch: z.number(),
  since: z.number(),
  openUntil: z.number(),
  openings: z.number(),
  reason: z.string(),
  probe: z.union([z.literal(false), z.object({ token: z.string(), ends: z.number() })]),
});

export type Circuit = z.infer<typeof circuitSchema>;

export interface CircuitReply {
  serverNowMs: number;
  circuit: Circuit;
}

export type MemberSays = 'beat' | 'vote' | 'withdraw' | 'leave';
export type ProbeSays = 'renew' | 'ignored' | 'succeeded' | 'failed';

export interface FleetCircuitsOptions {
  redis: RedisConnection;
  processId: string;
  activeMs: number;
  probeLeaseMs: number;
}

type Reply = [serverNowMs: number, json: string, granted: number];

/** What can be asked of the circuits that a fleet shares. Everything throws StrataError `REDIS_UNAVAILABLE`. */
export class FleetCircuits {
  readonly #options: FleetCircuitsOptions;

  constructor(options: FleetCircuitsOptions) {
    this.#options = options;
  }

  /** Every provider's circuit in one round trip; undefined where none is on record, or none that can be read. */
  async read(): Promise<{ serverNowMs: number; circuits: Map<ProviderName, Circuit | undefined> }> {
    const [serverNowMs, texts] = await this.#options.redis.run<[number, (string | null)[]]>(
      readScript,
      providerNames.map(keyOf),
      [],
    );
    return {
      serverNowMs,
      circuits: new Map(providerNames.map((provider, index) => [provider, parse(texts[index])])),
    };
  }

  /** A vote stands for as long as the breaker will be open. */
  async member(
    provider: ProviderName,
    says: MemberSays,
    breaker: Breaker,
    reason = '',
  ): Promise<CircuitReply> {
    const { processId, activeMs } = this.#options;
    const voteMs = Math.max(1, Math.ceil(breaker.openForMs()));
    return this.#run(memberScript, provider, [processId, says, activeMs, voteMs, openTimes(breaker), reason]);
  }

  /** `token` when this process may make the fleet's one probe. */
  async askForProbe(provider: ProviderName): Promise<CircuitReply & { token?: string }> {
    const token = randomUUID();
    const { granted, ...reply } = await this.#run(probeScript, provider, [token, this.#options.probeLeaseMs]);
    return granted ? { ...reply, token } : reply;
  }

  async probe(
    provider: ProviderName,
    token: string,
    says: ProbeSays,
    breaker: Breaker,
    reason = '',
  ): Promise<CircuitReply> {
    const successes = breaker.settings.probeRounds.length;
    return this.#run(probeResultScript, provider, [
      token,
      says,
      this.#options.probeLeaseMs,
      successes,
      openTimes(breaker),
      reason,
    ]);
  }

  async control(provider: ProviderName, state: 'forced_open' | 'disabled' | 'closed'): Promise<CircuitReply> {
    return this.#run(controlScript, provider, [state]);
  }

  async merge(provider: ProviderName, breaker: Breaker): Promise<CircuitReply> {
    return this.#run(mergeScript, provider, [
      breaker.state,
      breaker.origin,
      breaker.fleetEpoch,
      Math.floor(breaker.stateAgeMs),
      Math.ceil(breaker.openForMs()),
      breaker.openings,
    ]);
  }

  async #run(
    script: RedisScript,
    provider: ProviderName,
    args: (string | number)[],
  ): Promise<CircuitReply & { granted: boolean }> {
    const [serverNowMs, json, granted] = await this.#options.redis.run<Reply>(
      script,
      [keyOf(provider)],
      args,
    );
    return { serverNowMs, circuit: circuitSchema.parse(JSON.parse(json)), granted: granted === 1 };
  }
}

function keyOf(provider: ProviderName): string {
  return `circuit:${provider}`;
}

function openTimes(breaker: Breaker): string {
  return JSON.stringify(breaker.openTimesMs);
}

function parse(text: string | null | undefined): Circuit | undefined {
  if (!text) return undefined;
  try {
    return circuitSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
