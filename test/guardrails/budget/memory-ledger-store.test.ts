import { describeLedgerStore } from '../../conformance/ledger-store.ts';
import { MemoryLedgerStore } from '../../support/memory-ledger-store.ts';

// The ledger of the guards' tests and benchmarks has to keep what the real ones keep.
let latest = new MemoryLedgerStore();

describeLedgerStore({
  async empty() {
    latest = new MemoryLedgerStore();
    return latest;
  },
  async another() {
    latest = new MemoryLedgerStore({ before: latest });
    return latest;
  },
});
