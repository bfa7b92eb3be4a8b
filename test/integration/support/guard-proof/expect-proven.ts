import { expect } from 'vitest';
import type { Examination } from './examine-spending.ts';
import { mostReservedNanoUsd } from './proof-setup.ts';

/**
 * Never beyond the budget, and never less on record than what a provider would bill; all of it usable: when the last
 * call was refused, less room was left than the largest call needs. No figure disagrees with another.
 *
 * @param mayBeLost codes of attempts that need not have arrived at the simulator
 */
export function expectProven(found: Examination, budgetUsd: number, mayBeLost: readonly string[]): void {
  const limit = budgetUsd * 1e9;
  expect(found.faultsFound).toEqual([]);
  expect(found.spent).toBeLessThanOrEqual(limit);
  expect(found.trueBill).toBeLessThanOrEqual(found.spent);
  expect(found.trueBill).toBeGreaterThan(0);

  const held = found.spent + found.givenBack;
  expect(held).toBeGreaterThan(limit - found.largestReservation);
  expect(held).toBeGreaterThanOrEqual(0.95 * limit);
  expect(found.largestReservation).toBeLessThanOrEqual(mostReservedNanoUsd);

  expect(found.reserved).toBe(0);
  expect(found.byState.reserved).toBeUndefined();
  expect(found.entriesCost).toBe(found.spent);
  expect(found.reportedCost).toBe(found.spent);

  const lost = Object.values(found.neverArrived).reduce((sum, count) => sum + count, 0);
  expect(found.arrived + lost).toBe(found.sent);
  expect(Object.keys(found.neverArrived).filter((code) => !mayBeLost.includes(code))).toEqual([]);
  expect(found.pricedEntries).toBeGreaterThan(0);
}
