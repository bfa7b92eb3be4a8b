import { describe, expect, it, vi } from 'vitest';
import type { Budget } from '../../../src/guardrails/budget/budget.ts';
import { Budgets } from '../../../src/guardrails/budget/budgets.ts';
import { parseBudget } from '../../../src/guardrails/budget/parse-budget.ts';
import { BudgetRefused } from '../../../src/guardrails/refusals.ts';
import { MemoryLedgerStore } from '../../support/memory-ledger-store.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';
import { morning, settled, underTest } from './budgets-under-test.ts';

const hourMs = 60 * 60_000;
const settings = { action: 'skip', enforce: true, warnAt: 0.8 } as const;

describe('the budget of all', () => {
  it('lets calls through up to its limit exactly, and refuses the next cent', async () => {
    const { spend, refusal } = underTest({ settings: { ...settings, tokenBudgetUsd: 1 } });
    await spend({ usd: 0.6 });
    await spend({ usd: 0.4 });
    const refused = await refusal({ usd: 0.01 });
    expect(refused).toBeInstanceOf(BudgetRefused);
    expect(refused).toMatchObject({ code: 'BUDGET_EXCEEDED', scope: 'all', budgetAction: 'skip' });
  });

  it('says to people what the limit is, what is spent, what was needed and when the period ends', async () => {
    const { spend, reserve, refusal } = underTest({
      settings: { ...settings, action: 'park', tokenBudgetUsd: 100 },
      timeZone: 'Europe/Berlin',
    });
    await spend({ usd: 99 });
    await reserve({ usd: 0.5 });
    const refused = await refusal({ usd: 0.75 });
    expect(refused.message).toBe(
      'the budget of all for the month 2026-11 has no room for a call that may need 0.75 USD: of 100.00 USD, 99.00 USD are spent and 0.50 USD reserved by calls under way; the month ends at 2026-12-01T00:00 (Europe/Berlin)',
    );
    expect(refused.retryAfterMs).toBe(Date.UTC(2026, 10, 30, 23) - morning);
  });

  it('begins anew with the calendar month of the zone, and keeps a call in the month it was reserved in', async () => {
    const midnight = Date.UTC(2026, 10, 30, 23);
    const { budgets, clock, reserve, ledger, refusal } = underTest({
      settings: { ...settings, tokenBudgetUsd: 1 },
      timeZone: 'Europe/Berlin',
      clock: { ms: midnight - 1 },
    });
    const id = await reserve({ usd: 1 });
    clock.ms = midnight;
    await ledger.settle(id, settled(1));
    await reserve({ usd: 1 });
    await refusal({ usd: 0.01 });
    expect(await budgets.statuses()).toMatchObject([{ spentUsd: 0, reservedUsd: 1 }]);
    clock.ms = midnight - 1;
    expect(await budgets.statuses()).toMatchObject([{ spentUsd: 1, reservedUsd: 0 }]);
  });

  it('gives back what a call did not need', async () => {
    const { spend, refusal, reserve } = underTest({ settings: { ...settings, tokenBudgetUsd: 1 } });
    await spend({ usd: 0.9, costUsd: 0.1 });
    await spend({ usd: 0.9, costUsd: 0.1 });
    await refusal({ usd: 0.9 });
    await reserve({ usd: 0.8 });
  });

  it('remembers what was spent while it was not set', async () => {
    const ledger = new MemoryLedgerStore();
    await underTest({ ledger }).spend({ usd: 5 });
    const before = underTest({ ledger, settings: { ...settings, tokenBudgetUsd: 10 } });
    await before.spend({ usd: 1 });
    await underTest({ ledger }).spend({ usd: 3 });
    const after = underTest({ ledger, settings: { ...settings, tokenBudgetUsd: 10 } });
    await after.refusal({ usd: 1.01 });
    await after.reserve({ usd: 1 });
  });

  it('only warns where budgets are not enforced: once per job, and counts on', async () => {
    const { spend, told, events } = underTest({
      settings: { ...settings, tokenBudgetUsd: 1, enforce: false },
    });
    const onBudgetWarning = vi.fn();
    const scope = { onBudgetWarning, jobBudgetUsd: 0.5 };
    await spend({ usd: 0.9, scope });
    await spend({ usd: 0.9, scope });
    await spend({ usd: 0.9, scope });
    expect(onBudgetWarning.mock.calls).toEqual([
      [expect.stringMatching(/budget of job job-1 .* it only warns/)],
      [expect.stringMatching(/budget of all .* it only warns/)],
    ]);
    await spend({ usd: 0.1, jobId: 'job-2', scope: { onBudgetWarning } });
    expect(onBudgetWarning).toHaveBeenCalledTimes(3);
    const decisions = events.flatMap((event) =>
      event.type === 'decision' && event.scope === 'all' ? event.decision : [],
    );
    expect(decisions).toEqual(['allowed', 'warned', 'warned', 'warned']);
    expect((await told('threshold')).map(({ budget, threshold }) => `${budget} ${threshold}`)).toContain(
      'all/month 1',
    );
  });

  it('is not asked for room by calls that cost nothing', async () => {
    const { spend } = underTest({ settings: { ...settings, tokenBudgetUsd: 1 } });
    await spend({ usd: 1 });
    await spend({ usd: 0 });
  });
});

describe('budgets of every scope', () => {
  const set = async (id: string, limits: { limitUsd?: number; limitTokens?: number; action?: string }) => {
    const test = underTest();
    await test.budgets.set(parseBudget(id, limits));
    return test;
  };

  it.each([
    ['provider:openai/day', { provider: 'openai' }, { provider: 'anthropic' }, 'provider openai'],
    ['user:anna/day', { user: 'anna' }, { user: 'ben' }, 'user anna'],
    ['layer:cv/day', { layer: 'cv' }, { layer: 'fit' }, 'layer cv'],
    ['provider:*/day', { provider: 'openai' }, { provider: 'anthropic' }, 'provider openai'],
    ['user:*/total', { user: 'anna' }, { user: 'ben' }, 'user anna'],
    ['layer:*/month', { layer: 'cv' }, { layer: 'fit' }, 'layer cv'],
    ['job:*/total', { jobId: 'job-1' }, { jobId: 'job-2' }, 'job job-1'],
  ] as const)('%s holds for its own calls alone', async (id, own, other, scope) => {
    const { spend, refusal } = await set(id, { limitUsd: 1, action: 'fail' });
    await spend({ usd: 1, ...own });
    expect(await refusal({ usd: 0.01, ...own })).toMatchObject({ scope, budgetAction: 'fail' });
    await spend({ usd: 1, ...other });
  });

  it('count tokens like money', async () => {
    const { spend, refusal } = await set('all/day', { limitTokens: 1_000 });
    await spend({ reservedTokens: 900 });
    const refused = await refusal({ reservedTokens: 101 });
    expect(refused.message).toContain('101 tokens: of 1000 tokens, 900 tokens are spent');
    await spend({ reservedTokens: 100 });
  });

  it('hold a job to its own budget, by skipping, in whatever period', async () => {
    const { spend, refusal, clock } = underTest();
    const scope = { jobBudgetUsd: 1 };
    await spend({ usd: 1, scope });
    clock.ms += 40 * 24 * hourMs;
    const refused = await refusal({ usd: 0.01, scope });
    expect(refused).toMatchObject({ budgetAction: 'skip', scope: 'job job-1' });
    expect(refused.retryAfterMs).toBeUndefined();
    await spend({ usd: 1, scope, jobId: 'job-2' });
  });

  it('take nothing anywhere when one of them refuses', async () => {
    const test = underTest({ settings: { ...settings, tokenBudgetUsd: 10 } });
    await test.budgets.set(parseBudget('provider:openai/day', { limitUsd: 1 }));
    await test.refusal({ usd: 2 });
    expect(await test.budgets.statuses()).toMatchObject([
      { id: 'all/month', spentUsd: 0, reservedUsd: 0 },
      { id: 'provider:openai/day', spentUsd: 0, reservedUsd: 0 },
    ]);
  });

  it('refuse in the name of what fails first, and then of what holds for longest', async () => {
    const test = underTest();
    await test.budgets.set(parseBudget('provider:openai/day', { limitUsd: 1, action: 'park' }));
    await test.budgets.set(parseBudget('user:anna/month', { limitUsd: 1, action: 'skip' }));
    expect(await test.refusal({ usd: 2 })).toMatchObject({ budgetAction: 'skip' });
    await test.budgets.set(parseBudget('layer:cv/day', { limitUsd: 1, action: 'fail' }));
    expect(await test.refusal({ usd: 2 })).toMatchObject({ budgetAction: 'fail' });
  });

  it('let everything through where they only warn, and say so only for calls that take something', async () => {
    const { budgets, events, spend } = underTest();
    await budgets.set(parseBudget('layer:cv/day', { limitUsd: 1, action: 'warn' }));
    const onBudgetWarning = vi.fn();
    await spend({ usd: 2, scope: { onBudgetWarning } });
    await spend({ usd: 0, scope: { onBudgetWarning } });
    await spend({ usd: 2, scope: { onBudgetWarning } });
    expect(onBudgetWarning).toHaveBeenCalledTimes(1);
    expect(events.flatMap((event) => (event.type === 'decision' ? event.decision : []))).toEqual([
      'warned',
      'allowed',
      'warned',
    ]);
  });

  it('belong to the day of the call’s reservation, also when the clock was set back', async () => {
    const { budgets, clock, spend, refusal } = underTest();
    await budgets.set(parseBudget('all/day', { limitUsd: 1 }));
    await spend({ usd: 0.5 });
    clock.ms += 24 * hourMs;
    await spend({ usd: 1 });
    clock.ms -= 24 * hourMs;
    await refusal({ usd: 0.6 });
    await spend({ usd: 0.5 });
  });

  it('are days of 23 and 25 hours where the clocks change', async () => {
    // 25 October 2026 in Berlin: from 24 October 22:00 to 25 October 23:00 UTC.
    const begins = Date.UTC(2026, 9, 24, 22);
    const test = underTest({ timeZone: 'Europe/Berlin', clock: { ms: begins - 60_000 } });
    await test.budgets.set(parseBudget('all/day', { limitUsd: 1 }));
    await test.spend({ usd: 1 });
    test.clock.ms = begins;
    await test.spend({ usd: 1 });
    test.clock.ms = begins + 25 * hourMs - 1;
    expect((await test.refusal({ usd: 1 })).retryAfterMs).toBe(1);
    test.clock.ms += 1;
    await test.spend({ usd: 1 });
  });
});

describe('stored budgets', () => {
  const daily = parseBudget('provider:openai/day', { limitUsd: 1, action: 'fail', warnAt: 0.5 });

  it('count what was spent in their period before they were set', async () => {
    const { budgets, spend, refusal } = underTest();
    await spend({ usd: 0.7 });
    await budgets.set(daily);
    await refusal({ usd: 0.31 });
    await spend({ usd: 0.3 });
  });

  it('forget nothing by being removed and set again', async () => {
    const { budgets, spend, refusal, clock } = underTest();
    await budgets.set(daily);
    await spend({ usd: 0.5 });
    clock.ms += 60_000;
    expect(await budgets.remove('provider:openai/day')).toBe(true);
    await spend({ usd: 0.4 });
    clock.ms += 60_000;
    await budgets.set(daily);
    await refusal({ usd: 0.11 });
    await spend({ usd: 0.1 });
  });

  it('keep their account when their limit is changed', async () => {
    const { budgets, spend, refusal, clock } = underTest();
    await budgets.set(daily);
    await spend({ usd: 1 });
    clock.ms += 60_000;
    await budgets.set({ ...daily, limitUsd: 1.5 });
    await refusal({ usd: 0.51 });
    await spend({ usd: 0.5 });
  });

  it('survive a restart', async () => {
    const states = new MemoryStateStore();
    await underTest({ states }).budgets.set(daily);
    const later = underTest({ states });
    await later.budgets.start();
    expect(later.budgets.list()).toEqual([{ budget: daily, source: 'stored', sinceMs: morning }]);
    await later.refusal({ usd: 1.1 });
    await later.budgets.stop();
  });

  it('reach other processes at their next look', async () => {
    vi.useFakeTimers();
    try {
      const states = new MemoryStateStore();
      const ledger = new MemoryLedgerStore();
      const [one, other] = [underTest({ states, ledger }), underTest({ states, ledger })];
      await other.budgets.start();
      await one.budgets.set(daily);
      await other.spend({ usd: 2 });
      await vi.advanceTimersByTimeAsync(5_000);
      await other.refusal({ usd: 0.1 });
      await one.budgets.remove('provider:openai/day');
      await vi.advanceTimersByTimeAsync(5_000);
      await other.spend({ usd: 2 });
      await other.budgets.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('count what a process that did not know of them yet has spent meanwhile', async () => {
    const states = new MemoryStateStore();
    const ledger = new MemoryLedgerStore();
    const [one, other] = [underTest({ states, ledger }), underTest({ states, ledger })];
    await other.budgets.start();
    await one.budgets.set(daily);
    await one.spend({ usd: 0.2 });
    await other.spend({ usd: 0.7 });
    one.clock.ms += 10_000;
    await one.refusal({ usd: 0.2 });
    await one.spend({ usd: 0.1 });
    await other.budgets.stop();
  });

  it('that cannot be read stop the start, and can be removed', async () => {
    const states = new MemoryStateStore();
    await states.put('budget/all/day', { id: 'all/day', limitUsd: 'ten' });
    const { budgets } = underTest({ states });
    await expect(budgets.start()).rejects.toMatchObject({ code: 'BUDGET_UNREADABLE' });
    expect(await budgets.remove('all/day')).toBe(true);
    await budgets.start();
    await budgets.stop();
  });

  it('that contradict changed settings stay in force and are told of', async () => {
    const states = new MemoryStateStore();
    await underTest({ states }).budgets.set({ ...daily, limitUsd: 50 });
    const later = underTest({ states, settings: { ...settings, tokenBudgetUsd: 20 } });
    await later.budgets.start();
    expect(await later.told('problem')).toEqual([
      { type: 'problem', message: expect.stringMatching(/provider:openai\/day .* all\/month/) },
    ]);
    expect(await later.refusal({ usd: 21 })).toMatchObject({ scope: 'all' });
    await later.budgets.stop();
  });

  it('are refused with everything that is wrong with them', async () => {
    const { budgets } = underTest({ settings: { ...settings, tokenBudgetUsd: 10 } });
    const nonsense: Budget = {
      scope: { kind: 'provider', name: 'opneai' },
      period: 'day',
      limitUsd: -1,
      action: 'fail',
      warnAt: 2,
    };
    await expect(budgets.set(nonsense)).rejects.toMatchObject({
      code: 'BUDGET_INVALID',
      kind: 'input',
      message: expect.stringMatching(/opneai.*limitUsd is -1.*warnAt is 2/),
    });
    await expect(budgets.set(parseBudget('all/month', { limitUsd: 5 }))).rejects.toThrow(/TOKEN_BUDGET_USD/);
    await expect(budgets.set(parseBudget('user:anna/month', { limitUsd: 11 }))).rejects.toThrow(
      /user:anna\/month allows 11.00 USD and all\/month.*only 10.00 USD/,
    );
    await expect(budgets.remove('all/month')).rejects.toThrow(/TOKEN_BUDGET_USD/);
    expect(await budgets.remove('all/day')).toBe(false);
    expect(budgets.list()).toHaveLength(1);
  });

  it('may be lowered below narrower ones at any time, which says what can no longer be reached', async () => {
    const { budgets, refusal } = underTest();
    expect(await budgets.set(parseBudget('all/day', { limitUsd: 50 }))).toEqual([]);
    expect(await budgets.set(parseBudget('provider:openai/day', { limitUsd: 20 }))).toEqual([]);
    expect(await budgets.set(parseBudget('all/day', { limitUsd: 5 }))).toEqual([
      expect.stringMatching(/^provider:openai\/day allows 20.00 USD and all\/day.*only 5.00 USD/),
    ]);
    expect(await refusal({ usd: 6 })).toMatchObject({ scope: 'all' });
    // The narrower one itself is not set where it makes no sense.
    await expect(budgets.set(parseBudget('provider:openai/day', { limitUsd: 19 }))).rejects.toThrow(/lower/);
    expect(await budgets.set(parseBudget('provider:openai/day', { limitUsd: 4 }))).toEqual([]);
    await budgets.stop();
  });

  it('can be read as they stand, to change a part of one', async () => {
    const { budgets } = underTest({ settings: { ...settings, tokenBudgetUsd: 10 } });
    expect(budgets.stored('provider:openai/day')).toBeUndefined();
    await budgets.set(daily);
    expect(budgets.stored('provider:openai/day')).toEqual(daily);
    expect(budgets.stored('all/month')).toBeUndefined();
    await budgets.stop();
  });

  it('are for layers that there are, where these are known', async () => {
    const { budgets } = underTest({ knownLayers: ['fit', 'cv'] });
    await expect(budgets.set(parseBudget('layer:cvv/day', { limitUsd: 1 }))).rejects.toThrow(
      /there is no layer cvv; give one of fit, cv, or \*/,
    );
    await budgets.set(parseBudget('layer:cv/day', { limitUsd: 1 }));
    await budgets.set(parseBudget('layer:*/day', { limitUsd: 1 }));
    await budgets.stop();
  });

  it('tell when others are in force than before, whoever changed them', async () => {
    const states = new MemoryStateStore();
    const ledger = new MemoryLedgerStore();
    const [one, other] = [underTest({ states, ledger }), underTest({ states, ledger })];
    await one.budgets.start();
    const [told, toldOther] = [vi.fn(), vi.fn()];
    one.budgets.onChange(told);
    const stopTelling = other.budgets.onChange(toldOther);
    await other.budgets.start();
    expect(toldOther).not.toHaveBeenCalled();
    await one.budgets.set(daily);
    expect(told).toHaveBeenCalledTimes(1);
    await one.budgets.refresh();
    expect(told).toHaveBeenCalledTimes(1);
    await other.budgets.refresh();
    expect(toldOther).toHaveBeenCalledTimes(1);
    expect(other.budgets.list()).toHaveLength(1);
    stopTelling();
    await other.budgets.remove('provider:openai/day');
    expect(toldOther).toHaveBeenCalledTimes(1);
    await one.budgets.refresh();
    expect(told).toHaveBeenCalledTimes(2);
    await Promise.all([one.budgets.stop(), other.budgets.stop()]);
  });

  it('of the settings are changed there, and the message says so', async () => {
    const { budgets } = underTest({ settings: { ...settings, tokenBudgetUsd: 10 } });
    const message = /all\/month is set by TOKEN_BUDGET_USD \(100 by default\); change that variable/;
    const raised = parseBudget('all/month', { limitUsd: 5 });
    await expect(budgets.set(raised)).rejects.toThrow(message);
    await expect(budgets.remove('all/month')).rejects.toThrow(message);
    await expect(budgets.set(raised)).rejects.not.toThrow(/unset/);
    await budgets.stop();
  });

  it('cannot be made by settings that make no sense', () => {
    const make = (changes: object) => () =>
      new Budgets({
        ledger: new MemoryLedgerStore(),
        states: new MemoryStateStore(),
        settings: { ...settings, ...changes },
        timeZone: 'UTC',
      });
    expect(make({ tokenBudgetUsd: Number.NaN })).toThrow(/limitUsd is NaN/);
    expect(make({ tokenBudgetUsd: -1 })).toThrow(/limitUsd is -1/);
    expect(make({ tokenBudgetUsd: 1, warnAt: 80 })).toThrow(/warnAt is 80/);
    expect(make({ alerts: { jobUsd: -1 } })).toThrow(/jobUsd is -1/);
  });
});

describe('what budgets tell', () => {
  it('is each decision, by the kind of its scope', async () => {
    const { budgets, events, spend, refusal } = underTest({ settings: { ...settings, tokenBudgetUsd: 10 } });
    await budgets.set(parseBudget('provider:openai/day', { limitUsd: 1, action: 'park' }));
    await spend({ usd: 1 });
    await refusal({ usd: 1 });
    await refusal({ usd: 100, provider: 'cohere' });
    expect(events.filter(({ type }) => type === 'decision')).toEqual([
      { type: 'decision', scope: 'all', decision: 'allowed' },
      { type: 'decision', scope: 'provider', decision: 'allowed' },
      { type: 'decision', scope: 'provider', decision: 'refused' },
      { type: 'decision', scope: 'all', decision: 'skipped' },
    ]);
  });

  it('is each threshold once per account, also over a restart', async () => {
    const states = new MemoryStateStore();
    const ledger = new MemoryLedgerStore();
    const options = { states, ledger, settings: { ...settings, tokenBudgetUsd: 10 } };
    const first = underTest(options);
    await first.spend({ usd: 7.9 });
    await first.spend({ usd: 0.2 });
    expect(await first.told('threshold')).toEqual([]);
    await first.spend({ usd: 0.1 });
    expect((await first.told('threshold')).map(({ threshold }) => threshold)).toEqual([0.8]);
    const second = underTest(options);
    await second.spend({ usd: 1 });
    expect(await second.told('threshold')).toEqual([]);
    await second.spend({ usd: 0.1 });
    expect((await second.told('threshold')).map(({ threshold }) => threshold)).toEqual([0.9]);
    await second.refusal({ usd: 5 });
    await second.refusal({ usd: 5 });
    expect((await second.told('threshold')).map(({ threshold }) => threshold)).toEqual([0.9, 1]);
    second.clock.ms += 10 * 24 * hourMs;
    await second.spend({ usd: 9.5 });
    await second.spend({ usd: 0.1 });
    expect(await second.told('threshold')).toMatchObject([
      { account: 'all/month/2026-11' },
      { account: 'all/month/2026-11' },
      { account: 'all/month/2026-12', threshold: 0.9, message: expect.stringContaining('95 %') },
    ]);
  });

  it('is a threshold that the last call has crossed, at the next look', async () => {
    const { budgets, spend, told } = underTest({ settings: { ...settings, tokenBudgetUsd: 10 } });
    await spend({ usd: 8.5 });
    await budgets.refresh();
    expect(await told('threshold')).toMatchObject([{ threshold: 0.8 }]);
  });

  it('is spending above an alert, once per job, user and month', async () => {
    const { spend, told } = underTest({
      settings: { ...settings, alerts: { jobUsd: 1, userUsd: 2, monthUsd: 4 } },
    });
    for (const jobId of ['a', 'a', 'a', 'b', 'b']) await spend({ usd: 1, jobId });
    await spend({ usd: 1, jobId: 'c', user: 'ben' });
    expect((await told('spending')).map(({ of, account, spentUsd }) => [of, account, spentUsd])).toEqual([
      ['job', 'job a', 1],
      ['user', 'user anna', 2],
      ['month', 'all', 4],
      ['job', 'job b', 1],
    ]);
  });

  it('is an alert once, also over a restart, and is forgotten when its period is long past', async () => {
    const options = {
      states: new MemoryStateStore(),
      ledger: new MemoryLedgerStore(),
      settings: { ...settings, alerts: { monthUsd: 1 } },
    };
    const first = underTest(options);
    await first.spend({ usd: 1 });
    await first.spend({ usd: 1 });
    expect(await first.told('spending')).toHaveLength(1);
    const second = underTest(options);
    await second.spend({ usd: 1 });
    expect(await second.told('spending')).toEqual([]);
    expect(await options.states.keys('budget-told/')).toHaveLength(1);
    const later = underTest({ ...options, clock: { ms: morning + 60 * 24 * hourMs } });
    await later.budgets.start();
    await later.budgets.stop();
    expect(await options.states.keys('budget-told/')).toEqual([]);
  });

  it('is who refused in the last five minutes', async () => {
    const { budgets, clock, refusal } = underTest({ settings: { ...settings, tokenBudgetUsd: 1 } });
    await budgets.set(parseBudget('user:*/day', { limitUsd: 0.5, action: 'fail' }));
    await refusal({ usd: 0.75 });
    clock.ms += 60_000;
    await refusal({ usd: 2 });
    await refusal({ usd: 2 });
    expect(budgets.recentRefusals()).toEqual([{ budget: 'user:*/day', at: clock.ms, kind: 'refused' }]);
    await budgets.remove('user:*/day');
    await refusal({ usd: 2 });
    expect(budgets.recentRefusals()).toHaveLength(2);
    clock.ms += 5 * 60_000 + 1;
    expect(budgets.recentRefusals()).toEqual([]);
  });

  it('reads the pace of spending once a minute at most', async () => {
    const { budgets, clock, ledger } = underTest({ settings: { ...settings, tokenBudgetUsd: 100 } });
    const costs = vi.spyOn(ledger, 'costs');
    await Promise.all([budgets.statuses(), budgets.statuses()]);
    clock.ms += 59_999;
    await budgets.statuses();
    const reads = costs.mock.calls.length;
    clock.ms += 1;
    await budgets.statuses();
    expect(costs.mock.calls.length).toBe(2 * reads);
  });

  it('is how every account stands, one for each that has spent something', async () => {
    const { budgets, reserve, spend } = underTest({ settings: { ...settings, tokenBudgetUsd: 100 } });
    await budgets.set(parseBudget('user:*/day', { limitUsd: 10 }));
    await budgets.set(parseBudget('layer:cv/total', { limitTokens: 1_000 }));
    await spend({ usd: 3, user: 'anna' });
    await spend({ usd: 1, user: 'ben', layer: 'fit' });
    await reserve({ usd: 2, user: 'ben', layer: 'fit' });
    const statuses = await budgets.statuses();
    expect(statuses).toMatchObject([
      { id: 'all/month', account: 'all', spentUsd: 4, reservedUsd: 2, usedRatio: 0.06, source: 'settings' },
      { id: 'layer:cv/total', account: 'layer cv', spentTokens: 100, usedRatio: 0.1, source: 'stored' },
      { id: 'user:*/day', account: 'user anna', spentUsd: 3, usedRatio: 0.3 },
      { id: 'user:*/day', account: 'user ben', spentUsd: 1, reservedUsd: 2, usedRatio: 0.3 },
    ]);
    // A call of no layer belongs to none of them.
    await budgets.set(parseBudget('layer:*/day', { limitUsd: 10 }));
    await spend({ usd: 1, layer: undefined as never });
    expect((await budgets.statuses()).filter(({ id }) => id === 'layer:*/day')).toHaveLength(2);
    expect(statuses[1]?.periodEndsAt).toBeUndefined();
    expect(statuses[0]?.periodEndsAt).toBe(Date.UTC(2026, 11, 1));
    expect(statuses[0]?.projectedUsd).toBeGreaterThan(4);
  });
});
