import { randomUUIDv7 } from 'node:crypto';
import { nanoUsd } from '../../../src/guardrails/money.ts';
import type { Intent, LedgerStore, Settlement } from '../../../src/store/ledger-store.ts';

/** A settled call in a ledger, as if it had been made. */
export async function spend(
  ledger: LedgerStore,
  call: Partial<Intent> & { at: number; usd: number; inputTokens?: number; outputTokens?: number },
  outcome: Settlement['outcome'] = 'succeeded',
): Promise<void> {
  const { usd, inputTokens = 0, outputTokens = 0, ...given } = call;
  const intent: Intent = {
    id: randomUUIDv7(),
    provider: 'openai',
    operation: 'chat',
    user: 'local',
    attempt: 1,
    reservedNanoUsd: nanoUsd(usd),
    reservedTokens: inputTokens + outputTokens,
    expiresAt: call.at + 60_000,
    ...given,
  };
  await ledger.reserve(intent, []);
  await ledger.settle(intent.id, {
    outcome,
    costNanoUsd: intent.reservedNanoUsd,
    usage: { inputTokens, outputTokens },
    durationMs: 5,
  });
}
