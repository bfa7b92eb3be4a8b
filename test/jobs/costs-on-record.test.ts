import { expect, test } from 'vitest';
import { costsOnRecord, withCostsOnRecord } from '../../src/jobs/costs-on-record.ts';
import { exampleIntent, exampleSettlement } from '../conformance/example-call.ts';
import { exampleJob } from '../conformance/example-job.ts';
import { MemoryLedgerStore } from '../support/memory-ledger-store.ts';

const nothingUnderWay = async () => undefined;

async function ledgerWith(
  calls: [Partial<Parameters<typeof exampleIntent>[0]>, ReturnType<typeof exampleSettlement>?][],
) {
  const ledger = new MemoryLedgerStore();
  for (const [overrides, settlement] of calls) {
    const intent = exampleIntent(overrides);
    await ledger.reserve(intent, []);
    if (settlement) await ledger.settle(intent.id, settlement);
  }
  return ledger;
}

test('adds up what calls cost by provider and layer; what is not known counts in full, what was not sent nothing', async () => {
  const ledger = await ledgerWith([
    [{ layer: 'fit' }, exampleSettlement()],
    [{ layer: 'cv', provider: 'anthropic' }, exampleSettlement({ outcome: 'unknown', usage: {} })],
    [{ layer: 'cv' }, exampleSettlement({ outcome: 'released' })],
    // Its process is gone, and nobody has noticed yet.
    [{ layer: 'cv' }],
    [{ layer: 'cv', jobId: 'job-2' }, exampleSettlement()],
  ]);
  const costs = await costsOnRecord(ledger, 'job-1', nothingUnderWay);
  expect(costs.tokenUsage).toEqual({
    totalCost: 0.000_002_4,
    inputTokens: 30,
    outputTokens: 12,
    byProvider: {
      openai: { cost: 0.000_001_4, inputTokens: 30, outputTokens: 12 },
      anthropic: { cost: 0.000_001, inputTokens: 0, outputTokens: 0 },
    },
  });
  const before = exampleJob({
    layers: [
      { name: 'fit', status: 'done', attempts: 1, costUsd: 7 },
      { name: 'cv', status: 'done', attempts: 1, costUsd: 0 },
      { name: 'publish', status: 'pending', attempts: 0, costUsd: 7 },
    ],
  });
  const after = withCostsOnRecord(before, costs);
  expect(after.layers.map(({ costUsd }) => costUsd)).toEqual([0.000_000_4, 0.000_002, 0]);
  expect(after.tokenUsage).toBe(costs.tokenUsage);
});

test('waits for a settlement that is under way', async () => {
  const intent = exampleIntent();
  const ledger = new MemoryLedgerStore();
  await ledger.reserve(intent, []);
  const { tokenUsage } = await costsOnRecord(ledger, 'job-1', () =>
    ledger.settle(intent.id, exampleSettlement()),
  );
  expect(tokenUsage.totalCost).toBe(0.000_000_4);
});

test('reads more entries than one page holds', async () => {
  const ledger = await ledgerWith(Array.from({ length: 1_001 }, () => [{}, exampleSettlement()]));
  expect((await costsOnRecord(ledger, 'job-1', nothingUnderWay)).tokenUsage.inputTokens).toBe(30 * 1_001);
});
