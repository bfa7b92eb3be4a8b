import { usdOf } from '../guardrails/money.ts';
import type { LedgerEntry, LedgerStore } from '../store/ledger-store.ts';
import { amountsOf } from '../store/settled-amounts.ts';
import type { Job, TokenUsage } from './job.ts';

/** What a job has cost by the ledger. */
export interface CostsOnRecord {
  tokenUsage: TokenUsage;
  /** USD by layer; layers without calls are absent. */
  costUsdByLayer: ReadonlyMap<string, number>;
}

const mostEntriesAtOnce = 500;

/**
 * Adds up the ledger's entries of a job. What is not known counts in full, and so does what is still reserved: its
 * process may be gone.
 *
 * @param settled resolves when settlements that are under way are written, or have had time enough for it
 */
export async function costsOnRecord(
  ledger: Pick<LedgerStore, 'entries'>,
  jobId: string,
  settled: () => Promise<void>,
): Promise<CostsOnRecord> {
  let entries = await entriesOf(ledger, jobId);
  if (entries.some(({ state }) => state === 'reserved')) {
    await settled();
    entries = await entriesOf(ledger, jobId);
  }
  const all = emptySum();
  const byProvider = new Map<string, Sum>();
  const byLayer = new Map<string, Sum>();
  for (const entry of entries) {
    const outcome = entry.state === 'reserved' ? 'unknown' : entry.state;
    if (outcome === 'released') continue;
    const amounts = amountsOf(entry, { ...entry, outcome });
    for (const sum of [all, sumOf(byProvider, entry.provider), sumOf(byLayer, entry.layer ?? '')]) {
      sum.nanoUsd += amounts.costNanoUsd;
      sum.inputTokens += amounts.inputTokens;
      sum.outputTokens += amounts.outputTokens;
    }
  }
  return {
    tokenUsage: {
      totalCost: usdOf(all.nanoUsd),
      inputTokens: all.inputTokens,
      outputTokens: all.outputTokens,
      byProvider: Object.fromEntries(
        [...byProvider].map(([provider, { nanoUsd, inputTokens, outputTokens }]) => [
          provider,
          { cost: usdOf(nanoUsd), inputTokens, outputTokens },
        ]),
      ),
    },
    costUsdByLayer: new Map([...byLayer].map(([layer, { nanoUsd }]) => [layer, usdOf(nanoUsd)])),
  };
}

/** The job with the ledger's figures in place of its own. */
export function withCostsOnRecord(job: Job, { tokenUsage, costUsdByLayer }: CostsOnRecord): Job {
  const layers = job.layers.map((layer) => ({ ...layer, costUsd: costUsdByLayer.get(layer.name) ?? 0 }));
  return { ...job, tokenUsage, layers };
}

interface Sum {
  nanoUsd: number;
  inputTokens: number;
  outputTokens: number;
}

function emptySum(): Sum {
  return { nanoUsd: 0, inputTokens: 0, outputTokens: 0 };
}

function sumOf(sums: Map<string, Sum>, key: string): Sum {
  let sum = sums.get(key);
  if (sum === undefined) {
    sum = emptySum();
    sums.set(key, sum);
  }
  return sum;
}

async function entriesOf(ledger: Pick<LedgerStore, 'entries'>, jobId: string): Promise<LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.entries({
      jobId,
      limit: mostEntriesAtOnce,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}
