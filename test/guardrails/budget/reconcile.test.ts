import { describe, expect, it } from 'vitest';
import { type Drift, PriceDrift } from '../../../src/guardrails/budget/reconcile.ts';
import { morning, settled, underTest } from './budgets-under-test.ts';

const dayMs = 24 * 60 * 60_000;

function drifting() {
  const clock = { ms: morning };
  const told: { drift: Drift; message: string }[] = [];
  const drift = new PriceDrift({
    now: () => clock.ms,
    onDrift: (of, message) => told.push({ drift: of, message }),
  });
  const record = (count: number, reported: number) => {
    for (let index = 0; index < count; index++) drift.record('openrouter', 1_000, reported);
  };
  return { clock, told, drift, record };
}

describe('the drift of prices', () => {
  it('is what was reported by what was computed, less one', () => {
    const { drift, record } = drifting();
    expect(drift.drifts()).toEqual([]);
    record(3, 1_000);
    record(1, 1_200);
    expect(drift.drifts()).toEqual([{ provider: 'openrouter', ratio: expect.closeTo(0.05, 9), calls: 4 }]);
  });

  it('looks back on 1,000 calls and on 30 days', () => {
    const { drift, record, clock } = drifting();
    record(500, 2_000);
    record(1_000, 1_000);
    expect(drift.drifts()).toMatchObject([{ ratio: 0, calls: 1_000 }]);
    clock.ms += 31 * dayMs;
    record(1, 1_100);
    expect(drift.drifts()).toMatchObject([{ ratio: expect.closeTo(0.1, 9), calls: 1 }]);
  });

  it('warns beyond 5 % either way, once until it was within again', () => {
    const { told, record } = drifting();
    record(9, 1_100);
    expect(told).toEqual([]);
    record(20, 1_100);
    expect(told.map(({ message }) => message)).toEqual([
      'openrouter says that its last 10 calls cost 10.0 % more than the price list; put its prices into the price file',
    ]);
    record(100, 1_000);
    record(900, 900);
    expect(told).toHaveLength(2);
    expect(told[1]?.drift.ratio).toBeLessThan(-0.05);
  });

  it('of what should be free and is not is as large as a doubled price', () => {
    const { drift } = drifting();
    drift.record('openrouter', 0, 500);
    expect(drift.drifts()).toMatchObject([{ ratio: 1 }]);
  });

  it('is taken up from the ledger after a restart, without calls of unknown cost', async () => {
    const it = underTest();
    for (let index = 0; index < 30; index++) {
      const id = await it.reserve({ usd: 1, provider: 'openrouter', jobId: `job-${index}` });
      await it.ledger.settle(id, { ...settled(0.5), reportedNanoUsd: 600_000_000 });
    }
    const lost = await it.reserve({ usd: 1, provider: 'openrouter' });
    await it.ledger.settle(lost, { ...settled(0), outcome: 'unknown', reportedNanoUsd: 1 });
    await it.spend({ usd: 1, provider: 'openai' });
    const { drift } = drifting();
    await drift.load(it.ledger);
    expect(drift.drifts()).toEqual([{ provider: 'openrouter', ratio: expect.closeTo(0.2, 9), calls: 30 }]);
    await it.budgets.stop();
  });
});
