import { StrataError } from '../error.ts';
import type { JobStore } from '../store/job-store.ts';
import type { Health, HealthReport, HealthStatus } from './health.ts';
import { type ProviderFacts, providerHealth } from './provider-health.ts';
import { roomForJobs } from './room-for-jobs.ts';

/** Short of what a scrape waits for a gauge, so that a store that is down is reported as down and not left out. */
const pingTimeoutMs = 1_000;

export interface ServiceHealthParts {
  store: JobStore;
  storeName: string;
  version: string;
  jobs: { readonly activeRuns: number; readonly draining: boolean };
  maxRuns: number;
  /** Absent where there are no providers to look after. */
  providers?: () => Promise<ProviderFacts>;
  /** Monotonic, milliseconds. */
  clock(): number;
}

/** Health of one process: its store, its providers and its capacity. */
export class ServiceHealth implements Health {
  readonly #parts: ServiceHealthParts;
  readonly #createdAt: number;
  #started = false;

  constructor(parts: ServiceHealthParts) {
    this.#parts = parts;
    this.#createdAt = parts.clock();
  }

  /** Says that everything is up; until then the service is not ready. */
  markStarted(): void {
    this.#started = true;
  }

  async report(): Promise<HealthReport> {
    const { jobs, maxRuns, version, clock } = this.#parts;
    const store = await this.#storeHealth();
    const providers = await this.#providerHealth(store.status === 'up');
    const status: HealthStatus = store.status === 'down' ? 'unhealthy' : providers.status;
    const reasons = [
      ...(store.status === 'down' ? [`${store.name}: ${store.detail}`] : []),
      ...providers.reasons,
    ];
    const accepts = store.status === 'up' && this.#started && !jobs.draining;
    return {
      status,
      reasons,
      version,
      uptimeSeconds: Math.floor((clock() - this.#createdAt) / 1000),
      components: [store, ...providers.components],
      capacity: {
        activeRuns: jobs.activeRuns,
        maxRuns,
        percent: Math.round((jobs.activeRuns / maxRuns) * 100),
        acceptsMore: accepts ? Math.max(0, Math.min(maxRuns - jobs.activeRuns, providers.room)) : 0,
      },
    };
  }

  async ready(): Promise<{ ready: boolean; reason?: string }> {
    if (this.#parts.jobs.draining) return { ready: false, reason: 'the service is stopping' };
    if (!this.#started) return { ready: false, reason: 'the service is starting' };
    const store = await this.#storeHealth();
    return store.status === 'up' ? { ready: true } : { ready: false, reason: `store: ${store.detail}` };
  }

  /** Budgets live in the store: without it there is nothing more to say than that. */
  async #providerHealth(storeIsUp: boolean): Promise<ReturnType<typeof providerHealth> & { room: number }> {
    const { providers } = this.#parts;
    const nothing = { reasons: [], components: [], room: Number.POSITIVE_INFINITY };
    if (providers === undefined || !storeIsUp) return { status: 'healthy', ...nothing };
    try {
      const facts = await providers();
      return { ...providerHealth(facts), room: roomForJobs(facts) };
    } catch (cause) {
      const why = cause instanceof StrataError ? cause.message : 'an unexpected error';
      return { status: 'unhealthy', ...nothing, reasons: [`budgets and limits cannot be read: ${why}`] };
    }
  }

  async #storeHealth(): Promise<HealthReport['components'][number]> {
    const before = this.#parts.clock();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`it did not answer within ${pingTimeoutMs} ms`)),
      pingTimeoutMs,
    );
    try {
      await Promise.race([this.#parts.store.ping(), late.promise]);
      const latencyMs = Math.round((this.#parts.clock() - before) * 1000) / 1000;
      return { name: this.#parts.storeName, status: 'up', latencyMs };
    } catch (cause) {
      return {
        name: this.#parts.storeName,
        status: 'down',
        detail: cause instanceof Error ? cause.message : 'it does not answer',
      };
    } finally {
      clearTimeout(timer);
    }
  }
}
