import type { ProviderName } from '../../providers/provider-name.ts';
import { providerNames } from '../../providers/provider-name.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import type { NanoUsd } from '../money.ts';

const windowCalls = 1_000;
const windowMs = 30 * 24 * 60 * 60_000;
const warnBeyond = 0.05;
/** One call whose price just changed is no drift yet. */
const leastCalls = 10;
const pageSize = 500;

export interface Drift {
  provider: ProviderName;
  /** Sum of what the provider reported by sum of what the price list says, less one: 0.05 is 5 % dearer. */
  ratio: number;
  calls: number;
}

export interface PriceDriftOptions {
  now?: () => number;
  /** Told when a provider's drift passes ±5 %, and again only after it was within. Must not throw. */
  onDrift?: (drift: Drift, message: string) => void;
}

interface Compared {
  at: number;
  computed: NanoUsd;
  reported: NanoUsd;
}

/**
 * Compares what the price list says with what providers say that their calls cost, over the last 1,000 calls or 30
 * days, whichever is less. The list is then out of date, or the calls cost something that it does not know.
 */
export class PriceDrift {
  readonly #now: () => number;
  readonly #onDrift: (drift: Drift, message: string) => void;
  readonly #windows = new Map<ProviderName, Compared[]>();
  readonly #isBeyond = new Set<ProviderName>();

  constructor(options: PriceDriftOptions = {}) {
    this.#now = options.now ?? Date.now;
    this.#onDrift = options.onDrift ?? (() => {});
  }

  /** Takes up what the ledger still has of the window, for a process that has just started. */
  async load(ledger: Pick<LedgerStore, 'entries'>): Promise<void> {
    const from = this.#now() - windowMs;
    for (const provider of providerNames) {
      const found: Compared[] = [];
      let cursor: string | undefined;
      do {
        const page = await ledger.entries({
          provider,
          from,
          limit: pageSize,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const { at, state, costNanoUsd, reportedNanoUsd } of page.entries) {
          // Unknown outcomes carry their reservation in place of a cost.
          if (reportedNanoUsd === undefined || (state !== 'succeeded' && state !== 'failed')) continue;
          found.push({ at, computed: costNanoUsd, reported: reportedNanoUsd });
        }
        cursor = page.nextCursor;
        // A provider that never reports is not worth reading to its end.
      } while (cursor !== undefined && found.length > 0 && found.length < windowCalls);
      if (found.length > 0) this.#windows.set(provider, found.slice(0, windowCalls).reverse());
    }
  }

  /** Of a call with a known usage whose provider said what it cost. */
  record(provider: ProviderName, computed: NanoUsd, reported: NanoUsd): void {
    const window = this.#windows.get(provider) ?? [];
    this.#windows.set(provider, window);
    window.push({ at: this.#now(), computed, reported });
    if (window.length > windowCalls) window.shift();
    this.#tell(provider);
  }

  /** Of every provider that reports costs. */
  drifts(): Drift[] {
    return [...this.#windows.keys()].flatMap((provider) => this.#driftOf(provider) ?? []);
  }

  #driftOf(provider: ProviderName): Drift | undefined {
    const window = this.#windows.get(provider) ?? [];
    const since = this.#now() - windowMs;
    while (window[0] !== undefined && window[0].at < since) window.shift();
    let computed = 0;
    let reported = 0;
    for (const call of window) {
      computed += call.computed;
      reported += call.reported;
    }
    if (window.length === 0 || (computed === 0 && reported === 0)) return undefined;
    // What should be free and is not has no finite ratio; 1 (twice the price) is as alarming and can be drawn.
    return { provider, ratio: computed === 0 ? 1 : reported / computed - 1, calls: window.length };
  }

  #tell(provider: ProviderName): void {
    const drift = this.#driftOf(provider);
    if (!drift || drift.calls < leastCalls) return;
    if (Math.abs(drift.ratio) <= warnBeyond) {
      this.#isBeyond.delete(provider);
      return;
    }
    if (this.#isBeyond.has(provider)) return;
    this.#isBeyond.add(provider);
    const percent = `${Math.abs(drift.ratio * 100).toFixed(1)} % ${drift.ratio > 0 ? 'more' : 'less'}`;
    this.#onDrift(
      drift,
      `${provider} says that its last ${drift.calls} calls cost ${percent} than the price list; put its prices into the price file`,
    );
  }
}
