import { beforeAll, describe, expect, it } from 'vitest';
import type { SimulatedCall } from '../../simulator/call-journal.ts';
import { type FaultName, faultApplies, faultNames } from '../../simulator/faults/fault-names.ts';
import type { FaultRule } from '../../simulator/faults/fault-rule.ts';
import { StrataError } from '../../src/error.ts';
import { llmProviderNames } from '../../src/providers/provider-name.ts';
import type { LedgerEntry } from '../../src/store/ledger-store.ts';
import {
  type BehindGuard,
  canaries,
  creditUsd,
  openBehindGuard,
  pageUsd,
  type Target,
  tokenPrices,
  toldByError,
} from './support/behind-guard.ts';
import { type Expectation, expectationOf } from './support/fault-expectations.ts';

const targets: Target[] = [
  ...llmProviderNames.flatMap((provider) => [
    { provider, operation: 'chat' as const, stream: false },
    { provider, operation: 'chat' as const, stream: true },
  ]),
  { provider: 'firecrawl', operation: 'scrape' },
  { provider: 'firecrawl', operation: 'search' },
  { provider: 'pdf_service', operation: 'convert' },
];

function describeTarget(target: Target): string {
  const how = 'stream' in target && target.stream ? ', streamed' : '';
  return `${target.provider} ${target.operation}${how}`;
}

/** More than any back-off of a first retry, so that a pause shows. */
const askedWaitS = 1;
const silent: ReadonlySet<FaultName> = new Set(['hang', 'stall']);

function faultsOf(target: Target): FaultName[] {
  const stream = 'stream' in target ? target.stream : false;
  return faultNames.filter((fault) => faultApplies(fault, target.provider, stream));
}

function ruleOf(fault: FaultName, { provider }: Target): FaultRule {
  return {
    fault,
    provider,
    ...(fault.startsWith('429') ? { retryAfter: askedWaitS } : {}),
    ...(fault === 'slow' ? { delayMs: 30 } : {}),
    ...(fault === 'drip' ? { delayMs: 2 } : {}),
  };
}

function open(fault?: FaultName): Promise<BehindGuard> {
  const timeoutS = fault !== undefined && silent.has(fault) ? '0.3' : '30';
  return openBehindGuard({
    PROVIDER_ATTEMPTS: '2',
    RATE_LIMIT_MAX_WAIT_SECONDS: '4',
    PROVIDER_ANSWER_MAX_KB: '256',
    LLM_TIMEOUT_SECONDS: timeoutS,
    FIRECRAWL_TIMEOUT_SECONDS: timeoutS,
    PDF_SERVICE_TIMEOUT_SECONDS: timeoutS,
    ...Object.fromEntries(
      llmProviderNames.map((provider) => [`${provider.toUpperCase()}_TOKENS_PER_MIN`, '10000000']),
    ),
  });
}

interface Called {
  ends: string;
  answer?: unknown;
  error?: unknown;
}

async function callOf({ call }: BehindGuard, target: Target): Promise<Called> {
  try {
    return { ends: 'answered', answer: await call(target) };
  } catch (error) {
    return { ends: error instanceof StrataError ? error.code : String(error), error };
  }
}

/** What an answer's usage costs, by arithmetic of its own in whole nano-dollars. */
function costOf({ usage, reportedCostUsd }: SimulatedCall): number {
  if (usage === undefined) throw new Error('nothing was told of the usage');
  const { inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  const plain = inputTokens - cacheReadTokens - cacheWriteTokens;
  const tokens =
    plain * tokenPrices.input +
    cacheReadTokens * tokenPrices.cacheRead +
    cacheWriteTokens * tokenPrices.cacheWrite +
    outputTokens * tokenPrices.output;
  return Math.max(Math.round(tokens * 1000), Math.round((reportedCostUsd ?? 0) * 1e9));
}

function unitCostOf({ provider, billed, usage }: SimulatedCall): number {
  const told = usage?.units ?? 0;
  const units = told > 0 ? told : (billed?.units ?? 0);
  return Math.round(units * (provider === 'firecrawl' ? creditUsd : pageUsd) * 1e9);
}

function expectedCost(entry: LedgerEntry, call: SimulatedCall, { costs }: Expectation): number {
  if (costs === 'nothing') return 0;
  if (costs === 'reservation') return entry.reservedNanoUsd;
  return entry.model === undefined ? unitCostOf(call) : costOf(call);
}

/** Counted by the limiter in the minute: what was used where it is known, else the most that it can have been. */
function expectedTokens(entries: readonly LedgerEntry[], { costs }: Expectation): number {
  return entries.reduce((sum, { usage, reservedTokens }) => {
    if (costs === 'reservation') return sum + reservedTokens;
    return sum + (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
  }, 0);
}

/** One fault, seen from every side. What comes back is told beside what was expected. */
async function seen(fault: FaultName, target: Target, expected: Expectation) {
  const guarded = await open(fault);
  try {
    const { simulator, open: opened } = guarded;
    simulator.fault(ruleOf(fault, target));
    const called = await callOf(guarded, target);
    const use = (await opened.limiter.use()).filter(({ provider }) => provider === target.provider);
    const breaker = opened.breakers.status(target.provider);
    const entries = await guarded.entries();
    const sent = entries.filter(({ state }) => state !== 'released');
    await simulator.idle();
    const calls = simulator.calls(target.provider);
    const [first, second] = calls;
    const told = `${await guarded.told()}\n${toldByError(called.error)}\n${JSON.stringify(entries)}`;
    const minute = (unit: string) => use.find((one) => one.window === 'minute' && one.unit === unit)?.used;
    const tokens = minute('tokens');
    return {
      ends: called.ends,
      calls: calls.length,
      otherCalls: simulator.totals().calls - calls.length,
      inLedger: sent.length,
      isTold: ['strata_provider_call_duration_seconds', 'resourceSpans'].every((name) => told.includes(name)),
      sent: sent.map(({ state, costNanoUsd, attempt }) => ({ state, costNanoUsd, attempt })),
      breaker: {
        state: breaker.state,
        failuresInARow: breaker.failuresInARow,
        calls: breaker.calls,
        failures: breaker.failures,
      },
      limiter: {
        requests: minute('requests'),
        ...(tokens === undefined ? {} : { tokens }),
        paused: use.some(({ pausedForMs = 0 }) => pausedForMs > 0),
      },
      cameBackTooEarly:
        expected.pausesKey &&
        first !== undefined &&
        second !== undefined &&
        second.at - first.at < askedWaitS * 1000,
      leaks: leaksIn(told, called.answer),
      wanted: {
        sent: sent.map((entry, index) => ({
          state: expected.ledger,
          costNanoUsd: expectedCost(entry, calls[index] as SimulatedCall, expected),
          attempt: index + 1,
        })),
        tokens: tokens === undefined ? undefined : expectedTokens(sent, expected),
      },
    };
  } finally {
    await guarded.stop();
  }
}

/** Of each secret and of each text of the answer, whether it is to be found in what was told. */
function leaksIn(told: string, answer: unknown): string[] {
  const texts = answer instanceof Uint8Array ? [] : textsOf(answer);
  return [...Object.values(canaries), ...texts].filter((text) =>
    told.toLowerCase().includes(text.toLowerCase()),
  );
}

/** Long enough not to be an ordinary word. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 12 ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  const parts = 'value' in value ? [value.value] : Object.values(value);
  return parts.flatMap(textsOf);
}

function asExpected(observed: Awaited<ReturnType<typeof seen>>, expected: Expectation) {
  const counted = expected.breaker === 'ignored' ? 0 : expected.calls;
  const failures = expected.breaker === 'failed' ? expected.calls : 0;
  return {
    ends: expected.ends,
    calls: expected.calls,
    otherCalls: 0,
    inLedger: expected.calls,
    isTold: true,
    sent: observed.wanted.sent,
    breaker: { state: 'closed', failuresInARow: failures, calls: counted, failures },
    limiter: {
      requests: expected.calls,
      ...(observed.wanted.tokens === undefined ? {} : { tokens: observed.wanted.tokens }),
      paused: expected.pausesKey,
    },
    cameBackTooEarly: false,
    leaks: [],
    wanted: observed.wanted,
  };
}

async function inTurns<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>) {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

// Loads the libraries, so that no first call is timed with it.
beforeAll(async () => {
  const guarded = await open();
  for (const target of targets) await guarded.call(target);
  await guarded.stop();
});

const named = targets.map((target) => [describeTarget(target), target] as const);

// Together, since most of the time is waiting.
describe.concurrent.each(named)('behind the guard: %s', (_name, target) => {
  it('each fault ends, is counted, is paid and is told as it should be', async () => {
    const observed: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    await inTurns(faultsOf(target), 6, async (fault) => {
      const wanted = expectationOf(fault, target);
      const found = await seen(fault, target, wanted);
      observed[fault] = found;
      expected[fault] = asExpected(found, wanted);
    });
    expect(observed).toEqual(expected);
    expect(Object.keys(observed).length).toBeGreaterThan(25);
  });

  it('a fault that passes is survived by a retry, and both attempts are in the ledger', async () => {
    const passing = faultsOf(target).filter(
      (fault) => expectationOf(fault, target).calls === 2 && !fault.startsWith('429-') && !silent.has(fault),
    );
    const observed: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    await inTurns(passing, 6, async (fault) => {
      const guarded = await open(fault);
      try {
        guarded.simulator.fault({ ...ruleOf(fault, target), times: 1 });
        const { ends } = await callOf(guarded, target);
        const entries = await guarded.entries();
        observed[fault] = {
          ends,
          states: entries.map(({ state }) => state),
          calls: guarded.simulator.calls(target.provider).length,
          failuresInARow: guarded.open.breakers.status(target.provider).failuresInARow,
        };
        expected[fault] = {
          ends: 'answered',
          states: [expectationOf(fault, target).ledger, 'succeeded'],
          calls: 2,
          failuresInARow: 0,
        };
      } finally {
        await guarded.stop();
      }
    });
    expect(observed).toEqual(expected);
  });
});
