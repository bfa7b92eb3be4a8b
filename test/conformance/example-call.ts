import { randomUUIDv7 } from 'node:crypto';
import type { AccountLimit, Balance, Intent, Settlement } from '../../src/store/ledger-store.ts';

/** 23 November 2026, 08:00 UTC. */
export const callTime = Date.UTC(2026, 10, 23, 8);

export function exampleIntent(overrides: Partial<Intent> = {}): Intent {
  return {
    id: randomUUIDv7(),
    at: callTime,
    provider: 'openai',
    operation: 'chat',
    model: 'gpt-example',
    user: 'anna',
    jobId: 'job-1',
    pipeline: 'application',
    layer: 'fit',
    attempt: 1,
    reservedNanoUsd: 1_000,
    reservedTokens: 100,
    expiresAt: callTime + 120_000,
    ...overrides,
  };
}

export function exampleSettlement(overrides: Partial<Settlement> = {}): Settlement {
  return {
    outcome: 'succeeded',
    costNanoUsd: 400,
    usage: { inputTokens: 30, outputTokens: 12 },
    model: 'gpt-example-2026',
    durationMs: 812.5,
    ...overrides,
  };
}

export function account(name: string, overrides: Partial<AccountLimit> = {}): AccountLimit {
  return { account: name, covers: {}, ...overrides };
}

export function balance(name: string, figures: Partial<Omit<Balance, 'account'>> = {}): Balance {
  return {
    account: name,
    spentNanoUsd: 0,
    reservedNanoUsd: 0,
    spentTokens: 0,
    reservedTokens: 0,
    ...figures,
  };
}
