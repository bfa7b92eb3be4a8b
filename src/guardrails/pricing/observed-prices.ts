import { StrataError } from '../../error.ts';
import { type ProviderName, providerNames } from '../../providers/provider-name.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import { type NanoUsd, usdOf, usdText } from '../money.ts';

/** A call that cost more than this many times its reservation: the price list is wrong, not merely a little old. */
const refuseBeyond = 3;
/** However little a call should have cost. */
const highestFactor = 100;
/** Of each provider, newest first. */
const entriesRead = 500;
const entriesReadMs = 30 * 24 * 60 * 60_000;

/** What kind of call was dearer than its reservation. */
export interface PricedKind {
  provider: ProviderName;
  operation: string;
  model?: string;
}

/**
 * What calls cost where that is more than was reserved for them: the price list is out of date then, or another model
 * answered. From the first such settlement on, as much more is reserved for that model; if one cost several times its
 * reservation, none is made any more until the price is put right, or the process started anew.
 *
 * What was under way when the first of them was settled has been reserved too low, and its recorded spending can
 * exceed a budget by the difference: money that has been spent is not hidden. For OpenRouter, whose prices depend on
 * its routing, the request itself forbids it (`max_price`).
 */
export class ObservedPrices {
  readonly #log: Telemetry['log'];
  readonly #factors = new Map<string, number>();
  readonly #refused = new Map<string, StrataError>();

  constructor({ log }: { log: Telemetry['log'] }) {
    this.#log = log;
  }

  /**
   * Takes up what the ledger's newest entries show, for a process that has just started. Never more than the factor
   * from which on calls are refused: a restart is the chance of a price that was corrected.
   */
  async load(ledger: Pick<LedgerStore, 'entries'>, now: number): Promise<void> {
    for (const provider of providerNames) {
      const { entries } = await ledger.entries({ provider, from: now - entriesReadMs, limit: entriesRead });
      for (const entry of entries) {
        if (entry.state !== 'succeeded' && entry.state !== 'failed') continue;
        if (entry.costNanoUsd <= entry.reservedNanoUsd || entry.reservedNanoUsd === 0) continue;
        this.#raise(keyOf(entry), Math.min(entry.costNanoUsd / entry.reservedNanoUsd, refuseBeyond));
      }
    }
  }

  /**
   * How many times the listed worst case is to be reserved; 1 for almost every call.
   *
   * @throws StrataError `PRICE_EXCEEDED` (kind `configuration`)
   */
  factorOf(kind: PricedKind): number {
    if (this.#factors.size === 0) return 1;
    const key = keyOf(kind);
    const refused = this.#refused.get(key);
    if (refused) throw refused;
    return this.#factors.get(key) ?? 1;
  }

  /**
   * Of a call that cost more than the price list's worst case.
   *
   * @param listed what its usage should have cost, by the model asked for; undefined where that is not known
   */
  exceeded(kind: PricedKind, cost: NanoUsd, worst: NanoUsd, listed: NanoUsd | undefined): void {
    const key = keyOf(kind);
    // A short call that was dearer than the longest one should be says how much dearer the longest one will be.
    const factor = Math.max(cost / worst, listed === undefined || listed === 0 ? 0 : cost / listed);
    const isNew = this.#raise(key, Math.min(factor, highestFactor));
    const figures = {
      provider: kind.provider,
      model: kind.model,
      cost_usd: usdOf(cost),
      reserved_usd: usdOf(worst),
    };
    if (cost > worst * refuseBeyond) {
      if (this.#refused.has(key)) return;
      const error = priceExceeded(kind, cost, worst);
      this.#refused.set(key, error);
      this.#log.error(figures, error.toLine());
    } else if (isNew) {
      this.#log.warn(
        figures,
        'a call cost more than the price list allows; more is reserved for the next ones',
      );
    }
  }

  /** @returns whether there was none before */
  #raise(key: string, factor: number): boolean {
    const before = this.#factors.get(key);
    this.#factors.set(key, Math.max(before ?? 1, factor));
    return before === undefined;
  }
}

function keyOf({ provider, operation, model }: PricedKind): string {
  return `${provider} ${model ?? operation}`;
}

function priceExceeded(
  { provider, model, operation }: PricedKind,
  cost: NanoUsd,
  worst: NanoUsd,
): StrataError {
  const what = model === undefined ? `the operation "${operation}"` : `the model "${model}"`;
  return new StrataError(
    'PRICE_EXCEEDED',
    `${provider}: a call of ${what} cost ${usdText(usdOf(cost))}, where ${usdText(usdOf(worst))} was the most by the price list; no more are made`,
    {
      kind: 'configuration',
      action: 'put its price in the price file (PRICES_FILE) and restart',
    },
  );
}
