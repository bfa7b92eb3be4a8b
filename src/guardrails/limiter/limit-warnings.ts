import type { ProviderName } from '../../providers/provider-name.ts';
import { LimitMeter } from './limit-meter.ts';
import type { LimiterUse } from './limiter.ts';
import { type Limits, usesOf } from './provider-windows.ts';

/** Warns of the limits of one provider that are nearly used. */
export class LimitWarnings {
  readonly #provider: ProviderName;
  readonly #limits: Limits;
  readonly #warn: ((use: LimiterUse) => void) | undefined;
  readonly #minuteRequests: LimitMeter;
  readonly #minuteTokens: LimitMeter;
  readonly #dayRequests: LimitMeter;

  constructor(provider: ProviderName, limits: Limits, warn: ((use: LimiterUse) => void) | undefined) {
    this.#provider = provider;
    this.#limits = limits;
    this.#warn = warn;
    this.#minuteRequests = new LimitMeter(limits.requestsPerMinute);
    this.#minuteTokens = new LimitMeter(limits.tokensPerMinute);
    this.#dayRequests = new LimitMeter(limits.requestsPerDay);
  }

  /** Looks at what is used after a grant. */
  look(minuteRequests: number, minuteTokens: number, dayRequests: number): void {
    const requestsRose = this.#minuteRequests.rises(minuteRequests);
    const tokensRose = this.#minuteTokens.rises(minuteTokens);
    const dayRose = this.#dayRequests.rises(dayRequests);
    if (!this.#warn || !(requestsRose || tokensRose || dayRose)) return;
    const used = { minuteRequests, minuteTokens, dayRequests };
    for (const use of usesOf(this.#provider, this.#limits, used, { waiting: 0, pausedForMs: 0 })) {
      const rose = use.window === 'day' ? dayRose : use.unit === 'tokens' ? tokensRose : requestsRose;
      if (!rose) continue;
      try {
        this.#warn(use);
      } catch {
        // Whoever listens must not cost the call that brought the news.
      }
    }
  }
}
