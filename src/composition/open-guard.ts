import type { Config } from '../config/config.ts';
import type { Breakers } from '../guardrails/breaker/breaker.ts';
import type { BudgetEvent } from '../guardrails/budget/budget-event.ts';
import { Budgets } from '../guardrails/budget/budgets.ts';
import { PriceDrift } from '../guardrails/budget/reconcile.ts';
import { CallGuard } from '../guardrails/call-guard.ts';
import type { Guard } from '../guardrails/guard.ts';
import type { Limiter, LimiterUse } from '../guardrails/limiter/limiter.ts';
import { ObservedPrices } from '../guardrails/pricing/observed-prices.ts';
import type { PriceList } from '../guardrails/pricing/price-list.ts';
import type { RetrySettings } from '../guardrails/retry.ts';
import { RecentCounts } from '../health/recent-counts.ts';
import type { RedisConnection } from '../shared-state/redis-connection.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { StateStore } from '../store/state-store.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { applicationLayers } from './application-layers.ts';
import { openLedgerStore, openStateStore } from './open-store.ts';
import { countedLedger, countedLimiter, timedBreakers } from './recent-calls.ts';
import { systemTime, type Time } from './time.ts';

/** Everything round provider calls, started. */
export interface OpenGuard {
  readonly guard: Guard;
  readonly ledger: LedgerStore;
  readonly states: StateStore;
  readonly budgets: Budgets;
  readonly limiter: Limiter;
  readonly breakers: Breakers;
  readonly drift: PriceDrift;
  /** Counts of the last five minutes, see recent-calls.ts. */
  readonly recent: RecentCounts;
  readonly time: Time;
  /** Absent where the processes share nothing. */
  readonly redis: RedisConnection | undefined;
  /** Loaded when first asked for, since a job without providers has no need of prices. */
  prices(): Promise<PriceList>;
  /** Resolves when settlements that are under way are written, or have had time enough for it. */
  settled(): Promise<void>;
  /** What stands in for something shared, and why. */
  standIns(): string[];
  /** In the reverse order of the start; settlements that are under way are written first. */
  stop(): Promise<void>;
}

const recentMs = 5 * 60_000;
/** How often a process looks for calls of processes that are gone. */
const orphansEveryMs = 60_000;
/** A minute, and a second for calls that reach a provider later after their grant than others: its clock counts arrivals. */
const minuteWithLagMs = 61_000;
/** A job's end does not wait longer for the writing of what its calls have cost. */
const settledWithinMs = 2_000;

/** Starts ledger, budgets, limits and breakers in order; when one cannot start, those before it are stopped again. */
export async function openGuard(
  config: Config,
  telemetry: Telemetry,
  time: Time = systemTime,
  retry: Partial<Pick<RetrySettings, 'baseMs'>> = {},
): Promise<OpenGuard> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const { now, clock } = time;
  try {
    const states = await openStateStore(config);
    await states.start();
    undo.push(() => states.stop());
    const ledger = await openLedgerStore(config);
    await ledger.start();
    undo.push(() => ledger.stop());
    undo.push(await settleOrphans(ledger, telemetry, now));

    const budgets = new Budgets({
      ledger,
      states,
      settings: {
        tokenBudgetUsd: config.guard.budget.limitUsd,
        action: config.guard.budget.action,
        enforce: config.guard.budget.enforce,
        warnAt: config.guard.budget.warnAt,
        alerts: config.guard.budget.alerts,
      },
      timeZone: config.timeZone,
      knownLayers: applicationLayers,
      now,
      onEvent: (event) => tellBudgetEvent(telemetry, event),
    });
    await budgets.start();
    undo.push(() => budgets.stop());

    const redis = await openRedis(config, telemetry);
    if (redis) undo.push(() => redis.stop());
    const limiter = await openLimiter(config, telemetry, { redis, states, clock, now });
    await limiter.start();
    undo.push(() => limiter.stop());
    const breakers = await openBreakers(config, telemetry, { redis, states, clock, now });
    await breakers.start();
    undo.push(() => breakers.stop());
    const stopTelling = breakers.onTransition(({ provider, from, to, reason }) => {
      telemetry.instruments.breakerTransitions.bind({ provider, from, to }).add(1);
      telemetry.log.warn({ provider, from, to, reason }, 'breaker changed');
    });
    undo.push(async () => stopTelling());

    const drift = new PriceDrift({
      now,
      onDrift: ({ provider, ratio }, message) => telemetry.log.warn({ provider, ratio }, message),
    });
    await drift.load(ledger);
    const observed = new ObservedPrices({ log: telemetry.log });
    await observed.load(ledger, now());
    const recent = new RecentCounts({ windowMs: recentMs, clock });
    const guard = new CallGuard({
      budgets,
      limiter: countedLimiter(limiter, recent),
      breakers: timedBreakers(breakers, recent),
      ledger: countedLedger(ledger, recent),
      telemetry,
      drift,
      observed,
      limiterMaxWaitMs: config.guard.limits.maxWaitMs,
      clock,
      now,
      random: Math.random,
      retry: { ...retry, maxAttempts: config.guard.maxAttempts },
    });
    undo.push(() => guard.stop());

    let prices: Promise<PriceList> | undefined;
    return {
      guard,
      ledger,
      states,
      budgets,
      limiter,
      breakers,
      drift,
      recent,
      redis,
      time,
      prices: () => {
        prices ??= loadPrices(config.guard.pricesFile);
        return prices;
      },
      // Whatever is not written by then is told as it was reserved.
      settled: () => guard.idle(AbortSignal.timeout(settledWithinMs)).catch(() => undefined),
      standIns: () => [limiter.standIn(), breakers.standIn()].filter((reason) => reason !== undefined),
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function loadPrices(overrideFile: string | undefined): Promise<PriceList> {
  const { PriceList } = await import('../guardrails/pricing/price-list.ts');
  return PriceList.load(overrideFile === undefined ? {} : { overrideFile });
}

/** Calls of processes that are gone count as spent; at once, and again from time to time. */
async function settleOrphans(
  ledger: LedgerStore,
  { log }: Telemetry,
  now: () => number,
): Promise<() => Promise<void>> {
  const settle = async () => {
    const orphans = await ledger.settleOrphans(now());
    if (orphans > 0) log.warn({ calls: orphans }, 'calls of a process that is gone are counted as spent');
  };
  await settle();
  const timer = setInterval(() => {
    settle().catch((cause) =>
      log.warn({ err: cause }, 'could not look for calls of processes that are gone'),
    );
  }, orphansEveryMs);
  timer.unref();
  return async () => clearInterval(timer);
}

async function openRedis({ redis }: Config, { log }: Telemetry): Promise<RedisConnection | undefined> {
  if (redis === undefined) return undefined;
  const { RedisConnection } = await import('../shared-state/redis-connection.ts');
  const connection = new RedisConnection({
    url: redis.url,
    onChange: (up, reason) =>
      up
        ? log.info('Redis is there')
        : log.warn({ reason }, 'Redis is away: stand-ins of this process take over'),
  });
  await connection.start();
  return connection;
}

interface Shared {
  redis: RedisConnection | undefined;
  states: StateStore;
  clock: () => number;
  now: () => number;
}

async function openLimiter(config: Config, { log }: Telemetry, shared: Shared): Promise<Limiter> {
  const { enabled, maxWaitMs, rules } = config.guard.limits;
  const options = {
    rules,
    enabled,
    maxWaitMs,
    windowMs: minuteWithLagMs,
    clock: shared.clock,
    onWarning: ({ provider, window, unit, used, limit }: LimiterUse) =>
      log.warn({ provider, window, unit, used, limit }, 'a limit is nearly used'),
  };
  if (shared.redis) {
    const { RedisLimiter } = await import('../guardrails/limiter/redis-limiter.ts');
    return new RedisLimiter({ ...options, redis: shared.redis });
  }
  const { MemoryLimiter } = await import('../guardrails/limiter/memory-limiter.ts');
  return new MemoryLimiter({
    ...options,
    now: shared.now,
    states: shared.states,
    onStateError: (cause) => log.warn({ err: cause }, 'the use of limits could not be saved or read back'),
  });
}

async function openBreakers(config: Config, { log }: Telemetry, shared: Shared): Promise<Breakers> {
  const { LocalBreakers } = await import('../guardrails/breaker/local-breakers.ts');
  const { clock, now, states, redis } = shared;
  const local = new LocalBreakers({
    settings: config.guard.breakers,
    states,
    clock,
    now,
    onListenerError: (cause) => log.error({ err: cause }, 'a listener of the breakers failed'),
    onSaveError: (cause, provider) => log.warn({ err: cause, provider }, 'a breaker could not be saved'),
  });
  if (redis === undefined) return local;
  const { SharedBreakers } = await import('../guardrails/breaker/shared-breakers.ts');
  return new SharedBreakers({
    local,
    redis,
    clock,
    onError: (cause) => log.warn({ err: cause }, 'the shared breakers could not be read or written'),
  });
}

function tellBudgetEvent({ instruments, log }: Telemetry, event: BudgetEvent): void {
  switch (event.type) {
    case 'decision':
      instruments.budgetDecisions.bind({ scope: event.scope, decision: event.decision }).add(1);
      return;
    case 'threshold':
      log.warn({ budget: event.budget, threshold: event.threshold }, event.message);
      return;
    case 'spending':
      log.warn({ of: event.of, threshold_usd: event.thresholdUsd, spent_usd: event.spentUsd }, event.message);
      return;
    case 'problem':
      log.error(event.message);
  }
}
