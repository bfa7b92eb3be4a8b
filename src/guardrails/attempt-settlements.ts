import { StrataError } from '../error.ts';
import type { LedgerStore, Settlement } from '../store/ledger-store.ts';
import { errorTypeOf } from '../telemetry/error-line.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

const firstRetryMs = 1_000;
const slowestRetryMs = 30_000;
/** About a quarter of an hour of trouble with the store. */
const mostTries = 35;

/**
 * Writes settlements without holding up the calls: the intent is on disk, so a settlement that gets lost counts the
 * call as spent. What the store does not take is tried again until it does, or until it is given up.
 */
export class AttemptSettlements {
  readonly #ledger: Pick<LedgerStore, 'settle'>;
  readonly #log: Telemetry['log'];
  #underWay = 0;
  #idle: { promise: Promise<void>; resolve: () => void } | undefined;
  /** Waits between tries, each with what ends it at once. */
  readonly #waits = new Set<() => void>();
  #stopping = false;
  #told = false;

  constructor(parts: { ledger: Pick<LedgerStore, 'settle'>; log: Telemetry['log'] }) {
    this.#ledger = parts.ledger;
    this.#log = parts.log;
  }

  /** @returns a promise that is fulfilled when it is written or given up; it never rejects */
  settle(id: string, settlement: Settlement): Promise<void> {
    this.#underWay += 1;
    return this.#try(id, settlement).then(this.#done, (cause: unknown) =>
      this.#failed(id, settlement, cause),
    );
  }

  /** Gives back what was reserved for a call that was not sent. */
  release(id: string, error: unknown): void {
    void this.settle(id, {
      outcome: 'released',
      costNanoUsd: 0,
      usage: {},
      errorCode: errorTypeOf(error),
      durationMs: 0,
    });
  }

  /** Waits until every settlement is written or given up. @throws the signal's reason */
  async idle(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#underWay === 0) return;
    this.#idle ??= Promise.withResolvers<void>();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await Promise.race([this.#idle.promise, aborted]);
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Like `idle`, but what waits for a retry is tried once more at once, and then given up. */
  async stop(signal?: AbortSignal): Promise<void> {
    this.#stopping = true;
    for (const endWait of this.#waits) endWait();
    await this.idle(signal);
  }

  readonly #done = () => {
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  };

  /** A store that throws instead of rejecting is in no less trouble. */
  #try(id: string, settlement: Settlement): Promise<void> {
    try {
      return this.#ledger.settle(id, settlement);
    } catch (cause) {
      return Promise.reject(cause);
    }
  }

  async #failed(id: string, settlement: Settlement, first: unknown): Promise<void> {
    if (!isStoreAway(first)) return this.#refused(settlement, first);
    if (!this.#told) this.#log.warn({ err: first }, 'a settlement could not be written and is tried again');
    this.#told = true;
    let last = first;
    for (let tries = 1; tries < mostTries; tries += 1) {
      const isLast = this.#stopping;
      if (!isLast) await this.#wait(Math.min(firstRetryMs * 2 ** (tries - 1), slowestRetryMs));
      try {
        await this.#ledger.settle(id, settlement);
        this.#told = false;
        return this.#done();
      } catch (cause) {
        if (!isStoreAway(cause)) return this.#refused(settlement, cause);
        last = cause;
      }
      if (isLast) break;
    }
    this.#log.error(
      { err: last, outcome: settlement.outcome },
      'a settlement could not be written; the call counts as spent in full',
    );
    this.#done();
  }

  /** The store is there and will not take it, today or tomorrow. */
  #refused(settlement: Settlement, err: unknown): void {
    // A reservation that failed is released in case it was made all the same; mostly it was not.
    const neverMade = settlement.outcome === 'released' && isEntryUnknown(err);
    if (!neverMade)
      this.#log.error({ err, outcome: settlement.outcome }, 'a settlement was refused by the ledger');
    this.#done();
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#waits.delete(end);
        resolve();
      };
      const timer = setTimeout(end, delayMs);
      this.#waits.add(end);
    });
  }
}

function isStoreAway(cause: unknown): boolean {
  return cause instanceof StrataError && cause.kind === 'unavailable';
}

function isEntryUnknown(cause: unknown): boolean {
  return cause instanceof StrataError && cause.code === 'LEDGER_ENTRY_UNKNOWN';
}
