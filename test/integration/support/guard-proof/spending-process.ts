/*
 * A process that spends until the budget refuses all of its callers. Its argument: the settings and the callers as
 * JSON. It tells its parent of its progress and its report, and ends when it has lost its parent.
 */

import { proofConfig } from './proof-setup.ts';
import { spendToTheEnd } from './spend.ts';
import type { SpendingOfProcess } from './spending-processes.ts';

const { settings, ...spending } = JSON.parse(process.argv[2] ?? '') as SpendingOfProcess;
process.once('disconnect', () => process.exit(1));
const report = await spendToTheEnd({
  ...spending,
  config: proofConfig(settings),
  onProgress: (progress) => process.send?.({ progress }),
});
process.send?.({ report }, () => process.disconnect?.());
