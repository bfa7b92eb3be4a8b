import { setTimeout as pause } from 'node:timers/promises';
import { type Random, seededRandom } from '../../../../simulator/seeded-random.ts';
import { type OpenGuard, openGuard } from '../../../../src/composition/open-guard.ts';
import type { Config } from '../../../../src/config/config.ts';
import { GuardedLanguageModel } from '../../../../src/guardrails/guarded-language-model.ts';
import type { Prices } from '../../../../src/guardrails/pricing/prices.ts';
import { createLanguageModel } from '../../../../src/providers/create-language-model.ts';
import { startTelemetry } from '../../../../src/telemetry/start.ts';
import { endingOf } from './ending-of.ts';
import { proofRequest } from './proof-request.ts';
import { modelOf } from './proof-setup.ts';
import { WaitingCallers } from './waiting-callers.ts';

export interface Spending {
  config: Config;
  /** Names the calls: call 7 of `a` has the key and the job `proof-a-7`. */
  name: string;
  callers: number;
  seed: number;
  /** Of one attempt. */
  timeoutMs: number;
  /** Share of the calls that their caller gives up, at a random moment of the first try. */
  abortRate: number;
  /** How many refused callers try again when a call has ended. */
  wakeEach: number;
  /** A fleet whose accounts have not moved for so long has nothing under way, save calls of killed processes. */
  quietMs: number;
  onProgress?(progress: Readonly<Progress>): void;
}

/** Counts up while the calls go on. */
export interface Progress {
  /** Attempts that were let through to the provider. */
  sent: number;
  /** Of these, how many have not come back. */
  underWay: number;
  /** Calls that ended other than by the budget. */
  ended: number;
  refused: number;
}

export interface SpendingReport extends Progress {
  /** Calls by how they ended: `answered`, `aborted`, or the code of their error. */
  endings: Record<string, number>;
  /** Log lines of level error. */
  problems: string[];
}

/** Lets many callers at once make calls until the budget refuses each of them while nothing is under way. */
export async function spendToTheEnd(spending: Spending): Promise<SpendingReport> {
  const problems: string[] = [];
  const telemetry = await startTelemetry(spending.config, {
    mode: 'run',
    keepSpans: false,
    logTo: { write: (line: string) => void problems.push(line) },
  });
  const open = await openGuard(spending.config, telemetry);
  try {
    const callers = new Callers(spending, open, await open.prices());
    return { ...(await callers.spend()), problems };
  } finally {
    await open.stop();
    await telemetry.stop();
  }
}

class Callers {
  readonly #spending: Spending;
  readonly #open: OpenGuard;
  readonly #prices: Prices;
  readonly #random: Random;
  readonly #waiting: WaitingCallers;
  readonly #progress: Progress = { sent: 0, underWay: 0, ended: 0, refused: 0 };
  readonly #endings: Record<string, number> = {};
  #calls = 0;
  #active = 0;
  #isWaiting = false;
  /** When all were let try again last. */
  #sentBefore = -1;

  constructor(spending: Spending, open: OpenGuard, prices: Prices) {
    this.#spending = spending;
    this.#open = open;
    this.#prices = prices;
    this.#random = seededRandom(spending.seed);
    this.#waiting = new WaitingCallers(spending.wakeEach);
  }

  async spend(): Promise<Omit<SpendingReport, 'problems'>> {
    await Promise.all(Array.from({ length: this.#spending.callers }, () => this.#call()));
    return { ...this.#progress, endings: this.#endings };
  }

  async #call(): Promise<void> {
    for (;;) {
      const ask = await this.#prepare();
      let ending: string;
      // A call that the budget has refused is tried again as it is.
      for (;;) {
        this.#active += 1;
        ending = await ask();
        this.#active -= 1;
        if (ending !== 'BUDGET_EXCEEDED') break;
        this.#progress.refused += 1;
        if (this.#active === 0) void this.#whenQuiet();
        if ((await this.#waiting.wait()) === 'give up') return;
      }
      this.#progress.ended += 1;
      this.#endings[ending] = (this.#endings[ending] ?? 0) + 1;
      this.#tell();
      if (ending === 'BREAKER_OPEN' || ending === 'LIMIT_EXCEEDED') await pause(100);
      this.#waiting.callEnded();
    }
  }

  /** @returns what makes the call and gives how it ended */
  async #prepare(): Promise<() => Promise<string>> {
    const { config, name, timeoutMs, abortRate } = this.#spending;
    const { provider, ...request } = proofRequest(this.#random);
    this.#calls += 1;
    const id = `proof-${name}-${this.#calls}`;
    const { baseUrl } = config.providers.llm[provider] ?? {};
    const client = await createLanguageModel({
      provider,
      apiKey: id,
      ...(baseUrl === undefined ? {} : { baseUrl }),
    });
    const counted: typeof client = {
      provider,
      generate: (asked, signal) => {
        this.#progress.sent += 1;
        this.#progress.underWay += 1;
        this.#tell();
        return client.generate(asked, signal).finally(() => {
          this.#progress.underWay -= 1;
        });
      },
    };
    const guarded = new GuardedLanguageModel({
      client: counted,
      model: modelOf[provider],
      guard: this.#open.guard,
      prices: this.#prices,
      timeoutMs,
    });
    const scope = { user: `user-${this.#calls % 7}`, jobId: id, pipeline: 'application', layer: 'cv' };
    let isFirstTry = true;
    return async () => {
      const caller = new AbortController();
      // Who has waited for room does not give up: reservations given back late would hide it from the last ones.
      const givesUp = isFirstTry && this.#random() < abortRate;
      isFirstTry = false;
      const timer = givesUp ? setTimeout(() => caller.abort(), this.#random() * 150) : undefined;
      try {
        await guarded.generate(request, { scope, signal: caller.signal });
        return 'answered';
      } catch (error) {
        return endingOf(error, caller.signal);
      } finally {
        clearTimeout(timer);
      }
    };
  }

  /**
   * Waits until nothing in the whole fleet can give room back, and then has every caller try once more; when none of
   * them gets through, that was the end.
   */
  async #whenQuiet(): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    let last = '';
    let sinceMs = performance.now();
    for (;;) {
      const [all] = await this.#open.budgets.statuses();
      if (!all || all.reservedUsd === 0) break;
      const stand = `${all.spentUsd} ${all.reservedUsd}`;
      if (stand !== last) {
        last = stand;
        sinceMs = performance.now();
      }
      if (performance.now() - sinceMs >= this.#spending.quietMs) break;
      await pause(Math.min(250, this.#spending.quietMs / 4));
    }
    this.#isWaiting = false;
    const { sent } = this.#progress;
    const isEnd = sent === this.#sentBefore;
    this.#sentBefore = sent;
    this.#waiting.all(isEnd ? 'give up' : 'try again');
  }

  #tell(): void {
    this.#spending.onProgress?.(this.#progress);
  }
}
