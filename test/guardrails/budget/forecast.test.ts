import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  forecast,
  paceOf,
  projectedNanoUsd,
  projectionOf,
  readPace,
} from '../../../src/guardrails/budget/forecast.ts';
import { parseBudget } from '../../../src/guardrails/budget/parse-budget.ts';
import { underTest } from './budgets-under-test.ts';

const dayMs = 24 * 60 * 60_000;

describe('the pace of spending', () => {
  it('is the mean of complete days and today’s run rate, weighted with their time', () => {
    // Two days of 10 and 20, and half a day of 15, which runs at 30 a day: (10 + 20 + 0.5 · 30) / 2.5.
    expect(paceOf([10, 20], 15, 0.5).nanoUsdPerDay).toBe(18);
    expect(paceOf([], 15, 0.5).nanoUsdPerDay).toBe(30);
    expect(paceOf([10, 20], 0, 0).days).toBeCloseTo(2 + 1 / 24);
  });

  it('takes a day that has just begun for an hour at least', () => {
    expect(paceOf([], 1, 0.0001).nanoUsdPerDay).toBe(24);
  });

  it('stays within what was seen', () => {
    const day = fc.integer({ min: 0, max: 1e12 });
    fc.assert(
      fc.property(
        fc.array(day, { maxLength: 14 }),
        day,
        fc.integer({ min: 42, max: 1_000 }).map((perMille) => perMille / 1_000),
        (days, today, f) => {
          const { nanoUsdPerDay } = paceOf(days, today * f, f);
          const seen = [...days, today];
          expect(nanoUsdPerDay).toBeGreaterThanOrEqual(Math.min(...seen) - 1e-3);
          expect(nanoUsdPerDay).toBeLessThanOrEqual(Math.max(...seen) + 1e-3);
        },
      ),
    );
  });
});

describe('the projection', () => {
  const pace = { ...paceOf([10e9, 20e9], 0, 0), nanoUsdPerHour: 0, tokensPerHour: 0 };

  it('is what is spent and the pace for the rest of the time', () => {
    expect(projectedNanoUsd(5e9, 1, { nanoUsdPerDay: 2e9 }, 0, 3 * dayMs)).toBe(11e9);
    expect(projectedNanoUsd(5e9, 0.5, { nanoUsdPerDay: 2e9 }, 0, 3 * dayMs)).toBe(8e9);
    expect(projectedNanoUsd(5e9, 1, { nanoUsdPerDay: 2e9 }, dayMs, 0)).toBe(5e9);
  });

  it('has a range round it that narrows towards the end and is never below what is spent', () => {
    const far = projectionOf(5e9, pace, 0, 10 * dayMs);
    const near = projectionOf(5e9, pace, 9 * dayMs, 10 * dayMs);
    const over = projectionOf(5e9, pace, 10 * dayMs, 10 * dayMs);
    expect(far.lowUsd).toBeLessThan(far.projectedUsd);
    expect(far.highUsd).toBeGreaterThan(far.projectedUsd);
    expect(far.lowUsd).toBeGreaterThanOrEqual(5);
    expect(near.highUsd - near.projectedUsd).toBeLessThan(far.highUsd - far.projectedUsd);
    expect([over.lowUsd, over.projectedUsd, over.highUsd]).toEqual([5, 5, 5]);
  });

  it('holds four times out of five for days that vary at random', () => {
    // Normal days by the central limit of twelve uniform ones; 1,000 histories from one seed.
    let seed = 42;
    const uniform = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const day = () => 100e9 + 10e9 * (Array.from({ length: 12 }, uniform).reduce((a, b) => a + b) - 6);
    let held = 0;
    for (let round = 0; round < 1_000; round++) {
      const ofPast = paceOf(Array.from({ length: 14 }, day), 0, 0);
      const range = projectionOf(0, { ...ofPast, nanoUsdPerHour: 0, tokensPerHour: 0 }, 0, 7 * dayMs);
      const real = Array.from({ length: 7 }, day).reduce((a, b) => a + b) / 1e9;
      if (real >= range.lowUsd && real <= range.highUsd) held += 1;
    }
    expect(held).toBeGreaterThan(730);
    expect(held).toBeLessThan(860);
  });
});

describe('the forecast of a ledger', () => {
  it('tells the end of the day and month, and how long each budget lasts', async () => {
    // Ten days of 4.80 USD, in 24 calls of 0.20 USD each.
    const now = Date.UTC(2026, 10, 23, 12);
    const it = underTest({
      clock: { ms: now },
      settings: { action: 'skip', enforce: true, warnAt: 0.8, tokenBudgetUsd: 60 },
    });
    await it.budgets.set(parseBudget('provider:openai/day', { limitUsd: 3 }));
    await it.budgets.set(parseBudget('provider:cohere/day', { limitUsd: 3 }));
    for (let hours = 240; hours > 0; hours--) {
      it.clock.ms = now - hours * 60 * 60_000;
      // The other half goes to a provider whose budget begins anew before it is used up.
      await it.spend({ usd: 0.1, provider: 'openai' });
      await it.spend({ usd: 0.1, provider: 'anthropic' });
    }
    it.clock.ms = now;
    const told = await forecast(it.ledger, it.budgets, now, 'UTC');
    expect(told.day).toMatchObject({ spentUsd: 2.4, periodEndsAt: Date.UTC(2026, 10, 24) });
    // The first day has only its afternoon, so that the pace is a little below 4.80 USD.
    expect(told.day.projectedUsd).toBeGreaterThan(4.6);
    expect(told.day.projectedUsd).toBeLessThan(4.8);
    expect(told.month.spentUsd).toBe(48);
    expect(told.month.projectedUsd).toBeGreaterThan(82);
    expect(told.month.projectedUsd).toBeLessThan(84.01);
    expect(told.budgets).toMatchObject([
      { id: 'all/month', isExceeding: true },
      { id: 'provider:cohere/day', isExceeding: false, projectedUsd: 0 },
      { id: 'provider:openai/day', isExceeding: false },
    ]);
    // 12 USD are left at 0.20 USD an hour.
    expect(told.budgets[0]?.hoursLeft).toBeCloseTo(60, 6);
    // 1.80 USD at 0.10 USD an hour would be 18 hours, and the day ends in 12.
    expect(told.budgets[2]?.hoursLeft).toBeUndefined();
    await it.budgets.stop();
  });

  // Where the zone's day had just begun, a few hours' calls were spread over 24 hours, or over one.
  it.each(['UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Auckland'])(
    'has a pace by the hour since the first call, whatever the time of day in %s',
    async (timeZone) => {
      for (const hour of [0, 1, 7, 12, 18.5, 23]) {
        const now = Date.UTC(2026, 10, 23, 0, hour * 60);
        const { ledger, spend, clock, budgets } = underTest({ timeZone, clock: { ms: now } });
        const hourMs = 60 * 60_000;
        for (const hours of [4, 2.5, 1]) {
          clock.ms = now - hours * hourMs;
          await spend({ usd: 2 });
        }
        const pace = await readPace(ledger, now, timeZone);
        expect(pace.nanoUsdPerHour).toBe(1.5e9);
        expect(pace.tokensPerHour).toBe(75);
        await budgets.stop();
      }
    },
  );

  it('has a pace by the hour of an hour at least, and of a day at most', async () => {
    const { ledger, spend, clock, budgets } = underTest();
    const now = clock.ms;
    clock.ms = now - 60_000;
    await spend({ usd: 2 });
    expect((await readPace(ledger, now, 'UTC')).nanoUsdPerHour).toBe(2e9);
    const nextDay = now - 60_000 + dayMs;
    clock.ms = nextDay;
    await spend({ usd: 1 });
    expect((await readPace(ledger, nextDay, 'UTC')).nanoUsdPerHour).toBe(3e9 / 24);
    expect((await readPace(ledger, nextDay + 1, 'UTC')).nanoUsdPerHour).toBe(1e9);
    await budgets.stop();
  });

  it('projects nothing from nothing', async () => {
    const { ledger, budgets, clock } = underTest();
    const told = await forecast(ledger, budgets, clock.ms, 'UTC');
    expect(told.month).toMatchObject({ spentUsd: 0, projectedUsd: 0, lowUsd: 0, highUsd: 0 });
    await budgets.stop();
  });
});
