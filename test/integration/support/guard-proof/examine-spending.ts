import { createHash } from 'node:crypto';
import type { SimulatedCall } from '../../../../simulator/call-journal.ts';
import { openLedgerStore } from '../../../../src/composition/open-store.ts';
import type { Config } from '../../../../src/config/config.ts';
import { nanoUsd } from '../../../../src/guardrails/money.ts';
import type { LlmProviderName } from '../../../../src/providers/provider-name.ts';
import type { Usage } from '../../../../src/providers/usage.ts';
import type { LedgerEntry, LedgerStore } from '../../../../src/store/ledger-store.ts';
import { listCostNanoUsd } from './list-cost.ts';

/** What the ledger says, beside what the simulator knows; money in nano-dollars. */
export interface Examination {
  /** Of the account of the budget. */
  spent: number;
  reserved: number;
  /** Sum over the entries. */
  entriesCost: number;
  /** What `costs()` reports. */
  reportedCost: number;
  /** What the simulator would put on its bill. */
  trueBill: number;
  /** Of what is spent, what the ledger holds as unknown, in full. */
  unknownCost: number;
  /** What killed processes were just about to reserve: it took up room until the look for orphans gave it back. */
  givenBack: number;
  largestReservation: number;
  /** Of the calls whose cost is known: reservation by cost, on average. */
  reservedByCost: number;
  byState: Record<string, number>;
  /** Entries that were sent, and calls that arrived at the simulator. */
  sent: number;
  arrived: number;
  /** Entries that nothing arrived of, by the code of their error. */
  neverArrived: Record<string, number>;
  /** Entries whose cost was compared to the last nano-dollar with the price of the reported usage. */
  pricedEntries: number;
  faults: Record<string, number>;
  orphans: number;
  /** Everything that does not agree, for people. */
  faultsFound: string[];
}

/** The clocks of two processes on one machine differ by less. */
const clockToleranceMs = 100;

/**
 * Looks at every entry of a ledger that nobody writes to any more.
 *
 * @param calls all that the simulator has seen
 * @param orphansAt when the calls of killed processes are looked for, milliseconds since the epoch
 */
export async function examineSpending(
  config: Config,
  calls: readonly SimulatedCall[],
  orphansAt: number,
): Promise<Examination> {
  const ledger = await openLedgerStore(config);
  await ledger.start();
  try {
    const orphans = await ledger.settleOrphans(orphansAt);
    const entries = await allEntries(ledger);
    const month = new Date(entries[0]?.at ?? 0).toISOString().slice(0, 7);
    const [balance] = await ledger.balances([{ account: `all/month/${month}`, covers: {} }]);
    const report = await ledger.costs({ by: 'provider', timeZone: 'UTC' });
    const sum = (figures: number[]) => figures.reduce((total, figure) => total + figure, 0);
    const known = entries.filter(({ state, costNanoUsd }) => state === 'succeeded' && costNanoUsd > 0);
    return {
      ...compare(entries, calls),
      spent: balance?.spentNanoUsd ?? Number.NaN,
      reserved: balance?.reservedNanoUsd ?? Number.NaN,
      entriesCost: sum(entries.map(({ costNanoUsd }) => costNanoUsd)),
      reportedCost: sum(report.map(({ costNanoUsd }) => costNanoUsd)),
      unknownCost: sum(entries.filter(({ state }) => state === 'unknown').map((entry) => entry.costNanoUsd)),
      givenBack: sum(
        entries
          .filter(({ state, errorCode }) => state === 'released' && errorCode === undefined)
          .map(({ reservedNanoUsd }) => reservedNanoUsd),
      ),
      largestReservation: Math.max(0, ...entries.map(({ reservedNanoUsd }) => reservedNanoUsd)),
      reservedByCost:
        sum(known.map(({ reservedNanoUsd }) => reservedNanoUsd)) /
        sum(known.map((entry) => entry.costNanoUsd)),
      byState: countBy(entries, ({ state }) => state),
      orphans,
    };
  } finally {
    await ledger.stop();
  }
}

async function allEntries(ledger: LedgerStore): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.entries({ limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    entries.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return entries;
}

type Compared = Pick<
  Examination,
  'trueBill' | 'sent' | 'arrived' | 'neverArrived' | 'pricedEntries' | 'faults' | 'faultsFound'
>;

/** Each call has a key of its own, by which its entries and what arrived of them are put together. */
function compare(entries: readonly LedgerEntry[], calls: readonly SimulatedCall[]): Compared {
  const faultsFound: string[] = [];
  const neverArrived: Record<string, number> = {};
  const sentEntries = entries.filter(({ state }) => state !== 'released');
  const callsByKey = Map.groupBy(calls, ({ keyHash }) => keyHash ?? '');
  const entriesByKey = Map.groupBy(sentEntries, ({ jobId }) => keyHashOf(jobId ?? ''));
  let trueBill = 0;
  let pricedEntries = 0;

  for (const [key, ofKey] of callsByKey) {
    trueBill += ofKey.reduce((sum, call) => sum + billOf(call), 0);
    if (!entriesByKey.has(key)) faultsFound.push(`${ofKey.length} calls arrived that no entry tells of`);
  }
  for (const [key, ofKey] of entriesByKey) {
    // One after the other: a call that the budget refused in a later attempt begins again with its first.
    const attempts = ofKey.toSorted((one, other) => one.at - other.at);
    const arrived = [...(callsByKey.get(key) ?? [])];
    for (const [index, entry] of attempts.entries()) {
      const until = (attempts[index + 1]?.at ?? Number.POSITIVE_INFINITY) - clockToleranceMs;
      const call = arrived[0] && arrived[0].at < until ? arrived.shift() : undefined;
      if (call === undefined) {
        const code = entry.errorCode ?? entry.state;
        neverArrived[code] = (neverArrived[code] ?? 0) + 1;
        continue;
      }
      const verdict = judge(entry, call);
      if (verdict.fault !== undefined) faultsFound.push(`${entry.jobId} ${entry.attempt}: ${verdict.fault}`);
      if (verdict.isPriced) pricedEntries += 1;
    }
    if (arrived.length > 0) faultsFound.push(`${arrived.length} calls arrived beside the entries of a call`);
  }
  return {
    trueBill,
    sent: sentEntries.length,
    arrived: calls.length,
    neverArrived,
    pricedEntries,
    faults: countBy(calls, ({ faultApplied }) => faultApplied ?? 'none'),
    faultsFound,
  };
}

function judge(entry: LedgerEntry, call: SimulatedCall): { fault?: string; isPriced: boolean } {
  const { state, costNanoUsd, reservedNanoUsd } = entry;
  const bill = billOf(call);
  if (bill > costNanoUsd) return { fault: `${bill} billed, ${costNanoUsd} recorded`, isPriced: false };
  switch (state) {
    case 'unknown':
      return costNanoUsd === reservedNanoUsd
        ? { isPriced: false }
        : { fault: `unknown at ${costNanoUsd} of ${reservedNanoUsd}`, isPriced: false };
    case 'succeeded':
    case 'failed': {
      if (state === 'failed' && costNanoUsd === 0) return { isPriced: false };
      if (call.usage === undefined) return { fault: 'priced without a reported usage', isPriced: false };
      const expected = Math.max(costOf(call, call.usage), nanoUsd(call.reportedCostUsd ?? 0));
      return costNanoUsd === expected
        ? { isPriced: true }
        : { fault: `${costNanoUsd} recorded, ${expected} by the price list`, isPriced: false };
    }
    default:
      return { fault: `left ${state}`, isPriced: false };
  }
}

function billOf(call: SimulatedCall): number {
  return call.billed === undefined ? 0 : costOf(call, call.billed);
}

function costOf({ provider, model = '' }: SimulatedCall, usage: Usage): number {
  return listCostNanoUsd(provider as LlmProviderName, model, usage);
}

/** As the simulator's journal has it. */
function keyHashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}
