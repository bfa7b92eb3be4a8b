import { type ProviderName, providerNames } from '../../providers/provider-name.ts';
import type { StateStore } from '../../store/state-store.ts';
import type { BreakerPermit, BreakerStatus, Breakers, BreakerTransition } from './breaker.ts';
import { type BreakerOverrides, breakerSettings } from './default-settings.ts';
import { type BreakerOrigin, savedBreakerSchema } from './saved-breaker.ts';
import { Breaker, type BreakerCommand } from './state-machine.ts';
import { StateWriter } from './state-writer.ts';

export interface LocalBreakersOptions {
  /** What differs from the defaults. */
  settings?: BreakerOverrides;
  /** Where states and counts survive a restart; started and stopped by whoever made it. */
  states: StateStore;
  /** Monotonic milliseconds. */
  clock(): number;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Must not throw, like all that follow. */
  onListenerError(error: unknown, transition: BreakerTransition): void;
  /** A state could not be written (it is tried again) or what was read is damaged (it starts closed). */
  onSaveError(error: unknown, provider: ProviderName): void;
  /** After how long a probe that was never answered for is given up; 5 min. */
  probeTimeoutMs?: number;
}

/** Also told who brought the change about. */
export type TransitionListener = (transition: BreakerTransition, origin: BreakerOrigin) => void;

/** The breakers of one process, saved so that they survive it. */
export class LocalBreakers implements Breakers {
  readonly #options: LocalBreakersOptions;
  readonly #breakers: ReadonlyMap<ProviderName, Breaker>;
  readonly #writers: ReadonlyMap<ProviderName, StateWriter>;
  readonly #listeners = new Set<TransitionListener>();
  #started = false;

  /** @throws StrataError `BREAKER_SETTINGS_INVALID` */
  constructor(options: LocalBreakersOptions) {
    this.#options = options;
    const breakers = new Map<ProviderName, Breaker>();
    const writers = new Map<ProviderName, StateWriter>();
    for (const provider of providerNames) {
      const writer = new StateWriter({
        write: () => options.states.put(keyOf(provider), breakers.get(provider)?.save()),
        onError: (error) => options.onSaveError(error, provider),
      });
      writers.set(provider, writer);
      breakers.set(
        provider,
        new Breaker({
          provider,
          settings: breakerSettings(provider, options.settings),
          clock: options.clock,
          now: options.now,
          ...(options.probeTimeoutMs === undefined ? {} : { probeTimeoutMs: options.probeTimeoutMs }),
          onTransition: (transition, origin) => {
            writer.writeNow();
            this.#tell(transition, origin);
          },
          onCount: () => writer.writeSoon(),
        }),
      );
    }
    this.#breakers = breakers;
    this.#writers = writers;
  }

  /** Takes up the saved states. @throws StrataError `STORE_UNAVAILABLE` */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    await Promise.all(providerNames.map((provider) => this.#restore(provider)));
    for (const writer of this.#writers.values()) writer.start();
  }

  /** Writes what is not written yet. */
  async stop(): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    await Promise.all([...this.#writers.values()].map((writer) => writer.stop()));
  }

  /** @throws BreakerOpen with `retryAfterMs` */
  enter(provider: ProviderName): BreakerPermit {
    return this.breaker(provider).enter();
  }

  status(provider: ProviderName): BreakerStatus {
    return this.breaker(provider).status();
  }

  statuses(): BreakerStatus[] {
    return providerNames.map((provider) => this.status(provider));
  }

  /** Resolves when the state is saved, so that it is safe to say that it holds. */
  async control(provider: ProviderName, command: BreakerCommand): Promise<BreakerStatus> {
    this.breaker(provider).control(command);
    const writer = this.#writers.get(provider);
    writer?.writeNow();
    await writer?.written();
    return this.status(provider);
  }

  onTransition(listener: TransitionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  standIn(): string | undefined {
    return undefined;
  }

  /** Resolves when every write that was begun is over, whether or not it succeeded. */
  async saved(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.written()));
  }

  /** The state machine itself, for whoever leads these breakers. */
  breaker(provider: ProviderName): Breaker {
    const breaker = this.#breakers.get(provider);
    if (!breaker) throw new Error(`there is no breaker of ${provider}`);
    return breaker;
  }

  async #restore(provider: ProviderName): Promise<void> {
    const saved = await this.#options.states.get(keyOf(provider));
    if (saved === undefined || saved === null) return;
    const parsed = savedBreakerSchema.safeParse(saved);
    if (parsed.success) this.breaker(provider).restore(parsed.data);
    else this.#options.onSaveError(parsed.error, provider);
  }

  #tell(transition: BreakerTransition, origin: BreakerOrigin): void {
    for (const listener of this.#listeners) {
      try {
        listener(transition, origin);
      } catch (error) {
        this.#options.onListenerError(error, transition);
      }
    }
  }
}

function keyOf(provider: ProviderName): string {
  return `breaker/${provider}`;
}
